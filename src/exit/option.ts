import type { Market } from '../market/market.js'
import { equityWei, layersOf, layerValueWei } from '../position/holdings.js'
import type { Refusal, Refused } from '../position/refusal.js'
import type { ExitPlan, Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { etherOf, playPlan } from '../simulation/model/play.js'
import type { By } from '../simulation/patience.js'
import type { Way } from '../simulation/way.js'
import { max, min, WAD, type Wad } from '../units/fixed.js'
import { type Dependency, dependenciesOf } from './dependencies.js'
import type { Rates } from './forecast/borrowRates.js'
import { allAt, type Pace, type Paces, pacesOf } from './forecast/cases.js'
import { dollarSwingWei, rewardsPart, withRates } from './forecast/rateCases.js'
import { withWaits } from './forecast/rescale.js'
import { DUST_WEI } from './leftBehind.js'
import type { Method } from './options/candidates.js'
import type { Move } from './options/refinance.js'
import type { WaitOut } from './options/waitForPeg.js'
import { keptEtherWei, playPart, skimmedWei } from './part/fixAmounts.js'
import { type Kept, keptOf, partOfMarket } from './part/subposition.js'
import { costBps, type Leaving, measured, type Quote } from './quote.js'

/** What to leave, and what its owner accepts. */
export type ExitRequest = {
  readonly market: Market
  readonly owner: Address
  readonly unwind: Strategy['unwind']
  readonly gasPriceWei: bigint
  /** Of everything that is held; 18 decimals, above 0, at most 1. */
  readonly shareWad: Wad
  /** Days to wait at the median; null is as long as it takes. */
  readonly patienceDays: number | null
  /** Basis points of what leaves; null is whatever it costs. */
  readonly maxCostBps: number | null
  /** Which days the patience is held against; the median unless said otherwise. */
  readonly by?: By
}

/** A way out that can be carried out as it stands: `quote.plan` has the transactions. */
export type OpenOption = {
  readonly possible: true
  readonly way: Way
  readonly quote: Quote
  /** The plan before the amounts of a part were fixed; the same as the quote's where all leaves. */
  readonly unfixed: ExitPlan
  /**
   * What comes out if every wait is an early or a bad one, and an amount that counts as rounding beside it, because what
   * interest leaves over after a wait is sold at the price of that day; the same where nothing waits.
   */
  readonly lowWei: bigint
  readonly highWei: bigint
  readonly dependsOn: readonly Dependency[]
  /** Every way of carrying the route out that was tried. */
  readonly methods: readonly Method[]
  /** Of what can be sold, what is sold at once; null where that is not a choice. */
  readonly soldShare: number | null
}

export type ClosedOption = {
  readonly possible: false
  readonly way: Way
  readonly refusal: Refusal
  readonly methods: readonly Method[]
}

export type Option = OpenOption | ClosedOption

/** Every way to leave, and the best of them for its owner. */
export type ExitReport = {
  /** Fair value of what leaves, wei. */
  readonly fairWei: bigint
  readonly shareWad: Wad
  /** What stays; undefined where all leaves. */
  readonly kept: Kept | undefined
  readonly gasPriceWei: bigint
  readonly options: readonly Option[]
  /** From the quickest to the cheapest: each costs less than all that are quicker. */
  readonly frontier: readonly OpenOption[]
  /** The cheapest within the patience; null where none is. */
  readonly recommended: OpenOption | null
  /** Whether the recommended plan keeps to the limit of cost. */
  readonly withinCost: boolean
  readonly waitOut: WaitOut | Refused
  /** The debt at other lenders: moved, not left, and so no point of the frontier. Empty where nothing is owed. */
  readonly moves: readonly Move[]
}

/** A part of the position, seen as a position of its own. */
export type Part = { readonly leaving: Leaving; readonly whole: Leaving; readonly kept: Kept | undefined }

/** The position, or the part of it that is asked for. */
export const partOf = ({ market, owner, unwind, gasPriceWei, shareWad }: ExitRequest): Part => {
  const whole = { market, owner, unwind, gasPriceWei }
  if (shareWad === WAD) return { leaving: whole, whole, kept: undefined }
  const part = partOfMarket(market, owner, shareWad)
  return { leaving: { ...whole, market: part }, whole, kept: keptOf(market, part, owner) }
}

/** A quote of a part as it comes out on the whole position, with the transactions that do it. */
const onWhole = ({ leaving, whole, kept }: Part, quote: Quote): Quote | Refused => {
  if (!kept) return quote
  const { owner, market } = whole
  const played = playPart(market, quote.plan, owner, kept)
  if (!played.ok) return played
  const done = measured(leaving, { ...played, sold: quote.sold })
  const stays = keptEtherWei(kept) + skimmedWei(market, played.market, kept)
  const proceedsWei = etherOf(played.wallet) - stays
  const cost = costBps(equityWei(leaving.market, owner), proceedsWei - done.gasWei)
  return { ...done, proceedsWei, costBps: cost }
}

/** What comes out at another pace of the waits, with other rates; undefined where a round would be refused then. */
const proceedsAt = (
  { leaving: { owner }, kept, whole }: Part,
  quote: Quote,
  { days, rates }: { readonly days: readonly number[]; readonly rates: Rates },
): bigint | undefined => {
  const plan = withWaits(quote.plan, owner, days, rewardsPart(rates))
  // What is sent before the first wait meets the market as it is.
  const first = plan.legs.findIndex(leg => leg.txs.every(tx => tx.from !== owner))
  const [now, later] = [plan.legs.slice(0, first), plan.legs.slice(first)]
  const sent = playPlan(whole.market, { ...plan, legs: now }, owner)
  if (!sent.ok) return undefined
  const played = playPlan(withRates(sent.market, rates), { ...plan, legs: later }, owner)
  if (!played.ok) return undefined
  const stays = kept ? keptEtherWei(kept) + skimmedWei(whole.market, played.market, kept) : 0n
  return etherOf(played.wallet) - stays
}

/** What comes out early and late, with kind and with hard rates. */
const proceedsOver = (part: Part, quote: Quote, { early, bad }: Paces): readonly (bigint | undefined)[] => {
  const { waits = [] } = quote.plan
  const at = (days: readonly number[], rates: Rates) => proceedsAt(part, quote, { days, rates })
  if (waits.every(({ asked }) => asked))
    return [early.days, bad.days].flatMap(days => [at(days, 'kind'), at(days, 'hard')])
  // What other waits bring may depend on one of them more than on all together: a validator earns until it leaves.
  const [soon, late] = [allAt(waits, 'earlyDays'), allAt(waits, 'badDays')]
  return [at(early.days, 'hard'), at(bad.days, 'hard'), at(soon, 'hard'), at(late, 'kind')]
}

/** Dollars owed by what leaves, in wei of ether. */
const dollarsOwed = ({ market, owner }: Leaving): bigint =>
  layersOf(market, owner).reduce(
    (sum, layer) =>
      layer.kind === 'aave.debt' && layer.asset !== 'WETH' ? sum - layerValueWei(market, layer) : sum,
    0n,
  )

const known = (wei: bigint | undefined): readonly bigint[] => (wei === undefined ? [] : [wei])

const REFUSED: Dependency = {
  on: 'borrow rate',
  what: 'at a bad pace with hard rates a round would be refused, and the rest would have to be planned anew',
  assumed: true,
}

/** The quote with the interval of its waits together. */
export const withPaces = (quote: Quote, paces: Paces | undefined): Quote => {
  if (!paces) return quote
  const waits = (quote.plan.waits ?? []).reduce((sum, wait) => sum + wait.medianDays, 0)
  const days = ({ totalDays }: Pace): number => quote.medianDays + totalDays - waits
  return {
    ...quote,
    earlyDays: Math.min(quote.medianDays, days(paces.early)),
    badDays: Math.max(quote.medianDays, days(paces.bad)),
  }
}

type Named = Pick<OpenOption, 'way' | 'methods' | 'soldShare'>

/** A quote as a way out of the whole position, with what comes out at other paces of its waits. */
export const optionOf = (part: Part, named: Named, quote: Quote | Refused): Option => {
  const whole = quote.ok ? onWhole(part, quote) : quote
  const { way, methods } = named
  if (!whole.ok) return { possible: false, way, methods, refusal: whole.refusal }
  const paces = pacesOf(part.leaving.market, whole.plan)
  const tried = paces ? proceedsOver(part, whole, paces) : []
  const others = tried.flatMap(known)
  const owed = paces ? dollarsOwed(part.leaving) : 0n
  const swing = (rates: Rates): bigint => dollarSwingWei(owed, paces?.bad.totalDays ?? 0, rates)
  const rounding = others.length > 0 ? DUST_WEI : 0n
  const needs = dependenciesOf(part.whole.market, whole.plan, part.whole.owner)
  return {
    possible: true,
    ...named,
    quote: withPaces(whole, paces),
    unfixed: quote.ok ? quote.plan : whole.plan,
    lowWei: others.reduce(min, whole.proceedsWei) - swing('hard') - rounding,
    highWei: others.reduce(max, whole.proceedsWei) - swing('kind') + rounding,
    dependsOn: others.length < tried.length ? [...needs, REFUSED] : needs,
  }
}
