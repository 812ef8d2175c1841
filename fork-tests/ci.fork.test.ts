import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-ci-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const guide = readFileSync(resolve('docs/ci.md'), 'utf8')
const block = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1]
  if (found === undefined) throw new Error(`docs/ci.md has no block of ${language}`)
  return found
}

/** `plimsoll` as a user's PATH has it. */
const installed = (): string => {
  const bin = join(folder, 'plimsoll')
  writeFileSync(bin, `#!/bin/sh\nexec "${process.execPath}" "${resolve('bin/plimsoll.js')}" "$@"\n`)
  chmodSync(bin, 0o755)
  return folder
}

const script = (yaml: string) => {
  writeFileSync(join(folder, 'treasury.yaml'), yaml)
  const env = { ...process.env, PATH: `${installed()}:${process.env['PATH'] ?? ''}` }
  return spawnSync('sh', ['-c', block('sh')], { cwd: folder, env, encoding: 'utf8' })
}

const check = (...args: readonly string[]) =>
  spawnSync(process.execPath, [resolve('bin/plimsoll.js'), 'check', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })

describe('the script of docs/ci.md', () => {
  test('passes where every limit holds, and writes JUnit', () => {
    const done = script(block('yaml'))
    expect([done.status, done.stderr]).toEqual([0, expect.any(String)])
    expect(readFileSync(join(folder, 'plimsoll.xml'), 'utf8')).toContain('tests="3" failures="0" errors="0"')
  })

  test('fails where a limit that held does not any more', () => {
    const passed = JSON.parse(readFileSync(join(folder, 'last.json'), 'utf8')) as {
      verdicts: { status: string }[]
    }
    expect(passed.verdicts.map(({ status }) => status)).toEqual(Array(6).fill('pass'))
    const riskier = block('yaml').replace('WETH: 800', 'WETH: 1250')
    writeFileSync(
      join(folder, 'treasury.yaml'),
      riskier.replace('minHealthFactor >= 1.1', 'minHealthFactor >= 1.2'),
    )
    const now = check('treasury.yaml', '--format', 'text')
    expect(now.status).toBe(3)
    expect(now.stdout.split('\n')[0]).toMatch(
      /^FAIL +minHealthFactor >= 1\.2 +treasury under .*minHealthFactor 1\.1\d+ on day/,
    )
    // The riskier limit is new to the baseline, and so is worse than it.
    expect(check('treasury.yaml', '--baseline', 'last.json').status).toBe(3)
  })
})

test('thirty positions and twelve limits: one bad position fails the check, and only that one', () => {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const debt = i === 17 ? 12.1 : 8
    return `a${i},aave e-mode 1,wstETH,11\na${i},aave e-mode 1,WETH,-${debt}\na${i},wallet,stETH,${i + 1}\n`
  })
  writeFileSync(join(folder, 'many.csv'), `account,where,asset,amount\n${rows.join('')}`)
  const limits = Array.from({ length: 12 }, (_, i) => `minHealthFactor >= ${1 + i / 100}`)
  const done = check('many.csv', '--limit', ...limits, '--scenario', 'calm', '--format', 'json')
  const { verdicts } = JSON.parse(done.stdout) as { verdicts: { position: string; status: string }[] }
  expect(verdicts).toHaveLength(360)
  expect(new Set(verdicts.filter(({ status }) => status !== 'pass').map(({ position }) => position))).toEqual(
    new Set(['many:a17']),
  )
  expect(done.status).toBe(3)
})

test('several accounts are added up; a token without a model counts at its price', () => {
  const rows = 'a,aave,wstETH,10\na,wallet,ETH,3\nb,wallet,ETH,2\n'
  writeFileSync(join(folder, 'two.csv'), `account,where,asset,amount\n${rows}`)
  const limit = ['--limit', 'liquidated == 0', 'share("Lido") <= 0.9']
  const { total } = JSON.parse(check('two.csv', ...limit, '--format', 'json').stdout) as {
    total: { positions: number; netWei: string; withoutModelWei: string }
  }
  expect(total).toMatchObject({ positions: 2, withoutModelWei: '0' })
  // Ten wstETH are worth more than eleven ether, and less than fourteen.
  expect(Number(total.netWei) / 1e18).toBeGreaterThan(16)
  expect(Number(total.netWei) / 1e18).toBeLessThan(19)
  const held = check('--held', '6 stETH; 1000 LDO at 0.004 ETH', '--limit', 'share("Lido") == 0.6')
  expect([held.status, held.stdout]).toEqual([0, expect.stringContaining('share of Lido 0.6')])
  expect(held.stderr).toContain(
    '1000 LDO is not modelled: at 0.004 ETH each it counts in net worth and shares',
  )
})

test('a position that the market cannot hold is refused in a row, and the check fails', () => {
  const done = check('wsteth-loop-morpho,hold-wsteth', '--set', 'size=5000', '--limit', 'liquidated == 0')
  expect(done.status).toBe(3)
  expect(done.stdout).toMatch(/^REFUSED +wsteth-loop-morpho under calm: .*size [\d.]+ ETH at most/)
  expect(done.stdout).toContain('1 passed, 0 failed, 0 undecided, 1 refused')
})
