import { equityWei } from '../position/holdings.js'
import { refusal } from '../position/refusal.js'
import type {
  ClosedWay,
  Effort,
  ExitLimits,
  ExitMoment,
  ExitPlanner,
  Frontier,
  WayOut,
} from '../simulation/exitPlanner.js'
import { PATIENCES, type Priced, paretoOf, wayWithin } from '../simulation/patience.js'
import { alreadyEther } from './alreadyEther.js'
import { pacesOf } from './forecast/cases.js'
import { withPaces } from './option.js'
import { marketRoute, queueRoute } from './options/candidates.js'
import { bestMixes, cheapestMix, type Mix, mixesOf, mixWithin } from './options/partialSale.js'
import type { Leaving, Quote } from './quote.js'
import { type Candidate, hastyMixes, ofMix, ofRoute, waysOut } from './waysOut.js'

const leavingAt = ({ market, owner, strategy, gasPriceWei }: ExitMoment): Leaving => ({
  market,
  owner,
  unwind: strategy.unwind,
  gasPriceWei,
})

type Open = Candidate & { readonly quote: Quote }

const isOpen = (candidate: Candidate): candidate is Open => candidate.quote.ok

const wayOf = ({ way, soldShare, quote }: Open): WayOut => {
  const { plan, proceedsWei, gasUnits, gasWei, costBps, earlyDays, medianDays, badDays, aloneDays } = quote
  return {
    way,
    plan,
    proceedsWei,
    gasUnits,
    gasWei,
    costBps,
    earlyDays,
    medianDays,
    badDays,
    aloneDays,
    soldShare,
    sold: quote.sold,
    assumed: plan.assumed,
    band: null,
    onFork: null,
  }
}

const closedOf = (candidates: readonly Candidate[]): readonly ClosedWay[] =>
  candidates.flatMap(({ way, quote }) => (quote.ok ? [] : [{ way, refusal: quote.refusal }]))

/** The frontier of candidates; at effort `full` each with the joint interval of its waits. */
const frontierOf = (leaving: Leaving, candidates: readonly Candidate[], effort: Effort): Frontier => {
  const open = candidates.filter(isOpen).map(candidate => ({ candidate, ...pricedOf(candidate.quote) }))
  const ways = paretoOf(open).map(({ candidate }) => {
    const { quote } = candidate
    const sure = effort === 'full' ? withPaces(quote, pacesOf(leaving.market, quote.plan)) : quote
    return wayOf({ ...candidate, quote: sure })
  })
  return { effort, ways, closed: closedOf(candidates) }
}

const pricedOf = ({ costBps, medianDays, badDays }: Quote) => ({ costBps, medianDays, badDays })

const NOTHING_LEFT: ClosedWay = { way: { kind: 'market' }, refusal: refusal('nothingLeft', {}) }

/** Cost for each patience, undefined where there is no way. */
type Costs = readonly (number | undefined)[]

const costsOf = (ways: readonly Priced[]): Costs =>
  PATIENCES.map(({ days }) => wayWithin(ways, days)?.costBps)

/** A search is made again where a cost has moved this far from what it found, in basis points. */
const MOVED_BPS = 4

const hasMoved = (from: Costs, to: Costs): boolean =>
  from.some((cost, i) => {
    const now = to[i]
    if (cost === undefined || now === undefined) return cost !== now
    return Math.abs(cost - now) > MOVED_BPS
  })

/** What the last search before a frontier found. */
const searched = new WeakMap<Frontier, Costs>()

/** In haste: the shares that the last search found are tried again, and the search is made anew where costs have moved. */
const hastyFrontier = (leaving: Leaving, before: Frontier | undefined): Frontier => {
  const ether = alreadyEther(leaving)
  if (ether) return frontierOf(leaving, [ether], 'frame')
  const routes = [marketRoute(leaving, { kind: 'split' }), queueRoute(leaving)].map(ofRoute)
  const mixes = mixesOf(leaving)
  const last = before && searched.get(before)
  if (before && last) {
    const shares = before.ways.flatMap(({ soldShare }) => soldShare ?? [])
    const again = shares.map(mixes.at).flatMap(mix => (mix.ok && mix.share > 0 ? [ofMix(mix)] : []))
    const found = frontierOf(leaving, [...routes, ...again], 'frame')
    if (!hasMoved(last, costsOf(found.ways))) {
      searched.set(found, last)
      return found
    }
  }
  const found = frontierOf(leaving, [...routes, ...hastyMixes(mixes)], 'frame')
  searched.set(found, costsOf(found.ways))
  return found
}

/** The first way found that keeps to the limits: the sale, then the queue, then a part of each. */
const keeping = (leaving: Leaving, { costBps, days }: ExitLimits): WayOut | undefined => {
  const kept = (found: readonly Candidate[]): WayOut | undefined => {
    const best = wayWithin(found.filter(isOpen).map(wayOf), days)
    return best !== undefined && best.costBps <= costBps ? best : undefined
  }
  const ether = alreadyEther(leaving)
  if (ether) return kept([ether])
  const whole =
    kept([ofRoute(marketRoute(leaving, { kind: 'split' }))]) ?? kept([ofRoute(queueRoute(leaving))])
  if (whole) return whole
  const mixes = mixesOf(leaving)
  const fitting = (best: readonly Mix[]): WayOut | undefined => {
    const mix = mixWithin(mixes, days, best)
    return kept(best.map(ofMix)) ?? (mix && kept([ofMix(mix)]))
  }
  const cheapest = cheapestMix(mixes)
  // Every number of waits is tried before it is said that none keeps to the limits.
  return cheapest && (fitting([cheapest]) ?? fitting(bestMixes(mixes)))
}

const isWorthNothing = ({ market, owner }: Leaving): boolean => equityWei(market, owner) <= 0n

/** The one engine of exits, as runs ask it. */
export const exitPlanner: ExitPlanner = {
  frontier(moment, effort, before) {
    const leaving = leavingAt(moment)
    if (isWorthNothing(leaving)) return { effort, ways: [], closed: [NOTHING_LEFT] }
    return effort === 'full'
      ? frontierOf(leaving, waysOut(leaving, null).candidates, effort)
      : hastyFrontier(leaving, before)
  },
  keeping(moment, limits) {
    const leaving = leavingAt(moment)
    return isWorthNothing(leaving) ? undefined : keeping(leaving, limits)
  },
}
