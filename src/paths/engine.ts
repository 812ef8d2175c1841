import { drawnFactors, type Factors } from './drawn.js'
import type { Parameters } from './factors/parameters.js'
import type { PathRecord } from './factors/record.js'
import type { PathSpec } from './facts.js'
import { createGrowth } from './growth.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { createPosition, type PositionEngine } from './positions.js'
import { createPrices } from './prices.js'
import { redrawnFactors } from './redrawn.js'
import { createAllocator, layOut, type Runs, TILE } from './runs.js'

/** What the futures are drawn from: parameters and the record. */
export type Basis = { readonly parameters: Parameters; readonly record: PathRecord }

/** Runs tiles of paths of a spec. `onStep` sees each step, its number from 1. */
export type Engine = {
  readonly runs: Runs
  readonly kernel: Kernel
  readonly positions: readonly PositionEngine[]
  run(path: number, onStep?: (step: number) => void): void
}

/** Factors that are given and not drawn, for agreement and backtests. */
export type GivenFactors = (kernel: Kernel, runs: Runs) => Factors

const createTracker = (kernel: Kernel, { drivers, ether, dollar, utilisation, staked }: Runs) => {
  const discount = staked.get('stETH')?.discount ?? ether
  const pairs: readonly (readonly [Cell, Cell, 'lowest' | 'highest'])[] = [
    [drivers.lowestEther, ether, 'lowest'],
    [drivers.highestDiscount, discount, 'highest'],
    [drivers.highestUtilisation, utilisation.WETH, 'highest'],
    [drivers.highestUsdcUtilisation, utilisation.USDC, 'highest'],
    [drivers.lowestDollar, dollar, 'lowest'],
  ]
  return {
    start: (): void => {
      for (const [into, , kind] of pairs)
        kernel.fill(into, kind === 'lowest' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, TILE)
    },
    note: (): void => {
      for (const [into, from, kind] of pairs) kernel[kind](into, from, TILE)
    },
  }
}

/**
 * Sets a spec up in a kernel: each step lets balances grow at the rates that stood before, moves the factors, and looks at
 * health, liquidations and net worth. Throws NoFactorError, CorrelationError, RangeError where the kernel is too small.
 */
export const createEngine = (kernel: Kernel, spec: PathSpec, basis: Basis, given?: GivenFactors): Engine => {
  const run = createAllocator(kernel)
  const runs = layOut(spec, run)
  const queueLevel = run()
  const factors =
    given?.(kernel, runs) ??
    (spec.model === 'bootstrap'
      ? redrawnFactors(kernel, spec, { record: basis.record, runs, scratch: run })
      : drawnFactors(kernel, spec, { parameters: basis.parameters, runs, queueLevel }))
  const growth = createGrowth(kernel, spec, runs, run)
  const price = createPrices(kernel, spec, runs)
  const positions = spec.positions.map(facts => createPosition({ kernel, spec, runs }, facts, run))
  const tracker = createTracker(kernel, runs)
  const stepCount = spec.days * spec.stepsPerDay
  const look = (step: number, elapsed: number): void => {
    if (factors.hasLows) {
      price(elapsed, runs.etherLow)
      for (const position of positions) position.watch(step, runs.etherLow)
    }
    price(elapsed, runs.ether)
    for (const position of positions) {
      position.watch(step, runs.ether)
      position.value()
    }
    tracker.note()
  }
  return {
    runs,
    kernel,
    positions,
    run: (path, onStep) => {
      factors.start(path)
      growth.start()
      tracker.start()
      for (const position of positions) position.start()
      look(0, 0)
      for (let step = 1; step <= stepCount; step++) {
        const elapsed = step / (365 * spec.stepsPerDay)
        growth.accrue(elapsed)
        factors.advance(path, step)
        look(step, elapsed)
        onStep?.(step)
      }
    },
  }
}
