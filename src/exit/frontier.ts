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
import { paretoOf, wayWithin } from '../simulation/patience.js'
import { alreadyEther } from './alreadyEther.js'
import { pacesOf } from './forecast/cases.js'
import { withPaces } from './option.js'
import { marketRoute, queueRoute } from './options/candidates.js'
import { bestMixes, mixesOf, mixWithin } from './options/partialSale.js'
import type { Leaving, Quote } from './quote.js'
import { type Candidate, ofMix, ofRoute, waysOut } from './waysOut.js'

const leavingAt = ({ market, owner, strategy, gasPriceWei }: ExitMoment): Leaving => ({
  market,
  owner,
  unwind: strategy.unwind,
  gasPriceWei,
})

type Open = Candidate & { readonly quote: Quote }

const isOpen = (candidate: Candidate): candidate is Open => candidate.quote.ok

const wayOf = ({ way, soldShare, quote }: Open): WayOut => {
  const { plan, proceedsWei, gasUnits, gasWei, costBps, earlyDays, medianDays, badDays } = quote
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

/** The shares that were sold on the frame before are tried again; where it knew none, the search is made. */
const quickCandidates = (leaving: Leaving, before: Frontier | undefined): readonly Candidate[] => {
  const routes = [marketRoute(leaving, { kind: 'split' }), queueRoute(leaving)].map(ofRoute)
  const mixes = mixesOf(leaving)
  const shares = before?.ways.flatMap(({ soldShare }) => soldShare ?? [])
  const found = shares ? shares.map(mixes.at).flatMap(mix => (mix.ok ? [mix] : [])) : bestMixes(mixes)
  return [...routes, ...found.filter(({ share }) => share > 0).map(ofMix)]
}

const candidatesOf = (
  leaving: Leaving,
  effort: Effort,
  before: Frontier | undefined,
): readonly Candidate[] => {
  if (effort === 'full') return waysOut(leaving, null).candidates
  const ether = alreadyEther(leaving)
  return ether ? [ether] : quickCandidates(leaving, before)
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
  const best = bestMixes(mixes)
  const fitting = (): readonly Candidate[] => {
    const mix = mixWithin(mixes, days, best)
    return mix ? [ofMix(mix)] : []
  }
  return kept(best.map(ofMix)) ?? kept(fitting())
}

const isWorthNothing = ({ market, owner }: Leaving): boolean => equityWei(market, owner) <= 0n

/** The one engine of exits, as runs ask it. */
export const exitPlanner: ExitPlanner = {
  frontier(moment, effort, before) {
    const leaving = leavingAt(moment)
    if (isWorthNothing(leaving)) return { effort, ways: [], closed: [NOTHING_LEFT] }
    return frontierOf(leaving, candidatesOf(leaving, effort, before), effort)
  },
  keeping(moment, limits) {
    const leaving = leavingAt(moment)
    return isWorthNothing(leaving) ? undefined : keeping(leaving, limits)
  },
}
