import { max, min, SECONDS_PER_YEAR, WAD, type Wad } from '../../units/fixed.js'
import type { MorphoMarket } from './state.js'

/** `ConstantsLib` of morpho-blue-irm @ a1a87fd5; rates are a second, 18 decimals. */
const CURVE_STEEPNESS = 4n * WAD
const ADJUSTMENT_SPEED = (50n * WAD) / SECONDS_PER_YEAR
const TARGET_UTILIZATION = (9n * WAD) / 10n
const INITIAL_RATE_AT_TARGET = (4n * WAD) / 100n / SECONDS_PER_YEAR
const MIN_RATE_AT_TARGET = WAD / 1_000n / SECONDS_PER_YEAR
const MAX_RATE_AT_TARGET = (2n * WAD) / SECONDS_PER_YEAR

/** `ExpLib`: ln 2, ln 1e-18, and the bound above which the result is clipped. */
const LN_2 = 693_147_180_559_945_309n
const LN_WEI = -41_446_531_673_892_822_312n
const WEXP_UPPER_BOUND = 93_859_467_695_000_404_319n
const WEXP_UPPER_VALUE = 57_716_089_161_558_943_949_701_069_502_944_508_345_128_422_502_756_744_429_568n

/** A product of two numbers of 18 decimals, towards zero as Solidity divides signed numbers, and as BigInt does. */
const wMulToZero = (x: bigint, y: bigint): bigint => (x * y) / WAD
const wDivToZero = (x: bigint, y: bigint): bigint => (x * WAD) / y

/** AdaptiveCurveIrm `ExpLib.wExp`: 2^q × (1 + r + r²/2), x = q ln 2 + r. */
export const wExp = (x: bigint): Wad => {
  if (x < LN_WEI) return 0n
  if (x >= WEXP_UPPER_BOUND) return WEXP_UPPER_VALUE
  const half = LN_2 / 2n
  const q = (x + (x < 0n ? -half : half)) / LN_2
  const r = x - q * LN_2
  const expR = WAD + r + (r * r) / WAD / 2n
  return q >= 0n ? expR << q : expR >> -q
}

/** Below target the curve falls to a quarter of the rate at target, above it rises to four times. */
const curve = (rateAtTarget: bigint, err: bigint): bigint => {
  const coefficient = err < 0n ? WAD - wDivToZero(WAD, CURVE_STEEPNESS) : CURVE_STEEPNESS - WAD
  return wMulToZero(wMulToZero(coefficient, err) + WAD, rateAtTarget)
}

const newRateAtTarget = (startRate: bigint, linearAdaptation: bigint): bigint =>
  min(max(wMulToZero(startRate, wExp(linearAdaptation)), MIN_RATE_AT_TARGET), MAX_RATE_AT_TARGET)

/** What the model answers: the mean rate since the last update, and the rate at target it remembers; a second, 18 decimals. */
export type BorrowRate = { readonly avgRateWad: Wad; readonly endRateAtTargetWad: Wad }

type Utilized = Pick<
  MorphoMarket,
  'totalSupplyAssets' | 'totalBorrowAssets' | 'lastUpdate' | 'rateAtTargetWad'
>

/** How far utilisation is from its target: −1 at nothing borrowed, 0 at 90 %, 1 at all of it; 18 decimals. */
const errorOf = ({ totalSupplyAssets, totalBorrowAssets }: Utilized): bigint => {
  const utilization = totalSupplyAssets > 0n ? (totalBorrowAssets * WAD) / totalSupplyAssets : 0n
  const factor = utilization > TARGET_UTILIZATION ? WAD - TARGET_UTILIZATION : TARGET_UTILIZATION
  return wDivToZero(utilization - TARGET_UTILIZATION, factor)
}

/**
 * AdaptiveCurveIrm `_borrowRate` at `now` (seconds): the rate at target drifts exponentially with the error, and the
 * mean over the time passed is taken by the trapezoidal rule with two steps. morpho-org/morpho-blue-irm @ a1a87fd5.
 */
export const borrowRate = (market: Utilized, now: number): BorrowRate => {
  const err = errorOf(market)
  const start = market.rateAtTargetWad
  if (start === 0n)
    return {
      avgRateWad: curve(INITIAL_RATE_AT_TARGET, err),
      endRateAtTargetWad: INITIAL_RATE_AT_TARGET,
    }
  const speed = wMulToZero(ADJUSTMENT_SPEED, err)
  const linearAdaptation = speed * BigInt(now - market.lastUpdate)
  if (linearAdaptation === 0n) return { avgRateWad: curve(start, err), endRateAtTargetWad: start }
  const end = newRateAtTarget(start, linearAdaptation)
  const middle = newRateAtTarget(start, linearAdaptation / 2n)
  return { avgRateWad: curve((start + end + 2n * middle) / 4n, err), endRateAtTargetWad: end }
}
