import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { fairValueWei } from '../position/holdings.js'
import type { Asset } from '../protocols/assets.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { mulDivFloor, sqrtFloor, WAD } from '../units/fixed.js'
import { sentBy } from './sent.js'

/** Every Uniswap pool of staked ether against ether. */
const POOLS: readonly (readonly [UniswapPoolName, Asset])[] = [
  ['wstETH/WETH 0.01%', 'wstETH'],
  ['wstETH/WETH 0.05%', 'wstETH'],
  ['rETH/WETH 0.05%', 'rETH'],
  ['weETH/WETH 0.05%', 'weETH'],
]

const sale = (market: Market, name: UniswapPoolName, token: Asset, priceWad: bigint): readonly Action[] => {
  const { token0, sqrtPriceX96 } = market.uniswap[name]
  const target = mulDivFloor(fairValueWei(market, token, WAD), priceWad, WAD)
  const isToken0 = token0 === token
  // As token 1 the pool's price is of ether in the token: a falling token is a rising price.
  const limit = sqrtFloor(isToken0 ? (target << 192n) / WAD : (WAD << 192n) / target)
  const isThere = isToken0 ? sqrtPriceX96 <= limit : sqrtPriceX96 >= limit
  if (isThere || (market.wallets[CROWD.whale]?.[token] ?? 0n) === 0n) return []
  const order = { pool: name, sell: token, amount: { balanceOf: token }, minimumOut: 0n } as const
  return [{ kind: 'uniswap.swap', ...order, sqrtPriceLimitX96: limit }]
}

/** Holders sell to each Uniswap pool of staked ether, a transaction for each, until one ether's worth brings `priceWad`. */
export const sellStakedEther = (market: Market, priceWad: bigint): readonly Tx[] =>
  POOLS.flatMap(([name, token]) => sentBy(CROWD.whale, sale(market, name, token, priceWad)))
