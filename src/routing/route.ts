import type { Market } from '../market/market.js'
import type { Action, Amount } from '../position/action.js'
import { type Refusal, refusal } from '../position/refusal.js'
import type { Asset } from '../protocols/assets.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { MAX_UINT256, max, mulDivFloor } from '../units/fixed.js'
import { purchaseCurves, type SaleCurve, saleCurves, type Venue } from './saleCurve.js'
import { capacityOf, exhausted, type Trade, withFloor } from './saleFloor.js'
import { bestSplit, type Share } from './split.js'

/** How sales are carried out: all on one venue, or split so as to bring most. */
export type Placing = Venue | { readonly kind: 'split' }

/**
 * `gasWei`: what a trade on a venue costs in gas, 0 where it is left out. `slippageBps`: what a pool may pay below the
 * plan before the trade reverts; without it any price is taken.
 */
export type Order = {
  readonly placing: Placing
  readonly gasWei?: (actions: readonly Action[]) => number
  readonly slippageBps?: bigint
}

/** Split over all venues, whatever the gas. */
export const ANY_VENUE: Order = { placing: { kind: 'split' } }

/** What was sold where, in the smallest unit, in the order in which it was. */
export type Sold = { readonly venue: Venue; readonly asset: Asset; readonly amount: bigint }

/** A trade as calls. `brings`: what comes out by the curves, to about a billionth, in the smallest unit. */
export type Route = {
  readonly actions: readonly Action[]
  readonly sold: readonly Sold[]
  readonly brings: bigint
}

/** A trade that no venue here makes, or not so large a one. */
export class NoRouteError extends Error {
  override readonly name = 'NoRouteError'
  readonly refusal: Refusal
  constructor(why: Refusal) {
    super(why.code)
    this.refusal = why
  }
}

export type Sell = Extract<Action, { readonly kind: 'sell' }>
export type Buy = Extract<Action, { readonly kind: 'buy' }>

const all = (asset: Asset): Amount => ({ balanceOf: asset })

/** Less than `minimumOut` reverts. */
type Sent = { readonly amount: Amount; readonly minimumOut: bigint }

const swap = (pool: UniswapPoolName, sell: Asset, sent: Sent): Action => ({
  kind: 'uniswap.swap',
  pool,
  sell,
  ...sent,
  sqrtPriceLimitX96: 0n,
})

/** WETH or ether, whichever a venue does not pay and is wanted. */
const turned = (into: Asset, pays: 'ETH' | 'WETH'): readonly Action[] => {
  if (into === pays) return []
  return into === 'WETH'
    ? [{ kind: 'weth.wrap', amount: all('ETH') }]
    : [{ kind: 'weth.unwrap', amount: all('WETH') }]
}

/** One sale on one venue, from the token to ether or WETH. */
const sellOn = (venue: Venue, { asset, into }: Trade, { amount, minimumOut }: Sent): readonly Action[] => {
  if (venue.kind === 'curve') {
    const unwrap: readonly Action[] = asset === 'wstETH' ? [{ kind: 'lido.unwrap', amount }] : []
    const sold = asset === 'wstETH' ? all('stETH') : amount
    return [
      ...unwrap,
      { kind: 'curve.exchange', sell: 'stETH', amount: sold, minimumOut },
      ...turned(into, 'ETH'),
    ]
  }
  if (venue.kind === 'issuer') {
    const kind = venue.token === 'weETH' ? 'etherfi.redeem' : 'rocketpool.burn'
    return [{ kind, amount }, ...turned(into, 'ETH')]
  }
  if (asset === 'WETH') return [swap(venue.pool, 'WETH', { amount, minimumOut })]
  const wrap: readonly Action[] = asset === 'stETH' ? [{ kind: 'lido.wrap', amount }] : []
  const [sell, sold] = asset === 'stETH' ? (['wstETH', all('wstETH')] as const) : [asset, amount]
  return [...wrap, swap(venue.pool, sell, { amount: sold, minimumOut }), ...turned(into, 'WETH')]
}

const curvesOf = (market: Market, { asset, into }: Trade): readonly SaleCurve[] =>
  asset === 'WETH' ? purchaseCurves(market, into) : saleCurves(market, asset)

const isSame = (venue: Venue, placing: Placing): boolean => {
  if (venue.kind !== placing.kind) return false
  if (venue.kind === 'uniswap') return placing.kind === 'uniswap' && venue.pool === placing.pool
  return venue.kind === 'curve' || (placing.kind === 'issuer' && venue.token === placing.token)
}

/** The curves that a sale is made on, each as far as the floor. Throws `NoRouteError` where they do not take it all. */
const marketFor = (market: Market, sale: Sell, amount: bigint, { placing }: Order): readonly SaleCurve[] => {
  const known = curvesOf(market, sale)
  const asset = sale.asset === 'WETH' ? sale.into : sale.asset
  if (known.length === 0) throw new NoRouteError(refusal('noVenueFor', { asset }))
  // What the venue does not trade is sold where it is.
  const own = known.filter(({ venue }) => isSame(venue, placing))
  const curves = own.length > 0 ? own : known
  const ended = withFloor(market, sale, curves)
  if (capacityOf(ended) < Number(amount))
    throw new NoRouteError(exhausted(market, sale, { curves, amount: Number(amount) }))
  return ended
}

const sharesOf = (curves: readonly SaleCurve[], sale: Sell, amount: bigint, { gasWei }: Order) => {
  const isFree = gasWei === undefined || sale.asset === 'WETH'
  const gas = (venue: Venue): number => (isFree ? 0 : gasWei(sellOn(venue, sale, { amount, minimumOut: 0n })))
  return bestSplit(curves, Number(amount), gas).shares
}

/** A part of a sale: what it comes to, what is sent, and what it brings. */
type Part = { readonly venue: Venue; readonly part: bigint; readonly amount: Amount; readonly out: number }

/** The sale's parts in order, the largest last: it takes whatever is left, to the unit. */
const placed = (
  curves: readonly SaleCurve[],
  sale: Sell,
  total: bigint,
  shares: readonly Share[],
): readonly Part[] => {
  const sorted = [...shares].sort((a, b) => a.amount - b.amount)
  let left = total
  return sorted.map(({ venue, amount }, i) => {
    const last = i === sorted.length - 1
    const part = last ? left : BigInt(Math.floor(amount))
    left = max(0n, left - part)
    const out = curves.find(curve => curve.venue === venue)?.outOf(Number(part)) ?? 0
    return { venue, part, amount: last && typeof sale.amount === 'object' ? sale.amount : part, out }
  })
}

/** Ether in its other form; undefined where that is not what is asked. */
const etherAsEther = ({ asset, into, amount }: Sell, brings: bigint): Route | undefined => {
  if (asset === into) return { actions: [], sold: [], brings }
  if (asset === 'ETH' && into === 'WETH')
    return { actions: [{ kind: 'weth.wrap', amount }], sold: [], brings }
  if (asset === 'WETH' && into === 'ETH')
    return { actions: [{ kind: 'weth.unwrap', amount }], sold: [], brings }
  return undefined
}

const minimumOf = (out: number, { slippageBps }: Order): bigint =>
  slippageBps === undefined ? 0n : mulDivFloor(BigInt(Math.floor(out)), 10_000n - slippageBps, 10_000n)

/**
 * A sale as calls, on the pools as they are: `amount` is what the sale's own amount comes to there. Throws `NoRouteError`
 * where no venue trades the asset, or the price would pass the floor.
 */
export const routeSale = (market: Market, sale: Sell, amount: bigint, order: Order): Route => {
  const same = etherAsEther(sale, amount)
  if (same) return same
  const curves = marketFor(market, sale, amount, order)
  const shares = sharesOf(curves, sale, amount, order)
  const parts = placed(curves, sale, amount, shares).filter(({ part }) => part > 0n)
  const sold = parts.map(({ venue, part }) => ({ venue, asset: sale.asset, amount: part }))
  return {
    actions: parts.flatMap(({ venue, amount: sent, out }) =>
      sellOn(venue, sale, { amount: sent, minimumOut: minimumOf(out, order) }),
    ),
    // What is paid for a debt's asset is no sale of the position's.
    sold: sale.asset === 'WETH' ? [] : sold,
    brings: parts.reduce((sum, { out }) => sum + BigInt(Math.floor(out)), 0n),
  }
}

const HALVINGS = 60

/** WETH that buys so much, and the split of it; all pools together. */
const sharesFor = (curves: readonly SaleCurve[], wanted: number): readonly Share[] => {
  const bought = (weth: number) => bestSplit(curves, weth, () => 0)
  let high = wanted / Math.max(...curves.map(({ best }) => best))
  for (let i = 0; i < HALVINGS && bought(high).out < wanted; i++) high *= 2
  let low = high / 2
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (bought(middle).out < wanted) low = middle
    else high = middle
  }
  return bought(high).shares
}

const exactOut = (pool: UniswapPoolName, amountOut: Amount): Action => ({
  kind: 'uniswap.swapExactOut',
  pool,
  sell: 'WETH',
  amountOut,
  maximumIn: MAX_UINT256,
})

/** Throws `NoRouteError` where buying so much would pass the floor. */
const refuseDeep = (
  market: Market,
  trade: Trade,
  { curves, wanted }: { readonly curves: readonly SaleCurve[]; readonly wanted: number },
): void => {
  const most = withFloor(market, trade, curves).reduce((sum, curve) => sum + curve.outOf(curve.capacity), 0)
  if (most >= wanted) return
  const amount = wanted / Math.max(...curves.map(({ best }) => best))
  throw new NoRouteError(exhausted(market, trade, { curves, amount }))
}

/**
 * A purchase as calls; `amount` is what its own amount comes to. Throws `NoRouteError` where no pool trades the asset
 * for WETH, or the price would pass the floor.
 */
export const routePurchase = (market: Market, { asset, amountOut }: Buy, amount: bigint): Route => {
  const curves = purchaseCurves(market, asset)
  const pools = curves.flatMap(({ venue }) => (venue.kind === 'uniswap' ? [venue.pool] : []))
  const [only] = pools
  if (only === undefined) throw new NoRouteError(refusal('noVenueFor', { asset }))
  refuseDeep(market, { asset: 'WETH', into: asset }, { curves, wanted: Number(amount) })
  if (pools.length === 1) return { actions: [exactOut(only, amountOut)], sold: [], brings: amount }
  const shares = sharesFor(curves, Number(amount))
  const outs = shares.map(({ venue, amount: weth }) => ({
    venue,
    out: curves.find(curve => curve.venue === venue)?.outOf(weth) ?? 0,
  }))
  const sorted = outs.sort((a, b) => a.out - b.out)
  let left = amount
  const actions = sorted.flatMap(({ venue, out }, i): readonly Action[] => {
    const part = i === sorted.length - 1 ? left : BigInt(Math.floor(out))
    left = max(0n, left - part)
    return venue.kind === 'uniswap' && part > 0n ? [exactOut(venue.pool, part)] : []
  })
  return { actions, sold: [], brings: amount }
}
