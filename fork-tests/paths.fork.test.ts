import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startOf } from '../src/analysis/simulate.js'
import { openedMarket } from '../src/cli/commands/opened.js'
import { scenarioText } from '../src/cli/commands/pathsProve.js'
import { readScenarioFile } from '../src/cli/input/scenarioFile.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import { writeFiles } from '../src/cli/output/files.js'
import { OWNER } from '../src/market/crowd.js'
import { loadBasis, loadKernel } from '../src/paths/drivers/loadKernel.js'
import { provePath } from '../src/paths/drivers/prove.js'
import { type PathSpec, stepsFor } from '../src/paths/facts.js'
import { marketFacts, positionFacts } from '../src/paths/fromMarket.js'
import { pathScenario } from '../src/paths/pathScenario.js'
import { resultsOf } from '../src/paths/results.js'
import { runShard } from '../src/paths/shard.js'
import { tracePath } from '../src/paths/trace.js'

const out = mkdtempSync(join(tmpdir(), 'plimsoll-paths-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const ORIGIN = { kind: 'embedded' } as const
const quiet = () => undefined

type Case = { readonly name: string; readonly set: Readonly<Record<string, unknown>>; readonly days: number }

/** A position's futures, the market before it was opened, and the strategy with its parameters. */
const drawn = async ({ name, set, days }: Case) => {
  const strategy = await loadStrategy(name)
  const params = strategy.params.parse(set)
  const { market } = await startOf(ORIGIN, quiet)
  const ready = { strategy, params, file: undefined } as never
  const opened = await openedMarket(market, ready, { origin: ORIGIN, market: undefined, worlds: 'both' })
  const positions = [positionFacts(opened, OWNER, name)]
  const spec: PathSpec = {
    model: 'calibrated',
    seed: 1,
    paths: 2_048,
    days,
    stepsPerDay: stepsFor(positions),
    market: marketFacts(opened),
    positions,
    tilt: null,
  }
  return { strategy, params, market, spec }
}

/** The path of the tail that is wanted, written to a file, read back, and run in the model and on the fork. */
const proven = async (of: Case, wanted: '99 %' | 'first liquidated') => {
  const { strategy, params, market, spec } = await drawn(of)
  const [kernel, basis] = [await loadKernel(), loadBasis()]
  const [result] = resultsOf(spec, [runShard(kernel, spec, 0, basis)])
  const path =
    wanted === '99 %' ? result?.tails.find(one => one.percentile === 99)?.path : result?.first[0]?.path
  if (path === undefined) throw new Error('no such path was drawn')
  const trace = tracePath(kernel, spec, basis, { position: 0, path })
  const scenario = pathScenario(trace, spec, { name: `path-${path}`, source: 'a test' })
  const [file = ''] = writeFiles(out, [{ name: `${of.name}.yaml`, text: scenarioText(scenario) }])
  const request = {
    strategy,
    params,
    market,
    scenario: readScenarioFile(file),
    origin: ORIGIN,
    progress: quiet,
  }
  return { trace, proof: await provePath(trace, request) }
}

test('a tail of wsteth-loop at leverage 12: kernel and fork to 1e-9, model and fork to the wei', async () => {
  const { proof } = await proven({ name: 'wsteth-loop', set: { leverage: 12 }, days: 8 }, '99 %')
  expect(proof.model.refused).toEqual([])
  expect(proof.forkDifference).toEqual({ most: 0n, where: null, compared: 9 })
  for (const found of [proof.modelAgreement, proof.forkAgreement]) {
    expect(found?.steps).toBe(8)
    expect(Math.max(found?.healthFactor ?? 1, found?.debt ?? 1, found?.netWorth ?? 1)).toBeLessThan(1e-9)
  }
}, 120_000)

test('the first liquidated path of wsteth-usdc: to 1e-9 until then, what was taken to 1e-6', async () => {
  const { trace, proof } = await proven(
    { name: 'wsteth-usdc', set: { ltv: 0.74 }, days: 1 },
    'first liquidated',
  )
  expect(trace.liquidatedAt).not.toBeNull()
  expect(proof.fork?.liquidatedAtSeconds).toBe((trace.liquidatedAt ?? 0) * 3_600)
  expect(proof.forkDifference).toEqual({ most: 0n, where: null, compared: 25 })
  for (const found of [proof.modelAgreement, proof.forkAgreement]) {
    expect(Math.max(found?.healthFactor ?? 1, found?.debt ?? 1, found?.netWorth ?? 1)).toBeLessThan(1e-9)
    expect(Math.max(found?.seized ?? 1, found?.covered ?? 1)).toBeLessThan(1e-6)
  }
}, 120_000)
