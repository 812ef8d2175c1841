import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { STAKING_POOLS, type StakingToken } from '../../protocols/uniswap/addresses.js'
import { amountToPrice } from '../../protocols/uniswap/quote.js'
import { mulDivFloor, sqrtFloor, WAD } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { ofKind, type ShockDef } from './define.js'
import { SHARE } from './fields.js'
import { highest } from './joins.js'
import { discount } from './severity.js'

/** A staking token of another issuer that is traded on a pool here. */
type PooledToken = Exclude<StakingToken, 'wstETH'>

/** Holders of a staking token sell, or buyers come back, until its pool pays this much less than its rate. */
type TokenMarket = { readonly kind: 'tokenMarket'; readonly asset: PooledToken; readonly discountBps: number }

/** The whale sells as far as it holds the token, or buys. */
const lower = ({ asset, discountBps }: TokenMarket, market: Market): readonly Tx[] => {
  const name = STAKING_POOLS[asset]
  const pool = market.uniswap[name]
  const fair = fairValueWei(market, asset, WAD)
  const target = mulDivFloor(fair, BigInt(Math.round(10_000 - discountBps)), 10_000n)
  if (target === 0n || pool.sqrtPriceX96 === 0n) return []
  const first = pool.token0 === asset
  const limit = sqrtFloor(first ? (target << 192n) / WAD : (WAD << 192n) / target)
  if (limit === pool.sqrtPriceX96) return []
  const trade = { kind: 'uniswap.swap', pool: name, minimumOut: 0n, sqrtPriceLimitX96: limit } as const
  if (first === limit < pool.sqrtPriceX96)
    return sentBy(CROWD.whale, [{ ...trade, sell: asset, amount: { balanceOf: asset } }])
  const { amountIn: amount } = amountToPrice(pool, limit)
  if (amount === 0n) return []
  return sentBy(CROWD.whale, [
    { kind: 'weth.wrap', amount },
    { ...trade, sell: 'WETH', amount },
  ])
}

export const tokenMarket: ShockDef<TokenMarket> = {
  kind: 'tokenMarket',
  fields: {
    asset: {
      kind: 'choice',
      of: (Object.keys(STAKING_POOLS) as StakingToken[]).filter(token => token !== 'wstETH'),
    },
    discountBps: SHARE,
  },
  label: 'Discounts of other staking tokens',
  happened: 'holders sold another staking token, or buyers came back',
  atNothing: 'goes',
  scale: (shock, severity) => ({ ...shock, discountBps: discount(shock.discountBps, severity) }),
  level: ({ asset }) => ({ of: `tokenMarket ${asset}` }),
  join: (shock, all) => [
    { ...shock, discountBps: highest(ofKind<TokenMarket>(all, 'tokenMarket').map(one => one.discountBps)) },
  ],
  lower,
}
