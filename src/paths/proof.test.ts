import { beforeAll, describe, expect, test } from 'vitest'
import { SHOCK_SCHEMAS } from '../scenario/schema.js'
import { loadBasis, loadKernel } from './drivers/loadKernel.js'
import { createEngine } from './engine.js'
import type { Kernel } from './kernel/kernel.js'
import { pathScenario } from './pathScenario.js'
import { loopOf, specOf } from './paths.fixture.js'
import { agreementOf, type ExactStep, lossOf } from './proof.js'
import { type Trace, type TracedStep, tracePath } from './trace.js'

let kernel: Kernel
beforeAll(async () => {
  kernel = await loadKernel()
}, 60_000)

const spec = specOf({ days: 3, stepsPerDay: 24, positions: [loopOf('USDC', 0.6)] })

const traced = (overrides: Partial<TracedStep> = {}): TracedStep => ({
  step: 1,
  etherUsd: 3_000,
  bitcoinUsd: null,
  dollarUsd: 1,
  usdcUtilisation: 0.8,
  wethUtilisation: 0.8,
  rates: { stETH: 1.2213 },
  discount: 0,
  exitQueueEther: 10_000,
  healthFactor: 1.2,
  debtEth: 50,
  worthEth: 100,
  seizedUsd: 0,
  coveredUsd: 0,
  ...overrides,
})

const exact = (overrides: Partial<ExactStep> = {}): ExactStep => ({
  at: 86_400,
  healthFactor: 1.2,
  debtEth: 50,
  worthEth: 100,
  liquidations: 0,
  seizedUsd: 0,
  coveredUsd: 0,
  ...overrides,
})

const traceOf = (steps: readonly TracedStep[], liquidatedAt: number | null = null): Trace => ({
  path: 0,
  stepsPerDay: 1,
  start: { worthEth: 100 },
  liquidatedAt,
  steps,
})

const runOf = (steps: readonly ExactStep[]) => ({ steps, refused: [], liquidatedAtSeconds: null })

describe('a traced path', () => {
  test('is the same as in its shard, whatever tile it stands in', () => {
    const alone = tracePath(kernel, spec, loadBasis(), { position: 0, path: 700 })
    const engine = createEngine(kernel, spec, loadBasis())
    engine.run(512)
    const lane = 700 - 512
    expect(alone.steps).toHaveLength(72)
    expect(alone.steps.at(-1)?.etherUsd).toBe(kernel.cells[engine.runs.ether + lane])
    expect(alone.steps.at(-1)?.worthEth).toBe(
      kernel.cells[(engine.positions[0]?.runs.worthEther ?? 0) + lane],
    )
  })

  test('as a scenario: every shock is what a file may write, prices each step, the share rate once a day', () => {
    const trace = tracePath(kernel, spec, loadBasis(), { position: 0, path: 3 })
    const { steps } = pathScenario(trace, spec, { name: 'path-3', source: 'a test' })
    for (const { shocks } of steps)
      for (const shock of shocks) expect(SHOCK_SCHEMAS[shock.kind].parse(shock)).toEqual(shock)
    const daysOf = (kind: string) =>
      steps.flatMap(({ day, shocks }) => (shocks.some(shock => shock.kind === kind) ? [day] : []))
    expect(daysOf('price')).toHaveLength(72)
    expect(daysOf('usdcUtilisation')).toHaveLength(72)
    expect(daysOf('rate')).toEqual([1, 2, 3])
  })
})

describe('kernel beside an exact run', () => {
  test('behavior: the largest relative difference of any step', () => {
    const trace = traceOf([traced(), traced({ step: 2, worthEth: 101 })])
    const run = runOf([
      exact({ at: 0 }),
      exact({ debtEth: 50.5 }),
      exact({ at: 172_800, healthFactor: 1.25, worthEth: 100 }),
    ])
    const found = agreementOf(trace, run)
    expect(found.debt).toBeCloseTo(0.5 / 50.5, 12)
    expect(found.healthFactor).toBeCloseTo(0.04, 12)
    expect(found.netWorth).toBeCloseTo(0.01, 12)
    expect(found).toMatchObject({ steps: 2, seized: null, covered: null })
  })

  test('behavior: only up to the first liquidation of either; what both took there is compared', () => {
    const wild = traced({ step: 2, worthEth: 7, debtEth: 1, seizedUsd: 106, coveredUsd: 100 })
    const run = runOf([
      exact({ at: 0 }),
      exact(),
      exact({ at: 172_800, liquidations: 2, seizedUsd: 106, coveredUsd: 101 }),
    ])
    expect(agreementOf(traceOf([traced(), wild], 2), run)).toEqual({
      healthFactor: 0,
      debt: 0,
      netWorth: 0,
      steps: 1,
      seized: 0,
      covered: 1 / 101,
    })
    expect(agreementOf(traceOf([traced(), wild]), run)).toMatchObject({ steps: 1, seized: null })
  })

  test('behavior: a loss is a share of the net worth at the start', () => {
    expect(lossOf(runOf([exact({ at: 0 }), exact({ worthEth: 80 })]))).toBeCloseTo(0.2, 12)
  })
})
