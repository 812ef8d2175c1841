import type { Market } from '../market/market.js'
import { fairValueWei } from '../position/holdings.js'
import type { Asset } from '../protocols/assets.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { isStakingToken, STAKING_POOLS } from '../protocols/uniswap/addresses.js'
import { mulDivFloor, WAD } from '../units/fixed.js'

/** Price of the largest wstETH pool on Uniswap over the share rate, 18 decimals: 1 is fair. */
export const uniswapPriceWad = (market: Market): bigint => {
  const { sqrtPriceX96 } = market.uniswap['wstETH/WETH 0.01%']
  const price = mulDivFloor(sqrtPriceX96 * sqrtPriceX96, WAD, 1n << 192n)
  return mulDivFloor(price, WAD, stEthPerToken(market.lido))
}

/** What a staking token's pool pays over the token's rate, 18 decimals; of Lido's and of tokens without a pool nothing. */
export const tokenPriceWad = (market: Market, asset: Asset): bigint | undefined => {
  if (asset === 'wstETH' || !isStakingToken(asset)) return undefined
  const { sqrtPriceX96, token0 } = market.uniswap[STAKING_POOLS[asset]]
  const square = sqrtPriceX96 * sqrtPriceX96
  const price = token0 === asset ? mulDivFloor(square, WAD, 1n << 192n) : mulDivFloor(1n << 192n, WAD, square)
  return mulDivFloor(price, WAD, fairValueWei(market, asset, WAD))
}
