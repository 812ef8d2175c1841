import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { lpBalanceOf } from '../../protocols/curve/liquidity.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { mulDivFloor } from '../../units/fixed.js'
import { leaveUniswap } from '../leavePools.js'
import { sentBy } from '../sent.js'
import { type ShockDef, UNTOLD } from './define.js'
import { POOL, SHARE } from './fields.js'
import { compounded } from './severity.js'

/** A thief empties a pool of what others want from it: Curve’s ether, or a Uniswap pool’s liquidity. */
type PoolDrained = {
  readonly kind: 'poolDrained'
  readonly pool: UniswapPoolName | 'curve'
  readonly shareBps: number
}

/** Curve loses its ether alone, so that stETH is what is left. What a thief takes, the provider's account takes here. */
const lower = ({ pool, shareBps }: PoolDrained, market: Market): readonly Tx[] => {
  const share = BigInt(Math.round(shareBps))
  if (pool !== 'curve') return sentBy(CROWD.provider, leaveUniswap(market, pool, share))
  const eth = mulDivFloor(market.curve.ethBalance - market.curve.adminBalances[0], share, 10_000n)
  const maximumLp = lpBalanceOf(market.curve, CROWD.provider)
  if (eth === 0n || maximumLp === 0n) return []
  return sentBy(CROWD.provider, [{ kind: 'curve.removeLiquidityImbalance', eth, stEth: 0n, maximumLp }])
}

export const poolDrained: ShockDef<PoolDrained> = {
  kind: 'poolDrained',
  fields: { pool: POOL, shareBps: SHARE },
  label: 'A pool drained',
  happened: 'a pool was emptied by a thief',
  seen: 'curvePrice',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, shareBps: compounded(shock.shareBps, severity) }),
  level: ({ pool }) =>
    pool === 'curve' || pool.startsWith('wstETH') ? { of: 'discount', discountBps: UNTOLD } : undefined,
  lower,
}
