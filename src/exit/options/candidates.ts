import type { Market } from '../../market/market.js'
import { heldOf } from '../../position/heldTokens.js'
import type { Method as PlanMethod, Through } from '../../position/method.js'
import { owesAnything, plansAtOnce } from '../../position/plansAtOnce.js'
import { type Refusal, type Refused, refusal } from '../../position/refusal.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address, Asset } from '../../protocols/assets.js'
import type { Placing } from '../../routing/route.js'
import { saleCurves } from '../../routing/saleCurve.js'
import { playPlaced } from '../../simulation/model/lower.js'
import { playPlan } from '../../simulation/model/play.js'
import type { Way } from '../../simulation/way.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import { better, type Leaving, type Quote, quoteOf } from '../quote.js'
import { sellAllInSteps } from './deleverage.js'
import { plansThroughIssuers } from './queue.js'
import { explained, whyNoMarket, whyNoQueue } from './refusals.js'

/** A way to carry a route out, and what came of trying it. */
export type Method = { readonly method: PlanMethod; readonly result: Quote | Refused }

/** A route with every way that was tried; `best` is the one that leaves most. */
export type Route = {
  readonly way: Way
  readonly best: Quote | Refused
  readonly methods: readonly Method[]
}

const allInSteps = (leaving: Leaving, placing: Placing): Method => {
  const { owner } = leaving
  const sold = sellAllInSteps(leaving, placing)
  if (!sold.ok) return { method: { id: 'steps', count: 0 }, result: sold }
  const plan: ExitPlan = {
    method: { id: 'steps', count: sold.txs.length },
    legs: [{ seconds: SECONDS_PER_SLOT, txs: sold.txs }],
    assumed: [],
  }
  const played = playPlan(leaving.market, plan, owner)
  return methodOf(leaving, plan, quoteOf(leaving, played.ok ? { ...played, sold: sold.sold } : played))
}

/** A strategy's own plans by some routes, for what layers do not tell; the engine's own ones are known already. */
const ownPlans = ({ market, owner, unwind }: Leaving, routes: readonly ExitRoute[]): readonly ExitPlan[] =>
  unwind
    ? routes.flatMap(route => unwind(market, owner, route)).filter(({ method }) => typeof method === 'string')
    : []

/** Where every method meets the floor of price: that of the largest sale, as steps come to it after some sales. */
const whyTooDeep = (refusals: readonly Refusal[]): Refusal | undefined => {
  const deep = refusals.flatMap(one => (one.code === 'depthExhausted' ? [one] : []))
  if (deep.length < refusals.length) return undefined
  return deep.reduce<(typeof deep)[number] | undefined>(
    (most, one) => (most && most.facts.wanted >= one.facts.wanted ? most : one),
    undefined,
  )
}

const bestOf = (methods: readonly Method[], why: Refusal): Quote | Refused => {
  const none: Refused = { ok: false, refusal: why }
  const best = methods.reduce<Quote | Refused>((found, { result }) => better(found, result), none)
  if (best.ok || methods.length === 0) return best
  const tried = methods.flatMap(({ method, result }) =>
    result.ok ? [] : [{ method, refusal: result.refusal }],
  )
  const deepest = whyTooDeep(tried.map(one => one.refusal))
  if (deepest) return { ok: false, refusal: deepest }
  return { ok: false, refusal: refusal('everyMethod', { tried }) }
}

/** What came of a plan, a refusal with what is missing. */
const methodOf = (leaving: Leaving, plan: ExitPlan, result: Quote | Refused): Method => ({
  method: plan.method,
  result: result.ok ? result : { ok: false, refusal: explained(leaving, plan, result.refusal) },
})

/** Leaving through the market at once, all on one venue or split over all. */
export const marketRoute = (leaving: Leaving, placing: Placing): Route => {
  const { market, owner, gasPriceWei } = leaving
  const plans = [...plansAtOnce(market, owner), ...ownPlans(leaving, ['uniswap', 'curve'])]
  const tried = plans.map((plan): Method => {
    const played = playPlaced(market, plan, owner, { placing, gasPriceWei })
    return methodOf(leaving, plan, quoteOf(leaving, played))
  })
  const methods = owesAnything(market, owner) ? [...tried, allInSteps(leaving, placing)] : tried
  const best = bestOf(methods, whyNoMarket(leaving))
  return placing.kind === 'split'
    ? { way: placing, best, methods }
    : { way: { kind: 'venue', venue: placing }, best, methods }
}

const LIDO: readonly Asset[] = ['stETH', 'wstETH']

const holdsLido = (market: Market, owner: Address): boolean =>
  LIDO.some(asset => heldOf(market, owner, asset) > 0n)

/** Whose queue it is, or whose ether. */
const throughOf = ({ market, owner }: Leaving, [plan]: readonly ExitPlan[]): Through =>
  plan?.through ?? (holdsLido(market, owner) ? 'lidoQueue' : 'issuer')

/** All of it through its issuer: Lido's queue, another's requests, the exit queue of validators. */
export const queueRoute = (leaving: Leaving): Route => {
  const { market, owner } = leaving
  const plans = [...plansThroughIssuers(market, owner), ...ownPlans(leaving, ['queue'])]
  const methods = plans.map((plan): Method => {
    const played = playPlan(market, plan, owner)
    return methodOf(leaving, plan, quoteOf(leaving, played.ok ? { ...played, sold: [] } : played))
  })
  const way = { kind: 'queue', through: throughOf(leaving, plans) } as const
  return { way, best: bestOf(methods, whyNoQueue(leaving)), methods }
}

/** What a route sells; undefined where it sells no staking token. */
export const assetOf = ({ methods }: Route): Asset | undefined =>
  methods.flatMap(({ result }) => (result.ok ? result.sold : []))[0]?.asset

/** Every market route: each venue that buys the token alone, and the split over them. One where nothing is to be split. */
export const marketRoutes = (leaving: Leaving): readonly Route[] => {
  const split = marketRoute(leaving, { kind: 'split' })
  const asset = assetOf(split)
  if (asset === undefined) return [{ ...split, way: { kind: 'market' } }]
  const venues = saleCurves(leaving.market, asset)
    // All of it from Rocket Pool is what its own route does.
    .filter(({ venue }) => venue.kind !== 'issuer' || venue.token !== 'rETH')
    .map(({ venue }) => marketRoute(leaving, venue))
  return saleCurves(leaving.market, asset).length === 1 ? venues : [...venues, split]
}
