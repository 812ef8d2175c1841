import type { Market } from '../market/market.js'
import type { Asset } from '../protocols/assets.js'
import { totalPooledEther } from '../protocols/etherfi/pool.js'
import { mulDivCeil, WAD } from '../units/fixed.js'
import type { Action } from './action.js'

/**
 * What its issuer's oracle reports so that a staking token other than Lido's is worth `rateWad` ether (18 decimals): the
 * smallest total that gives the rate, where the rate follows from totals.
 */
export const reportRate = (market: Market, asset: Asset, rateWad: bigint): Action => {
  if (asset === 'weETH') {
    const { etherfi } = market
    const accrued = mulDivCeil(rateWad, etherfi.totalShares, WAD) - totalPooledEther(etherfi)
    return { kind: 'etherfi.report', accrued, withdrawn: 0n, finalizeUpTo: 0 }
  }
  if (asset === 'cbETH') return { kind: 'coinbase.rate', rateWad }
  if (asset !== 'rETH') return { kind: 'staking.rate', asset, rateWad }
  const { totalREth } = market.rocketpool
  return { kind: 'rocketpool.balances', totalEth: mulDivCeil(rateWad, totalREth, WAD), totalREth }
}
