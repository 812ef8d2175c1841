import type { Market } from '../market/market.js'
import { equityWei } from '../position/holdings.js'
import type { Refused } from '../position/refusal.js'
import type { ExitPlan, Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import type { Sold } from '../routing/route.js'
import { gasOfTx } from '../simulation/gas.js'
import { etherOf, type Played } from '../simulation/model/play.js'
import { SECONDS_PER_DAY } from '../units/fixed.js'
import { leftBehind } from './leftBehind.js'

/** Who wants to leave what, on which market. */
export type Leaving = {
  readonly market: Market
  readonly owner: Address
  readonly unwind: Strategy['unwind']
  readonly gasPriceWei: bigint
}

/** What a plan comes to in the model. Costs are against fair value, gas included; days are those of its waits. */
export type Quote = {
  readonly ok: true
  readonly plan: ExitPlan
  /** After the last leg. */
  readonly market: Market
  readonly sold: readonly Sold[]
  readonly proceedsWei: bigint
  readonly gasUnits: bigint
  readonly gasWei: bigint
  readonly costBps: number
  readonly earlyDays: number
  readonly medianDays: number
  readonly badDays: number
  /** The median if nobody asks meanwhile, so that later waits find no queue; the same where nothing waits twice. */
  readonly aloneDays: number
}

const ownTxs = (plan: ExitPlan, owner: Address) =>
  plan.legs.flatMap(leg => leg.txs.filter(tx => tx.from === owner))

const secondsOf = (plan: ExitPlan): number => plan.legs.reduce((sum, leg) => sum + leg.seconds, 0)

/** Days of a plan: the legs at the median, and what its waits may differ by. */
const daysOf = (plan: ExitPlan) => {
  const medianDays = secondsOf(plan) / SECONDS_PER_DAY
  const waits = plan.waits ?? []
  const apart = (pick: (wait: (typeof waits)[number]) => number): number =>
    waits.reduce((sum, wait) => sum + pick(wait) - wait.medianDays, medianDays)
  return {
    earlyDays: apart(wait => wait.earlyDays),
    medianDays,
    badDays: apart(wait => wait.badDays),
    aloneDays: apart(wait => wait.aloneDays ?? wait.medianDays),
  }
}

/** What is lost of `fair`, in 1e-4 of it, to two digits. */
export const costBps = (fair: bigint, received: bigint): number =>
  Number(((fair - received) * 1_000_000n) / fair) / 100

/** A plan that went through in the model, and what it sold where. */
type Carried = Played & { readonly sold: readonly Sold[] }

/**
 * What a played plan comes to, if nothing is left (EXIT_NOTHING_LEFT): a plan that leaves a debt, or something that it
 * does not turn into ether, is no plan.
 */
export const quoteOf = (leaving: Leaving, played: Carried | Refused): Quote | Refused => {
  if (!played.ok) return played
  const left = leftBehind(played.market, leaving.owner)
  return left ? { ok: false, refusal: left } : measured(leaving, played)
}

/** What is in the owner's wallet when a played plan is through, whatever else there is. */
export const measured = ({ market, owner, gasPriceWei }: Leaving, played: Carried): Quote => {
  const { plan, sold } = played
  const gasUnits = ownTxs(plan, owner).reduce((sum, tx) => sum + gasOfTx(tx.actions), 0n)
  const gasWei = gasUnits * gasPriceWei
  const proceedsWei = etherOf(played.wallet)
  const cost = costBps(equityWei(market, owner), proceedsWei - gasWei)
  return {
    ok: true,
    plan,
    market: played.market,
    sold,
    proceedsWei,
    gasUnits,
    gasWei,
    costBps: cost,
    ...daysOf(plan),
  }
}

/** The one that leaves more, gas paid; a refusal loses to anything. */
export const better = (a: Quote | Refused, b: Quote | Refused): Quote | Refused => {
  if (!b.ok) return a
  if (!a.ok) return b
  return b.proceedsWei - b.gasWei > a.proceedsWei - a.gasWei ? b : a
}
