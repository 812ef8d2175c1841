import type { Market } from '../market/market.js'
import type { Action, Amount } from '../position/action.js'
import type { Refused } from '../position/refusal.js'
import type { ExitPlan } from '../position/strategy.js'
import type { Address, Asset } from '../protocols/assets.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import { gasOfTx } from '../simulation/gas.js'
import { resolve } from '../simulation/model/balances.js'
import { type Played, playPlan, type Rule } from '../simulation/model/play.js'
import { max } from '../units/fixed.js'
import { saleCurves, type Venue } from './saleCurve.js'
import { bestSplit, type Share } from './split.js'

/** A sale of a staking token for ether or WETH somewhere in a plan: `take` actions from where it begins. */
type Sale = {
  readonly take: number
  readonly asset: Asset
  readonly amount: Amount
  readonly brings: 'ETH' | 'WETH'
}

const DOLLARS: ReadonlySet<Asset> = new Set(['USDC', 'USDT', 'DAI'])

const isAll = (amount: Amount, asset: Asset): boolean =>
  typeof amount === 'object' && 'balanceOf' in amount && amount.balanceOf === asset

const swapSale = (action: Action): Sale | undefined => {
  if (action.kind !== 'uniswap.swap' || action.sqrtPriceLimitX96 !== 0n) return undefined
  const { token0, token1 } = UNISWAP_POOLS[action.pool]
  const { sell, amount } = action
  const isStaking = sell !== 'WETH' && !DOLLARS.has(sell) && [token0, token1].includes('WETH')
  return isStaking ? { take: 1, asset: sell, amount, brings: 'WETH' } : undefined
}

/** Curve buys stETH for ETH; wstETH is unwrapped before, and ETH often wrapped after. */
const curveSale = (next: readonly Action[]): Sale | undefined => {
  const [first, second, third] = next
  const wraps = (action: Action | undefined) =>
    action?.kind === 'weth.wrap' && isAll(action.amount, 'ETH') ? 1 : 0
  if (first?.kind === 'curve.exchange' && first.sell === 'stETH') {
    const wrapped = wraps(second)
    return { take: 1 + wrapped, asset: 'stETH', amount: first.amount, brings: wrapped ? 'WETH' : 'ETH' }
  }
  if (first?.kind !== 'lido.unwrap' || second?.kind !== 'curve.exchange') return undefined
  if (second.sell !== 'stETH' || !isAll(second.amount, 'stETH')) return undefined
  const wrapped = wraps(third)
  return { take: 2 + wrapped, asset: 'wstETH', amount: first.amount, brings: wrapped ? 'WETH' : 'ETH' }
}

const saleAt = (next: readonly Action[]): Sale | undefined =>
  (next[0] && swapSale(next[0])) ?? curveSale(next)

const all = (asset: Asset): Amount => ({ balanceOf: asset })

/** One sale on one venue, from the token to what the plan goes on with. */
const sellOn = (
  venue: Venue,
  { asset, brings }: Pick<Sale, 'asset' | 'brings'>,
  amount: Amount,
): readonly Action[] => {
  if (venue.kind === 'curve') {
    const unwrap: readonly Action[] = asset === 'wstETH' ? [{ kind: 'lido.unwrap', amount }] : []
    const sold = asset === 'wstETH' ? all('stETH') : amount
    return [
      ...unwrap,
      { kind: 'curve.exchange', sell: 'stETH', amount: sold, minimumOut: 0n },
      ...(brings === 'WETH' ? [{ kind: 'weth.wrap', amount: all('ETH') } as const] : []),
    ]
  }
  if (venue.kind === 'issuer')
    return [
      venue.token === 'weETH' ? { kind: 'etherfi.redeem', amount } : { kind: 'rocketpool.burn', amount },
      ...(brings === 'WETH' ? [{ kind: 'weth.wrap', amount: all('ETH') } as const] : []),
    ]
  const wrap: readonly Action[] = asset === 'stETH' ? [{ kind: 'lido.wrap', amount }] : []
  const [sell, sold] = asset === 'stETH' ? (['wstETH', all('wstETH')] as const) : [asset, amount]
  return [
    ...wrap,
    {
      kind: 'uniswap.swap',
      pool: venue.pool,
      sell,
      amount: sold,
      minimumOut: 0n,
      sqrtPriceLimitX96: 0n,
    },
    ...(brings === 'ETH' ? [{ kind: 'weth.unwrap', amount: all('WETH') } as const] : []),
  ]
}

/** How a plan's sales are carried out: all on one venue, or split so as to bring most. */
export type Placing = Venue | { readonly kind: 'split' }

const sharesOf = (market: Market, sale: Sale, amount: bigint, order: Order): readonly Share[] => {
  const { placing, gasPriceWei } = order
  const curves = saleCurves(market, sale.asset)
  if (placing.kind !== 'split') return [{ venue: placing, amount: Number(amount) }]
  const gasWei = (venue: Venue): number =>
    Number(gasOfTx(sellOn(venue, sale, amount)) - gasOfTx([])) * Number(gasPriceWei)
  return bestSplit(curves, Number(amount), gasWei).shares
}

type Order = { readonly placing: Placing; readonly gasPriceWei: bigint }

/** What was sold where, in the smallest unit, in the order in which it was. */
export type Sold = { readonly venue: Venue; readonly asset: Asset; readonly amount: bigint }

/** The sale's parts in order, the largest last: it takes whatever is left, to the unit. */
const placed = (sale: Sale, total: bigint, shares: readonly Share[]) => {
  const sorted = [...shares].sort((a, b) => a.amount - b.amount)
  let left = total
  return sorted.map(({ venue, amount }, i) => {
    const last = i === sorted.length - 1
    const part = last ? left : BigInt(Math.floor(amount))
    left = max(0n, left - part)
    return { venue, part, amount: last && typeof sale.amount === 'object' ? sale.amount : part }
  })
}

/**
 * A plan in the model with every sale of a staking token carried out as `placing` says, on the pools as they are at that
 * point. A plan without such a sale stays what it is, and `sold` is empty.
 */
export const playPlaced = (
  market: Market,
  plan: ExitPlan,
  owner: Address,
  order: Order,
): (Played & { readonly sold: readonly Sold[] }) | Refused => {
  const sold: Sold[] = []
  const rule: Rule = (now, next, from) => {
    const sale = saleAt(next)
    const amount = sale === undefined ? 0n : resolve(now, sale.amount, from)
    if (sale === undefined || amount === 0n) return undefined
    const parts = placed(sale, amount, sharesOf(now, sale, amount, order)).filter(({ part }) => part > 0n)
    sold.push(...parts.map(({ venue, part }) => ({ venue, asset: sale.asset, amount: part })))
    return { take: sale.take, put: parts.flatMap(part => sellOn(part.venue, sale, part.amount)) }
  }
  const played = playPlan(market, plan, owner, rule)
  return played.ok ? { ...played, sold } : played
}
