import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const compare = (...args: readonly string[]) =>
  spawnSync(process.execPath, [resolve('bin/plimsoll.js'), 'compare', ...args], { encoding: 'utf8' })

describe('compare', () => {
  test('instances are named, sorted, and a position that the market cannot hold is a row with the largest size', () => {
    const done = compare(
      ...['hold-wsteth', 'wsteth-loop:leverage=3', 'wsteth-loop-morpho:leverage=3', '--set', 'size=5000'],
      ...['--sort', 'netApy', '--format', 'json'],
    )
    const { rows } = JSON.parse(done.stdout) as {
      rows: { kind: string; position: string; reason?: string; cells?: Record<string, number | null> }[]
    }
    expect(rows.map(({ position }) => position)).toEqual([
      'wsteth-loop:leverage=3',
      'hold-wsteth',
      'wsteth-loop-morpho:leverage=3',
    ])
    expect(rows[2]?.reason).toMatch(/1,700 WETH to lend.*size [\d.]+ ETH at most at leverage 3/)
    expect(rows[0]?.cells?.['exitNowBps']).toBeGreaterThan(rows[1]?.cells?.['exitNowBps'] ?? Infinity)
    // The dearest way at once, and what patience saves of it.
    for (const { cells } of rows.slice(0, 2))
      expect(cells?.['exitWithin30dBps']).toBeLessThanOrEqual(cells?.['exitNowBps'] ?? 0)
    expect(done.status).toBe(0)
  })

  test('limits come first and are a column; a measure of one’s own is one too; the page has a line for each position', () => {
    const asked = ['hold-wsteth', 'wsteth-loop:leverage=3', '--measure', 'room=minHealthFactor*2']
    const done = compare(...asked, '--limit', 'minHealthFactor >= 1.1', 'room > 3')
    expect(done.status).toBe(3)
    const [first, ...lines] = done.stdout.split('\n')
    expect(first).toMatch(/^FAIL {7}room > 3 {2}wsteth-loop:leverage=3 under calm: room 2\.8/)
    expect(lines).toContain('3 passed, 1 failed, 0 undecided, 0 refused')
    expect(lines.find(line => line.startsWith('hold-wsteth'))).toMatch(/without bound +calm +PASS 2 of 2$/)
    expect(lines.find(line => line.startsWith('wsteth-loop'))).toMatch(/2\.8\d+ +calm +FAIL 1 of 2$/)
    const page = compare('hold-wsteth', 'wsteth-loop:leverage=3', '--format', 'html')
    expect(page.stdout).toContain('<figure><figcaption><strong>Cost of leaving against patience')
    for (const position of ['hold-wsteth', 'wsteth-loop:leverage=3'])
      expect(page.stdout).toMatch(new RegExp(`${position}: at once [\\d.,]+ bps, within 7 days`))
  })

  test.each([
    ['nothing', []],
    ['an unknown strategy', ['hold-wstet']],
    ['a position twice', ['hold-wsteth', 'hold-wsteth']],
    ['an unknown column', ['hold-wsteth', '--sort', 'yield']],
    ['an unknown format', ['hold-wsteth', '--format', 'html5']],
    ['an unknown parameter', ['wsteth-loop:levrage=3']],
  ])('wrong input: %s', (_, args) => {
    const done = compare(...args)
    expect(done.status).toBe(1)
    expect(done.stdout).toBe('')
    expect(done.stderr).not.toContain('InternalError')
  })
})
