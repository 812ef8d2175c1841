import { type Basis, createEngine, type Engine } from './engine.js'
import type { Staked } from './factors/parameters.js'
import type { PathSpec } from './facts.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import type { PositionEngine } from './positions.js'
import { uses } from './runs.js'

/** Ether that leaves the exit queue a year: 256 an epoch, 57,600 a day. */
const EXITS_PER_YEAR = 57_600 * 365

/** One step of one path: its factors as fractions, dollars and ether, and what the kernel makes of a position. */
export type TracedStep = {
  /** From 1. */
  readonly step: number
  readonly etherUsd: number
  /** Null where no leg needs it. */
  readonly bitcoinUsd: number | null
  readonly dollarUsd: number | null
  readonly usdcUtilisation: number | null
  readonly wethUtilisation: number
  readonly rates: Readonly<Partial<Record<Staked, number>>>
  /** Of stETH below its rate. */
  readonly discount: number
  readonly exitQueueEther: number
  /** Lowest of the loans', before any liquidation of this step; null without debt. */
  readonly healthFactor: number | null
  /** Before any liquidation of this step. */
  readonly debtEth: number
  readonly worthEth: number
  /** All that liquidations took by now, at the lender's prices. */
  readonly seizedUsd: number
  readonly coveredUsd: number
}

/** One path of one position, step by step. */
export type Trace = {
  readonly path: number
  readonly stepsPerDay: number
  readonly start: { readonly worthEth: number }
  /** Step of the first liquidation. */
  readonly liquidatedAt: number | null
  readonly steps: readonly TracedStep[]
}

type Reader = (cell: Cell) => number

const healthOf = ({ loans }: PositionEngine, at: Reader): number | null => {
  const owing = loans.filter(loan => at(loan.owed) > 0)
  return owing.length === 0 ? null : Math.min(...owing.map(loan => at(loan.health)))
}

const stepOf = (
  { runs }: Engine,
  position: PositionEngine,
  of: { readonly spec: PathSpec; readonly step: number; readonly at: Reader },
): TracedStep => {
  const { spec, step, at } = of
  const ether = at(runs.ether)
  const stEth = runs.staked.get('stETH')
  return {
    step,
    etherUsd: ether,
    bitcoinUsd: uses(spec, 'bitcoin') ? at(runs.bitcoin) : null,
    dollarUsd: uses(spec, 'dollar') ? at(runs.dollar) : null,
    usdcUtilisation: uses(spec, 'dollar') ? at(runs.utilisation.USDC) : null,
    wethUtilisation: at(runs.utilisation.WETH),
    rates: Object.fromEntries([...runs.staked].map(([token, { rate }]) => [token, at(rate)])),
    discount: stEth ? at(stEth.discount) : 0,
    exitQueueEther: at(runs.queue) * EXITS_PER_YEAR,
    healthFactor: healthOf(position, at),
    debtEth: position.loans.reduce((sum, loan) => sum + at(loan.owed), 0) / ether,
    worthEth: at(position.runs.worthEther),
    seizedUsd: at(position.runs.seized),
    coveredUsd: at(position.runs.covered),
  }
}

/** Follows one path of position `k` of a spec through the kernel: the same draws as in any shard. */
export const tracePath = (
  kernel: Kernel,
  spec: PathSpec,
  basis: Basis,
  of: { readonly position: number; readonly path: number },
): Trace => {
  const engine = createEngine(kernel, spec, basis)
  const position = engine.positions[of.position]
  if (!position) throw new RangeError(`There is no position ${of.position}.`)
  const at: Reader = cell => kernel.cells[cell] as number
  const steps: TracedStep[] = []
  engine.run(of.path, step => {
    steps.push(stepOf(engine, position, { spec, step, at }))
  })
  const liquidatedAt = at(position.runs.liquidatedAt)
  const begun = createEngine(kernel, { ...spec, days: 0 }, basis)
  begun.run(of.path)
  const first = begun.positions[of.position]
  return {
    path: of.path,
    stepsPerDay: spec.stepsPerDay,
    start: { worthEth: first ? at(first.runs.worthEther) : 0 },
    liquidatedAt: Number.isFinite(liquidatedAt) ? liquidatedAt : null,
    steps,
  }
}
