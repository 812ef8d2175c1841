import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import type { Asset } from '../../protocols/assets.js'
import { amountToPrice } from '../../protocols/uniswap/quote.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { sqrtPriceX96 } from '../../scenario/poolPrice.js'
import { min, mulDivFloor, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** Ether a day that buyers of each token have: as much thinner than for wstETH (2,000) as its pool is; assumed. */
const MARKETS: readonly {
  readonly pool: UniswapPoolName
  readonly token: Asset
  readonly purse: bigint
}[] = [
  { pool: 'rETH/WETH 0.05%', token: 'rETH', purse: 100n * WAD },
  { pool: 'weETH/WETH 0.05%', token: 'weETH', purse: 200n * WAD },
  { pool: 'cbETH/WETH 0.05%', token: 'cbETH', purse: 67n * WAD },
  { pool: 'osETH/WETH 0.05%', token: 'osETH', purse: 67n * WAD },
]

/** What a token may be cheaper than its rate before anyone bothers: the usual discount of the seed; assumed. */
const PATIENCE_BPS = 2n
/** Less than an ether is not worth a transaction. */
const SMALLEST = WAD

const buy = (market: Market, { pool: name, token, purse }: (typeof MARKETS)[number]): readonly Action[] => {
  const pool = market.uniswap[name]
  const target = mulDivFloor(fairValueWei(market, token, WAD), 10_000n - PATIENCE_BPS, 10_000n)
  const isToken0 = pool.token0 === token
  const limit = sqrtPriceX96(isToken0 ? target : (WAD * WAD) / target)
  const isFair = isToken0 ? pool.sqrtPriceX96 >= limit : pool.sqrtPriceX96 <= limit
  if (isFair) return []
  const wei = min(purse, amountToPrice(pool, limit).amountIn)
  if (wei < SMALLEST) return []
  return [
    { kind: 'weth.wrap', amount: wei },
    {
      kind: 'uniswap.swap',
      pool: name,
      sell: 'WETH',
      amount: wei,
      minimumOut: 0n,
      sqrtPriceLimitX96: 0n,
    },
  ]
}

/** Twice a day: staking tokens other than Lido's bought where they are cheaper than their rate less the usual discount, and kept. */
export const otherBuyers = (): Actor => {
  let bought = 0
  return {
    name: 'buyers of rETH, weETH, cbETH and osETH',
    act(market): readonly Tx[] {
      const { timestamp } = market.block
      if (timestamp - bought < SECONDS_PER_DAY / 2) return []
      bought = timestamp
      const actions = MARKETS.flatMap(entry => buy(market, entry))
      return actions.length === 0 ? [] : [{ from: CROWD.arbitrageur, actions }]
    },
  }
}
