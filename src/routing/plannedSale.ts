import type { Market } from '../market/market.js'
import { all } from '../position/legs.js'
import type { Asset } from '../protocols/assets.js'
import { NoRouteError, type Order, type Route, routeSale } from './route.js'
import { saleCurves } from './saleCurve.js'

/** Slippage that a seller accepts against the plan: a fifth of a percent. */
const SLIPPAGE_BPS = 20n

/**
 * All that a wallet then has of a token, `amount` of it, sold for WETH where it brings most after gas, in one
 * transaction. The calls refuse to bring much less. Undefined where no venue takes so much above the floor of price.
 */
export const plannedSale = (
  market: Market,
  asset: Asset,
  amount: bigint,
  gasWei?: Order['gasWei'],
): Route | undefined => {
  if (amount === 0n) return undefined
  const sale = { kind: 'sell', asset, amount: all(asset), into: 'WETH' } as const
  const order = { placing: { kind: 'split' }, slippageBps: SLIPPAGE_BPS, ...(gasWei && { gasWei }) } as const
  try {
    return routeSale(market, sale, amount, order)
  } catch (error) {
    if (error instanceof NoRouteError) return undefined
    throw error
  }
}

/** What `amount` of a token would bring in wei at the best venue's first price; 0 where nothing buys it. */
export const firstPriceWei = (market: Market, asset: Asset, amount: bigint): bigint =>
  asset === 'WETH'
    ? amount
    : BigInt(Math.floor(Number(amount) * Math.max(0, ...saleCurves(market, asset).map(({ best }) => best))))
