import { SECONDS_PER_DAY } from '../units/fixed.js'
import type { Trace, TracedStep } from './trace.js'

/**
 * What an exact run came to at one step; liquidations since the step before, in dollars at the lender's prices. Debt
 * that nobody paid is not covered.
 */
export type ExactStep = {
  /** Seconds since the start. */
  readonly at: number
  readonly healthFactor: number | null
  readonly debtEth: number
  readonly worthEth: number
  readonly liquidations: number
  readonly seizedUsd: number
  readonly coveredUsd: number
}

/** An exact run of a path: its start, and each step. */
export type Exact = {
  readonly steps: readonly ExactStep[]
  /** Shocks that the protocols refused: there the run left the path. */
  readonly refused: readonly string[]
  readonly liquidatedAtSeconds: number | null
}

/** Largest relative differences of the kernel's numbers from exact ones. */
export type Agreement = {
  /** Up to the first liquidation of either. */
  readonly healthFactor: number
  readonly debt: number
  readonly netWorth: number
  /** Steps compared. */
  readonly steps: number
  /** At the first liquidation, where both have it at the same step. */
  readonly seized: number | null
  readonly covered: number | null
}

export const firstLiquidation = (steps: readonly ExactStep[]): number | null =>
  steps.find(({ liquidations }) => liquidations > 0)?.at ?? null

/** Share of the net worth in ether that is lost at the end; negative is a gain. */
export const lossOf = ({ steps }: Pick<Exact, 'steps'>): number => {
  const [first, last] = [steps[0], steps.at(-1)]
  return first && last ? 1 - last.worthEth / first.worthEth : 0
}

const off = (mine: number, exact: number): number =>
  mine === exact ? 0 : Math.abs(mine - exact) / Math.max(Math.abs(exact), Number.EPSILON)

const secondsOf = (step: number, stepsPerDay: number): number =>
  Math.round((step / stepsPerDay) * SECONDS_PER_DAY)

type Both = { readonly mine: TracedStep; readonly exact: ExactStep }

/** Steps of both by their time. */
const paired = ({ steps, stepsPerDay }: Trace, exact: Exact): readonly Both[] => {
  const byTime = new Map(exact.steps.map(step => [step.at, step]))
  return steps.flatMap(mine => {
    const found = byTime.get(secondsOf(mine.step, stepsPerDay))
    return found ? [{ mine, exact: found }] : []
  })
}

const healthOff = (pairs: readonly Both[]): number =>
  Math.max(
    0,
    ...pairs.map(({ mine: { healthFactor: mine }, exact: { healthFactor: exact } }) =>
      mine === null && exact === null ? 0 : off(mine ?? 0, exact ?? 0),
    ),
  )

/** Sets a path as the kernel had it beside an exact run of its scenario. */
export const agreementOf = (trace: Trace, exact: Exact): Agreement => {
  const pairs = paired(trace, exact)
  const mineAt = (both: Both): boolean => both.mine.step === trace.liquidatedAt
  const until = pairs.findIndex(both => mineAt(both) || both.exact.liquidations > 0)
  const before = until < 0 ? pairs : pairs.slice(0, until)
  const turn = until < 0 ? undefined : pairs[until]
  const isBoth = turn !== undefined && mineAt(turn) && turn.exact.liquidations > 0
  return {
    healthFactor: healthOff(before),
    debt: Math.max(0, ...before.map(({ mine, exact: step }) => off(mine.debtEth, step.debtEth))),
    netWorth: Math.max(0, ...before.map(({ mine, exact: step }) => off(mine.worthEth, step.worthEth))),
    steps: before.length,
    seized: isBoth ? off(turn.mine.seizedUsd, turn.exact.seizedUsd) : null,
    covered: isBoth ? off(turn.mine.coveredUsd, turn.exact.coveredUsd) : null,
  }
}
