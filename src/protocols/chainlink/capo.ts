import { BPS, min, SECONDS_PER_YEAR, WAD, type Wad } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import type { Capo } from './state.js'

/** PriceCapAdapterBase `SCALING_FACTOR`: decimals that the growth per second carries beyond the ratio's. */
const SCALING_FACTOR = 10n ** 6n
/** `MINIMUM_SNAPSHOT_DELAY` of the wstETH adapter: 7 days, in seconds. Source: aave-price-feeds @ 76a1e328. */
const MINIMUM_SNAPSHOT_DELAY = 7 * 86_400
/** PriceCapAdapterBase `MAXIMUM_SNAPSHOT_TERM`: 180 days, in seconds. Source: aave-dao/aave-price-feeds. */
const MAXIMUM_SNAPSHOT_TERM = 180 * 86_400

/** Growth of the cap per second, scaled by 1e24: snapshot × yearly growth × 1e6 / 1e4 / year, each division floored. */
export const maxRatioGrowthPerSecondScaled = (capo: Capo): bigint =>
  (capo.snapshotRatioWad * BigInt(capo.maxYearlyGrowthBps) * SCALING_FACTOR) / BPS / SECONDS_PER_YEAR

/** PriceCapAdapterBase `_getMaxRatio` at `now` (seconds), 18 decimals, floored. */
export const maxRatio = (capo: Capo, now: number): Wad => {
  if (now < capo.snapshotTimestamp) throw new Revert('Panic(0x11)')
  const elapsed = BigInt(now - capo.snapshotTimestamp)
  return capo.snapshotRatioWad + (maxRatioGrowthPerSecondScaled(capo) * elapsed) / SCALING_FACTOR
}

/** PriceCapAdapterBase `isCapped`. */
export const isCapped = (capo: Capo, ratioWad: Wad, now: number): boolean => ratioWad > maxRatio(capo, now)

/** PriceCapAdapterBase `latestAnswer`: base × min(ratio, cap), in the base feed's decimals, floored; 0 without a price. */
export const cappedPrice = (
  capo: Capo,
  at: { readonly basePrice: bigint; readonly ratioWad: Wad; readonly now: number },
): bigint => {
  if (at.basePrice <= 0n || at.ratioWad <= 0n) return 0n
  return (at.basePrice * min(at.ratioWad, maxRatio(capo, at.now))) / WAD
}

/** What `setCapParameters` sets. */
export type CapParameters = Omit<Capo, 'baseFeed'>

/** PriceCapAdapterBase `setCapParameters`: a newer snapshot, seven to 180 days old. The caller is the risk admin. */
export const setCapParameters = (capo: Capo, parameters: CapParameters, now: number): Capo => {
  const { snapshotRatioWad, snapshotTimestamp } = parameters
  if (snapshotRatioWad === 0n) throw new Revert('SnapshotRatioIsZero')
  const isNotNewer = capo.snapshotTimestamp >= snapshotTimestamp
  const isTooYoung = snapshotTimestamp > now - MINIMUM_SNAPSHOT_DELAY
  const isTooOld = snapshotTimestamp < now - MAXIMUM_SNAPSHOT_TERM
  if (isNotNewer || isTooYoung || isTooOld) throw new Revert('InvalidRatioTimestamp')
  return { ...capo, ...parameters }
}
