import type { Market } from '../market/market.js'
import type { Refusal } from '../position/refusal.js'
import type { ExitPlan, Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import type { Sold } from '../routing/route.js'
import type { Priced } from './patience.js'
import type { Way } from './way.js'

/** How thoroughly a frontier is planned: `full` for what is printed, `frame` to find the worst frame and to draw charts. */
export type Effort = 'frame' | 'full'

/** Cost at half and at twice an assumed depth of the pools, 1e-4 of net worth; null where it is closed then. */
export type DepthBand = { readonly halfDepthBps: number | null; readonly twiceDepthBps: number | null }

/** A way out of a whole position, as the model plans it. */
export type WayOut = Priced & {
  readonly way: Way
  readonly plan: ExitPlan
  /** All that is in the wallet when the plan is through, before gas, at fair value in wei. */
  readonly proceedsWei: bigint
  readonly gasUnits: bigint
  readonly gasWei: bigint
  readonly earlyDays: number
  /** The median if nobody asks for ether meanwhile; the headline takes the queue as it stands. */
  readonly aloneDays: number
  /** Of what can be sold, what is sold at once; null where that is no choice. */
  readonly soldShare: number | null
  readonly sold: readonly Sold[]
  readonly assumed: readonly string[]
  /** Null where it was not asked for, or no assumed depth is sold into. */
  readonly band: DepthBand | null
  /** What carrying the plan out on the fork brought and used; null where it was not tried there. */
  readonly onFork: { readonly proceedsWei: bigint; readonly gasUnits: bigint } | null
}

/** A way that is closed, and why. */
export type ClosedWay = { readonly way: Way; readonly refusal: Refusal }

/** Cost against patience: every way from the quickest to the cheapest, each cheaper than all that are quicker. */
export type Frontier = {
  readonly effort: Effort
  readonly ways: readonly WayOut[]
  readonly closed: readonly ClosedWay[]
}

/** What an owner accepts when leaving: cost in 1e-4 of net worth, and days at the median. */
export type ExitLimits = { readonly costBps: number; readonly days: number }

/** A position at one moment, to be left by its owner. */
export type ExitMoment = {
  readonly market: Market
  readonly strategy: Strategy
  readonly owner: Address
  readonly gasPriceWei: bigint
}

/** Plans exits of whole positions, on the model. Pure. */
export type ExitPlanner = {
  /** `before` is the frontier of the frame before: at effort `frame` the search begins there. */
  frontier(moment: ExitMoment, effort: Effort, before: Frontier | undefined): Frontier
  /** A way that keeps to both limits, not the best one: the cheaper question. Undefined where none does. */
  keeping(moment: ExitMoment, limits: ExitLimits): WayOut | undefined
}

/** The ways out of a frame, worked out when someone asks. */
export type FrameExits = {
  /** At an effort; where none is named, the most thorough that was asked for so far. */
  frontier(effort?: Effort): Frontier
  keeping(limits: ExitLimits): WayOut | undefined
}

/** A run without a planner has no exits to read. */
export const NO_EXITS: FrameExits = {
  frontier() {
    throw new RangeError('this run was made without a planner of exits')
  },
  keeping() {
    throw new RangeError('this run was made without a planner of exits')
  },
}

/** Exits of a frame, each question asked of the planner once. */
export const lazyExits = (
  planner: ExitPlanner,
  moment: ExitMoment,
  before: FrameExits | undefined,
): FrameExits => {
  let frame: Frontier | undefined
  let full: Frontier | undefined
  const kept = new Map<string, WayOut | undefined>()
  return {
    frontier(effort) {
      if (effort === 'full') full ??= planner.frontier(moment, 'full', undefined)
      if (effort !== 'frame' && full) return full
      frame ??= planner.frontier(moment, 'frame', before?.frontier('frame'))
      return frame
    },
    keeping(limits) {
      const key = `${limits.costBps} ${limits.days}`
      if (!kept.has(key)) kept.set(key, planner.keeping(moment, limits))
      return kept.get(key)
    },
  }
}

/** Exits that were worked out before. */
export const fixedExits = (exits: FrameExits, frontier: Frontier): FrameExits => ({
  ...exits,
  frontier: () => frontier,
})
