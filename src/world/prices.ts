import type { Market } from '../market/market.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { mulDivFloor, WAD } from '../units/fixed.js'

/** Price of the largest wstETH pool on Uniswap over the share rate, 18 decimals: 1 is fair. */
export const uniswapPriceWad = (market: Market): bigint => {
  const { sqrtPriceX96 } = market.uniswap['wstETH/WETH 0.01%']
  const price = mulDivFloor(sqrtPriceX96 * sqrtPriceX96, WAD, 1n << 192n)
  return mulDivFloor(price, WAD, stEthPerToken(market.lido))
}
