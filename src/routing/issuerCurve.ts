import type { Market } from '../market/market.js'
import type { Asset } from '../protocols/assets.js'
import { amountForShare } from '../protocols/etherfi/pool.js'
import { redeemableAmount } from '../protocols/etherfi/redemption.js'
import { getExchangeRate, getTotalCollateral } from '../protocols/rocketpool/reth.js'
import { WAD } from '../units/fixed.js'
import type { SaleCurve } from './saleCurve.js'

/** Tokens that their issuer pays ether for at once, as long as it has some. */
export type Redeemable = 'weETH' | 'rETH'

/** A price that does not fall is given this fall over all of the capacity, so that a split has one answer. */
const FALL = 1e-7
/** Rounding of the contracts, in wei, is kept clear of the limit. */
const SPARE_WEI = 1_000_000n

/** An issuer that pays `best` for each unit up to a capacity. */
const flat = (token: Redeemable, best: number, capacity: number): SaleCurve => ({
  venue: { kind: 'issuer', token },
  best,
  capacity,
  amountAt: price => (price >= best ? 0 : Math.min(capacity, (capacity * (best - price)) / (best * FALL))),
  outOf: amount => best * amount,
})

const etherFi = ({ etherfi, block }: Market): SaleCurve => {
  const rate = Number(amountForShare(etherfi, WAD)) / 1e18
  const most = redeemableAmount(etherfi, block.timestamp) - SPARE_WEI
  const kept = 1 - Number(etherfi.redemption.feeBps) / 10_000
  return flat('weETH', rate * kept, Math.max(0, Number(most) / rate))
}

const rocketPool = ({ rocketpool }: Market): SaleCurve => {
  const rate = Number(getExchangeRate(rocketpool)) / 1e18
  const most = getTotalCollateral(rocketpool) - SPARE_WEI
  return flat('rETH', rate, rate === 0 ? 0 : Math.max(0, Number(most) / rate))
}

/** What a token's own issuer pays at once: ether.fi less its fee and within its limit, Rocket Pool while it has ether. */
export const issuerCurves = (market: Market, asset: Asset): readonly SaleCurve[] => {
  if (asset === 'weETH') return [etherFi(market)]
  return asset === 'rETH' ? [rocketPool(market)] : []
}
