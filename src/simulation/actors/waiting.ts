import type { Market } from '../../market/market.js'
import { withdrawalDays } from '../../protocols/lido/withdrawalDays.js'
import { WAD } from '../../units/fixed.js'

/**
 * Discount that waiting in Lido's queue with `stEth` is worth, 18 decimals: interest at Aave's WETH rate for the median
 * of the forecast days, and a basis point for the trouble.
 */
export const waitingDiscountWad = (market: Market, stEth: bigint): bigint => {
  const { medianDays } = withdrawalDays({
    lido: market.lido,
    ethereum: market.ethereum,
    stEth,
    now: market.block.timestamp,
  })
  const rateWad = (market.aave.reserves.WETH?.borrowRateRay ?? 0n) / 10n ** 9n
  return (rateWad * BigInt(Math.round(medianDays * 1_000))) / 365_000n + WAD / 10_000n
}
