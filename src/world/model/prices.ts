import type { Market } from '../../market/market.js'
import type { AaveReserve } from '../../protocols/aave/state.js'
import type { Asset } from '../../protocols/assets.js'
import { aavePrice } from '../../protocols/chainlink/prices.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'

/** Reserves with what Aave's oracle answers now, caps at this block's time included. Unchanged prices keep their reserve. */
export const withPrices = (market: Market): Market => {
  const rates = { ...market.shareRates, wstETH: stEthPerToken(market.lido) }
  const at = { rates, now: market.block.timestamp }
  const reserves: Partial<Record<Asset, AaveReserve>> = {}
  let changed = false
  for (const reserve of Object.values(market.aave.reserves)) {
    const priceBase = aavePrice(market.chainlink, reserve.asset, at) ?? reserve.priceBase
    const same = priceBase === reserve.priceBase
    reserves[reserve.asset] = same ? reserve : { ...reserve, priceBase }
    changed ||= !same
  }
  return changed ? { ...market, aave: { ...market.aave, reserves } } : market
}
