import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const LIMIT_BYTES = 3 * 2 ** 20
const run = promisify(execFile)

const PROGRAM = `import { composeReport, embedded, type Report, scenarioNamed, simulate, stopAllAnvils } from 'plimsoll'
import { strategy } from 'plimsoll/strategies/wsteth-loop'

const params = strategy.params.parse({ size: 100 })
const scenario = scenarioNamed('depeg')
const simulation = await simulate({ origin: embedded, worlds: 'both', strategy, params, scenario, progress: () => {} })
const report: Report = composeReport({ simulation, strategy, params, scenario })
const apart = report.reconciliation.quantities.filter(one => one.maxDifference !== '0')
console.log(JSON.stringify({ health: report.measures['minHealthFactor'], worlds: report.runs.length, apart }))
await stopAllAnvils()
process.exit()
`

const STRATEGY = `import { openHold, type Strategy, toWei, z } from 'plimsoll'

const params = z.strictObject({ size: z.number().default(10).describe('whole ether') })
type Params = z.output<typeof params>

export const strategy: Strategy<Params> = {
  name: 'mine',
  about: 'wstETH in the wallet.',
  params,
  endowment: ({ size }) => ({ asset: 'ETH', amount: toWei(size) }),
  open: (market, owner, { size }) =>
    openHold(market, {
      owner,
      endowment: { asset: 'ETH', amount: toWei(size) },
      conversion: 'best',
      token: 'wstETH',
    }),
}
`

describe('the package, installed in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-package-'))
  const inFolder = (command: string, ...args: readonly string[]) =>
    run(command, [...args], { cwd: folder, timeout: 120_000, maxBuffer: 2 ** 26 })
  let tarball = ''

  beforeAll(async () => {
    const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT })
    const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [
      { filename: string },
    ]
    tarball = join(folder, filename)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'outside', type: 'module' }))
    writeFileSync(join(folder, 'program.ts'), PROGRAM)
    writeFileSync(join(folder, 'mine.ts'), STRATEGY)
    await inFolder('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball)
  }, 300_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('weighs less than 3 MB, and carries no tests', async () => {
    expect(statSync(tarball).size).toBeLessThan(LIMIT_BYTES)
    const { stdout } = await run('tar', ['-tzf', tarball])
    expect(stdout).toContain('package/dist/library.js')
    expect(stdout).not.toMatch(/\.test\.|fixture|\/reports\/|fork-tests/)
  })

  test('a program and a strategy that import it pass a strict type check', async () => {
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck']
    writeFileSync(join(folder, 'node.d.ts'), 'declare const process: { exit(): never }\n')
    const { stdout } = await inFolder(process.execPath, TSC, ...flags, 'program.ts', 'mine.ts', 'node.d.ts')
    expect(stdout).toBe('')
  })

  test('the program runs in both worlds, with no wei between them', async () => {
    const { stdout } = await inFolder('node_modules/.bin/tsx', 'program.ts')
    const { health, worlds, apart } = JSON.parse(stdout) as {
      health: { ok: boolean; value: number }
      worlds: number
      apart: unknown[]
    }
    expect({ worlds, apart, ok: health.ok }).toEqual({ worlds: 2, apart: [], ok: true })
    expect(health.value).toBeGreaterThan(1)
  })

  test('the command runs the strategy, and the page of its report holds it', async () => {
    const args = [
      'run',
      './mine.ts',
      '--scenario',
      'calm',
      '--no-load-line',
      '--format',
      'html',
      '--out',
      'out',
    ]
    const { stdout } = await inFolder('node_modules/.bin/plimsoll', ...args)
    expect(stdout).toContain('mine')
    expect(readFileSync(join(folder, 'out/mine.calm.html'), 'utf8')).toContain('wstETH in the wallet.')
  })
})
