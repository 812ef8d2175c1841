import type { Market } from '../../market/market.js'
import { heldOf } from '../../position/heldTokens.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { whyNoMarket, whyNoQueue, whyRefused, whyUnsold } from '../../report/words/refusals.js'
import { type Placing, playPlaced } from '../../routing/resale.js'
import { saleCurves, type Venue } from '../../routing/saleCurve.js'
import { playPlan, type Refused } from '../../simulation/model/play.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import { better, type Leaving, type Quote, quoteOf } from '../quote.js'
import { saleable, sellDown } from './deleverage.js'

/** A way to carry a route out, and what came of trying it. */
export type Method = { readonly method: string; readonly result: Quote | Refused }

/** A route with every way that was tried; `best` is the one that leaves most. */
export type Route = {
  readonly name: string
  readonly kind: 'venue' | 'split' | 'queue'
  readonly best: Quote | Refused
  readonly methods: readonly Method[]
}

export const venueName = (venue: Venue): string => {
  if (venue.kind === 'issuer')
    return venue.token === 'weETH' ? 'ether.fi’s instant redemption' : 'Rocket Pool at once'
  return venue.kind === 'curve' ? 'Curve' : `Uniswap ${venue.pool.replace(/%$/, ' %')}`
}

const allInSteps = (leaving: Leaving, placing: Placing): Method => {
  const { owner, gasPriceWei } = leaving
  const sold = sellDown(leaving, saleable(leaving), placing)
  if (!sold.ok)
    return {
      method: 'steps without a loan',
      result: { ok: false, reason: whyRefused(leaving, { method: '', legs: [], assumed: [] }, sold.reason) },
    }
  const plan: ExitPlan = {
    method: `${sold.txs.length} steps without a loan`,
    legs: [{ seconds: SECONDS_PER_SLOT, txs: sold.txs }],
    assumed: [],
  }
  const played = playPlan(leaving.market, plan, owner)
  const refused = played.ok ? whyUnsold(played.wallet, sold.sold) : undefined
  return {
    method: plan.method,
    result: quoteOf(
      { ...leaving, gasPriceWei },
      refused !== undefined
        ? { ok: false, reason: refused }
        : played.ok
          ? { ...played, sold: sold.sold }
          : played,
    ),
  }
}

/** The strategy's own ways to sell; its steps are sized here, on what the sales before really bring. */
const templates = ({ market, owner, unwind }: Leaving): readonly ExitPlan[] => {
  const own = unwind(market, owner, 'uniswap')
  return (own.length > 0 ? own : unwind(market, owner, 'curve')).filter(
    ({ method }) => !method.includes('steps'),
  )
}

const hasSteps = ({ market, owner, unwind }: Leaving): boolean =>
  unwind(market, owner, 'uniswap').some(({ method }) => method.includes('steps'))

const bestOf = (methods: readonly Method[], why: string): Quote | Refused => {
  const none: Refused = { ok: false, reason: why }
  const best = methods.reduce<Quote | Refused>((found, { result }) => better(found, result), none)
  if (best.ok || methods.length === 0) return best
  const reasons = methods.flatMap(({ method, result }) => (result.ok ? [] : [`${method}: ${result.reason}`]))
  const same = new Set(methods.map(({ result }) => (result.ok ? '' : result.reason)))
  const [only] = same
  if (only !== undefined && same.size === 1) return { ok: false, reason: only }
  return { ok: false, reason: reasons.join('; ') }
}

/** What came of a plan, a refusal in words. */
const methodOf = (leaving: Leaving, plan: ExitPlan, result: Quote | Refused): Method => ({
  method: plan.method,
  result: result.ok ? result : { ok: false, reason: whyRefused(leaving, plan, result.reason) },
})

/** Leaving through the market at once, all on one venue or split over all. */
export const marketRoute = (leaving: Leaving, placing: Placing): Route => {
  const { market, owner, gasPriceWei } = leaving
  const tried = templates(leaving).map((plan): Method => {
    const played = playPlaced(market, plan, owner, { placing, gasPriceWei })
    const unsold = played.ok ? whyUnsold(played.wallet, played.sold) : undefined
    const result = quoteOf(leaving, unsold === undefined ? played : { ok: false, reason: unsold })
    return methodOf(leaving, plan, result)
  })
  const methods = hasSteps(leaving) ? [...tried, allInSteps(leaving, placing)] : tried
  const best = bestOf(methods, whyNoMarket(leaving))
  return placing.kind === 'split'
    ? { name: 'split over the pools', kind: 'split', best, methods }
    : { name: venueName(placing), kind: 'venue', best, methods }
}

const LIDO: readonly Asset[] = ['stETH', 'wstETH']

const holdsLido = (market: Market, owner: Address): boolean =>
  LIDO.some(asset => heldOf(market, owner, asset) > 0n)

/** Whose queue it is, or whose ether. */
const queueName = ({ market, owner, unwind }: Leaving): string => {
  const [plan] = unwind(market, owner, 'queue')
  return plan?.through ?? (holdsLido(market, owner) ? 'Lido’s queue' : 'redemption by its issuer')
}

/** All of it through its issuer: Lido's queue, another's requests, the exit queue of validators. */
export const queueRoute = (leaving: Leaving): Route => {
  const { market, owner } = leaving
  const methods = leaving.unwind(market, owner, 'queue').map((plan): Method => {
    const played = playPlan(market, plan, owner)
    return methodOf(leaving, plan, quoteOf(leaving, played.ok ? { ...played, sold: [] } : played))
  })
  return { name: queueName(leaving), kind: 'queue', best: bestOf(methods, whyNoQueue(leaving)), methods }
}

/** What a route sells; undefined where it sells no staking token. */
export const assetOf = ({ methods }: Route): Asset | undefined =>
  methods.flatMap(({ result }) => (result.ok ? result.sold : []))[0]?.asset

/** Every market route: each venue that buys the token alone, and the split over them. One where nothing is to be split. */
export const marketRoutes = (leaving: Leaving): readonly Route[] => {
  const split = marketRoute(leaving, { kind: 'split' })
  const asset = assetOf(split)
  if (asset === undefined) return [{ ...split, name: 'the market' }]
  const venues = saleCurves(leaving.market, asset)
    // All of it from Rocket Pool is what its own route does.
    .filter(({ venue }) => venue.kind !== 'issuer' || venue.token !== 'rETH')
    .map(({ venue }) => marketRoute(leaving, venue))
  return saleCurves(leaving.market, asset).length === 1 ? venues : [...venues, split]
}
