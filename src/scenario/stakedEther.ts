import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Tx } from '../position/action.js'
import { fairValueWei } from '../position/holdings.js'
import type { Asset } from '../protocols/assets.js'
import { STAKING_POOLS, type StakingToken } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { mulDivFloor, sqrtFloor, WAD } from '../units/fixed.js'
import { movePool } from './movePool.js'
import { sentBy } from './sent.js'

/** Every Uniswap pool of staked ether against ether. */
const POOLS: readonly (readonly [UniswapPoolName, Asset])[] = [
  ...(Object.keys(STAKING_POOLS) as StakingToken[]).map(token => [STAKING_POOLS[token], token] as const),
  ['wstETH/WETH 0.05%', 'wstETH'],
]

/** As token 1 the pool's price is of ether in the token. */
const sqrtPriceOf = (market: Market, name: UniswapPoolName, token: Asset, priceWad: bigint): bigint => {
  const wei = mulDivFloor(fairValueWei(market, token, WAD), priceWad, WAD)
  return sqrtFloor(market.uniswap[name].token0 === token ? (wei << 192n) / WAD : (WAD << 192n) / wei)
}

/**
 * Chainlink's stETH/ETH answers `priceWad`, and each Uniswap pool of staked ether is traded to where an ether's worth
 * brings it, its liquidity around it.
 */
export const moveStakedEther = (market: Market, priceWad: bigint): readonly Tx[] => [
  ...sentBy(CROWD.oracle, [{ kind: 'chainlink.answer', feed: 'stETH/ETH', answer: priceWad }]),
  ...POOLS.flatMap(([name, token]) =>
    sentBy(CROWD.provider, movePool(market, name, sqrtPriceOf(market, name, token, priceWad))),
  ),
]
