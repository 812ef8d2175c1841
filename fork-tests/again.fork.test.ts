import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-again-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plimsoll = (...args: readonly string[]) =>
  spawnSync(process.execPath, [resolve('bin/plimsoll.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })

describe('verify', () => {
  const held = '10 wstETH and -8 WETH on aave e-mode 1; 3 stETH'
  const quick = ['--world', 'model', '--no-load-line', '--json']

  test('a report is what its command gives, byte by byte; a changed figure is named', () => {
    const made = plimsoll('run', '--held', held, ...quick, '--limit', 'minHealthFactor >= 1.1')
    expect([made.status, made.stderr]).toEqual([0, expect.any(String)])
    writeFileSync(join(folder, 'report.json'), made.stdout)
    const same = plimsoll('verify', 'report.json')
    expect([same.status, same.stdout]).toEqual([0, 'SAME       held under calm: every byte\n'])
    const report = JSON.parse(made.stdout) as { measures: { exitNowBps: { value: number } } }
    report.measures.exitNowBps.value += 1
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(report))
    const other = plimsoll('verify', 'changed.json')
    expect(other.status).toBe(3)
    expect(other.stdout).toMatch(
      /^DIFFERENT {2}held under calm: 1 values\n {2}measures\.exitNowBps\.value: was [\d.]+, is [\d.]+\n$/,
    )
  })

  test.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['another JSON', '{"a":1}'],
    ['an exit', '{"plimsoll":"0.1.0","kind":"exit"}'],
    ['another version', '{"plimsoll":"0.0.0"}'],
  ])('refused: %s', (_, text) => {
    if (text !== undefined) writeFileSync(join(folder, 'bad.json'), text)
    const done = plimsoll('verify', text === undefined ? 'absent.json' : 'bad.json')
    expect([done.status, done.stdout]).toEqual([1, ''])
    expect(done.stderr).toContain('The report cannot be verified.')
    expect(done.stderr).toContain('Hint: ')
  })
})

describe('fit', () => {
  test('the largest leverage that keeps a limit, which binds; proven on the fork on both sides', () => {
    const limits = ['--limit', 'minHealthFactor >= 1.1', 'liquidated == 0']
    const done = plimsoll('fit', 'wsteth-loop', '--solve', 'leverage', '--set', 'size=10', ...limits)
    const [first = '', second, third] = done.stdout.split('\n')
    expect([done.status, first]).toEqual([
      0,
      expect.stringMatching(/^wsteth-loop: largest leverage \d\.\d+$/),
    ])
    // In e-mode 1 a loop of so much leverage L has a health factor of about 0.95 L / (L - 1).
    const leverage = Number(first.split(' ').at(-1))
    expect((0.95 * leverage) / (leverage - 1)).toBeCloseTo(1.1, 1)
    expect(second).toMatch(/^Bound by minHealthFactor >= 1\.1, under calm: minHealthFactor 1\.09\d+/)
    expect(third).toBe('Proven on the fork: it keeps every limit, and the next one up does not.')
  })

  test.each([
    ['no limit', ['wsteth-loop']],
    ['nothing to solve for', ['wsteth-loop', '--solve', 'ltv', '--limit', 'liquidated == 0']],
    ['a position without it', ['hold-wsteth', '--solve', 'leverage', '--limit', 'liquidated == 0']],
    ['no position', ['--limit', 'liquidated == 0']],
    ['a limit for another scenario', ['wsteth-loop', '--limit', 'liquidated == 0 under nosuch']],
  ])('refused: %s', (_, args) => {
    const done = plimsoll('fit', ...args)
    expect([done.status, done.stdout]).toEqual([1, ''])
    expect(done.stderr).toContain('Hint: ')
  })
})
