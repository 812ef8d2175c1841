import type { Market } from '../market/market.js'
import type { Action, Amount } from '../position/action.js'
import { type Refusal, refusal } from '../position/refusal.js'
import type { Asset } from '../protocols/assets.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { MAX_UINT256, max } from '../units/fixed.js'
import { purchaseCurves, type SaleCurve, saleCurves, type Venue } from './saleCurve.js'
import { bestSplit, type Share } from './split.js'

/** How sales are carried out: all on one venue, or split so as to bring most. */
export type Placing = Venue | { readonly kind: 'split' }

/** `gasWei`: what a trade on a venue costs in gas. */
export type Order = {
  readonly placing: Placing
  readonly gasWei: (actions: readonly Action[]) => number
}

/** Split over all venues, whatever the gas. */
export const ANY_VENUE: Order = { placing: { kind: 'split' }, gasWei: () => 0 }

/** What was sold where, in the smallest unit, in the order in which it was. */
export type Sold = { readonly venue: Venue; readonly asset: Asset; readonly amount: bigint }

/** A trade as calls. */
export type Route = { readonly actions: readonly Action[]; readonly sold: readonly Sold[] }

/** A trade that no venue here makes. */
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

const swap = (pool: UniswapPoolName, sell: Asset, amount: Amount): Action => ({
  kind: 'uniswap.swap',
  pool,
  sell,
  amount,
  minimumOut: 0n,
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
const sellOn = (venue: Venue, { asset, into }: Pick<Sell, 'asset' | 'into'>, amount: Amount) => {
  if (venue.kind === 'curve') {
    const unwrap: readonly Action[] = asset === 'wstETH' ? [{ kind: 'lido.unwrap', amount }] : []
    const sold = asset === 'wstETH' ? all('stETH') : amount
    return [
      ...unwrap,
      { kind: 'curve.exchange', sell: 'stETH', amount: sold, minimumOut: 0n } as const,
      ...turned(into, 'ETH'),
    ]
  }
  if (venue.kind === 'issuer') {
    const kind = venue.token === 'weETH' ? 'etherfi.redeem' : 'rocketpool.burn'
    return [{ kind, amount } as const, ...turned(into, 'ETH')]
  }
  if (asset === 'WETH') return [swap(venue.pool, 'WETH', amount)]
  const wrap: readonly Action[] = asset === 'stETH' ? [{ kind: 'lido.wrap', amount }] : []
  const [sell, sold] = asset === 'stETH' ? (['wstETH', all('wstETH')] as const) : [asset, amount]
  return [...wrap, swap(venue.pool, sell, sold), ...turned(into, 'WETH')]
}

const curvesOf = (market: Market, { asset, into }: Pick<Sell, 'asset' | 'into'>): readonly SaleCurve[] =>
  asset === 'WETH' ? purchaseCurves(market, into) : saleCurves(market, asset)

const isSame = (venue: Venue, placing: Placing): boolean => {
  if (venue.kind !== placing.kind) return false
  if (venue.kind === 'uniswap') return placing.kind === 'uniswap' && venue.pool === placing.pool
  return venue.kind === 'curve' || (placing.kind === 'issuer' && venue.token === placing.token)
}

const sharesOf = (curves: readonly SaleCurve[], sale: Sell, amount: bigint, order: Order) => {
  const { placing, gasWei } = order
  const only = curves.find(({ venue }) => isSame(venue, placing))
  // What the venue does not trade is sold where it is.
  if (only) return [{ venue: only.venue, amount: Number(amount) }]
  const gas = (venue: Venue): number => (sale.asset === 'WETH' ? 0 : gasWei(sellOn(venue, sale, amount)))
  return bestSplit(curves, Number(amount), gas).shares
}

/** The sale's parts in order, the largest last: it takes whatever is left, to the unit. */
const placed = (sale: Sell, total: bigint, shares: readonly Share[]) => {
  const sorted = [...shares].sort((a, b) => a.amount - b.amount)
  let left = total
  return sorted.map(({ venue, amount }, i) => {
    const last = i === sorted.length - 1
    const part = last ? left : BigInt(Math.floor(amount))
    left = max(0n, left - part)
    return { venue, part, amount: last && typeof sale.amount === 'object' ? sale.amount : part }
  })
}

/** Ether in its other form; undefined where that is not what is asked. */
const etherAsEther = ({ asset, into, amount }: Sell): Route | undefined => {
  if (asset === into) return { actions: [], sold: [] }
  if (asset === 'ETH' && into === 'WETH') return { actions: [{ kind: 'weth.wrap', amount }], sold: [] }
  if (asset === 'WETH' && into === 'ETH') return { actions: [{ kind: 'weth.unwrap', amount }], sold: [] }
  return undefined
}

/**
 * A sale as calls, on the pools as they are: `amount` is what the sale's own amount comes to there. Throws `NoRouteError`
 * where no venue trades the asset.
 */
export const routeSale = (market: Market, sale: Sell, amount: bigint, order: Order): Route => {
  const same = etherAsEther(sale)
  if (same) return same
  const curves = curvesOf(market, sale)
  const asset = sale.asset === 'WETH' ? sale.into : sale.asset
  if (curves.length === 0) throw new NoRouteError(refusal('noVenueFor', { asset }))
  const parts = placed(sale, amount, sharesOf(curves, sale, amount, order)).filter(({ part }) => part > 0n)
  return {
    actions: parts.flatMap(part => sellOn(part.venue, sale, part.amount)),
    // What is paid for a debt's asset is no sale of the position's.
    sold:
      sale.asset === 'WETH'
        ? []
        : parts.map(({ venue, part }) => ({ venue, asset: sale.asset, amount: part })),
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

/**
 * A purchase as calls; `amount` is what its own amount comes to. Throws `NoRouteError` where no pool trades the asset
 * for WETH.
 */
export const routePurchase = (market: Market, { asset, amountOut }: Buy, amount: bigint): Route => {
  const curves = purchaseCurves(market, asset)
  const pools = curves.flatMap(({ venue }) => (venue.kind === 'uniswap' ? [venue.pool] : []))
  const [only] = pools
  if (only === undefined) throw new NoRouteError(refusal('noVenueFor', { asset }))
  if (pools.length === 1) return { actions: [exactOut(only, amountOut)], sold: [] }
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
  return { actions, sold: [] }
}
