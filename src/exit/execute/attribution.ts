import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { equityWei } from '../../position/holdings.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { applyTx } from '../../simulation/model/apply.js'
import { openBlock } from '../../simulation/model/modelWorld.js'
import { playPlan } from '../../simulation/model/play.js'
import { withWaits } from '../forecast/rescale.js'
import type { OpenOption } from '../option.js'
import { ownLegs } from './legs.js'

/** What came out less what was planned, in wei of ether, and what of it came from where. */
export type ErrorSplit = {
  readonly totalWei: bigint
  /** The waits were longer or shorter: interest and rewards of those days, at the plan's own rates. */
  readonly queueWei: bigint
  /** Share rate and interest were others than the plan's over the same days. */
  readonly rateWei: bigint
  /** Trades after the first wait brought more or less against fair value. */
  readonly priceWei: bigint
  /** Days each wait took, and what the plan said. */
  readonly waits: readonly { readonly plannedDays: number; readonly days: number }[]
}

/** Net worth in the block of a leg before it, and after it. */
type Worth = { readonly worthBeforeWei: bigint; readonly worthAfterWei: bigint }

/** Gained or lost between legs, and in them. */
type Ledger = { readonly between: bigint; readonly inLegs: bigint }

const ledgerOf = (startWei: bigint, legs: readonly Worth[]): Ledger => {
  let before = startWei
  let between = 0n
  let inLegs = 0n
  for (const { worthBeforeWei, worthAfterWei } of legs) {
    between += worthBeforeWei - before
    inLegs += worthAfterWei - worthBeforeWei
    before = worthAfterWei
  }
  return { between, inLegs }
}

const SETTLED: Tx = { from: CROWD.oracle, actions: [{ kind: 'validators.settle' }] }

/** Net worth, validators paid for their duties up to now. */
export const worthOf = (market: Market, owner: Address): bigint =>
  equityWei(market.validators.validators.length > 0 ? applyTx(market, SETTLED) : market, owner)

/** A plan in the model, with the owner's worth around each of its legs; undefined where the model refuses one. */
const worthsOf = (market: Market, plan: ExitPlan, owner: Address): readonly Worth[] | undefined => {
  const own = new Set(ownLegs(plan, owner).map(({ at }) => at))
  const worths: Worth[] = []
  let now = market
  for (const [i, leg] of plan.legs.entries()) {
    const worthBeforeWei = worthOf(openBlock(now, leg.seconds), owner)
    const played = playPlan(now, { method: '', legs: [leg], assumed: [] }, owner)
    if (!played.ok) return undefined
    now = played.market
    if (own.has(i)) worths.push({ worthBeforeWei, worthAfterWei: worthOf(now, owner) })
  }
  return worths
}

/** Days between the owner's legs that a wait divides. */
const waitsOf = (plan: ExitPlan, owner: Address, days: readonly number[]): readonly number[] =>
  ownLegs(plan, owner).flatMap(({ afterWait }, i) => (afterWait ? [(days[i] ?? 0) - (days[i - 1] ?? 0)] : []))

type Done = { readonly legs: readonly (Worth & { readonly days: number })[]; readonly proceedsWei: bigint }

/**
 * Why a plan that was carried out to its end came out otherwise: net worth is followed through the legs as they were,
 * as planned, and as planned with the days that the waits really took. Null where the model refuses one of these.
 */
export const splitError = (
  market: Market,
  { quote }: OpenOption,
  { legs, proceedsWei }: Done,
  owner: Address,
): ErrorSplit | null => {
  const days = waitsOf(
    quote.plan,
    owner,
    legs.map(leg => leg.days),
  )
  const start = worthOf(market, owner)
  const planned = worthsOf(market, quote.plan, owner)
  const inTime = worthsOf(market, withWaits(quote.plan, owner, days), owner)
  if (!planned || !inTime) return null
  const [a, b, c] = [planned, inTime, legs].map(worths => ledgerOf(start, worths))
  if (!a || !b || !c) return null
  const totalWei = proceedsWei - quote.proceedsWei
  const [queueWei, rateWei] = [b.between + b.inLegs - a.between - a.inLegs, c.between - b.between]
  return {
    totalWei,
    queueWei,
    rateWei,
    // With what rounding leaves in tokens, which brings no ether.
    priceWei: totalWei - queueWei - rateWei,
    waits: days.map((took, i) => ({ plannedDays: quote.plan.waits?.[i]?.medianDays ?? took, days: took })),
  }
}
