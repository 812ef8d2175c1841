import { BPS, RAY, type Ray } from '../../units/fixed.js'
import { percentMulHalfUp, rayDivHalfUp, rayMulFloor, rayMulHalfUp } from '../../units/ray.js'
import { Revert } from '../revert.js'
import { checkedSub } from './checks.js'
import { calculateCompoundedInterest, calculateLinearInterest } from './math.js'
import type { AaveReserve } from './state.js'
import { getATokenMintScaledAmount, getVTokenBalance } from './tokenMath.js'

const MAX_UINT128 = 2n ** 128n - 1n
const RAY_PER_BPS = RAY / BPS

/** Of one second; each is worked out when it is first asked for. */
type Indexes = { readonly now: number; incomeRay: Ray | undefined; debtRay: Ray | undefined }

/** Normalised indexes already worked out: a market with many accounts asks for the same ones again and again. */
const known = new WeakMap<AaveReserve, Indexes>()

const indexesAt = (reserve: AaveReserve, now: number): Indexes => {
  const before = known.get(reserve)
  if (before !== undefined && before.now === now) return before
  const indexes = { now, incomeRay: undefined, debtRay: undefined }
  known.set(reserve, indexes)
  return indexes
}

const normalizedIncome = (reserve: AaveReserve, now: number): Ray =>
  rayMulHalfUp(
    calculateLinearInterest(reserve.liquidityRateRay, now - reserve.lastUpdate),
    reserve.liquidityIndexRay,
  )

const normalizedDebt = (reserve: AaveReserve, now: number): Ray =>
  rayMulHalfUp(
    calculateCompoundedInterest(reserve.borrowRateRay, now - reserve.lastUpdate),
    reserve.borrowIndexRay,
  )

/** Supply index at `now`. Aave v3.6 `ReserveLogic.getNormalizedIncome`: rounds half up. */
export const getNormalizedIncome = (reserve: AaveReserve, now: number): Ray => {
  if (reserve.lastUpdate === now) return reserve.liquidityIndexRay
  const indexes = indexesAt(reserve, now)
  indexes.incomeRay ??= normalizedIncome(reserve, now)
  return indexes.incomeRay
}

/**
 * Debt index at `now`. Aave v3.6 `ReserveLogic.getNormalizedDebt`: rounds half up.
 * Where nothing is borrowed it still grows with the base rate, while `updateState` leaves the stored index alone.
 */
export const getNormalizedDebt = (reserve: AaveReserve, now: number): Ray => {
  if (reserve.lastUpdate === now) return reserve.borrowIndexRay
  const indexes = indexesAt(reserve, now)
  indexes.debtRay ??= normalizedDebt(reserve, now)
  return indexes.debtRay
}

/** Scaled. Aave v3.6 `ReserveLogic._accrueToTreasury`: interest floors, the share of it rounds half up. */
const accruedToTreasury = (reserve: AaveReserve, liquidityIndexRay: Ray, borrowIndexRay: Ray): bigint => {
  const totalDebtAccrued = rayMulFloor(reserve.debtScaled, borrowIndexRay - reserve.borrowIndexRay)
  const amountToMint = percentMulHalfUp(totalDebtAccrued, BigInt(reserve.reserveFactorBps))
  return getATokenMintScaledAmount(amountToMint, liquidityIndexRay)
}

/** Brings indexes and treasury up to `now` (seconds). Aave v3.6 `ReserveLogic.updateState`. */
export const updateState = (reserve: AaveReserve, now: number): AaveReserve => {
  if (reserve.lastUpdate === now) return reserve
  const liquidityIndexRay =
    reserve.liquidityRateRay === 0n ? reserve.liquidityIndexRay : getNormalizedIncome(reserve, now)
  const borrowIndexRay = reserve.debtScaled === 0n ? reserve.borrowIndexRay : getNormalizedDebt(reserve, now)
  const treasuryScaled =
    reserve.treasuryScaled + accruedToTreasury(reserve, liquidityIndexRay, borrowIndexRay)
  return { ...reserve, liquidityIndexRay, borrowIndexRay, treasuryScaled, lastUpdate: now }
}

/** Yearly rates that follow from a reserve's debt and free liquidity. */
export type InterestRates = { readonly liquidityRateRay: Ray; readonly borrowRateRay: Ray }

const borrowRateAt = (reserve: AaveReserve, usageRay: Ray): Ray => {
  const optimal = BigInt(reserve.optimalUsageBps) * RAY_PER_BPS
  const base = BigInt(reserve.baseRateBps) * RAY_PER_BPS
  const slope1 = BigInt(reserve.slope1Bps) * RAY_PER_BPS
  const slope2 = BigInt(reserve.slope2Bps) * RAY_PER_BPS
  if (usageRay <= optimal) return base + rayDivHalfUp(rayMulHalfUp(slope1, usageRay), optimal)
  return base + slope1 + rayMulHalfUp(slope2, rayDivHalfUp(usageRay - optimal, RAY - optimal))
}

/**
 * Rates for a total debt and the liquidity that is left, both in the asset's unit.
 * Aave v3.6 `DefaultReserveInterestRateStrategyV2.calculateInterestRates`: every step rounds half up.
 */
export const calculateInterestRates = (
  reserve: AaveReserve,
  totalDebt: bigint,
  availableLiquidity: bigint,
): InterestRates => {
  if (totalDebt === 0n)
    return { liquidityRateRay: 0n, borrowRateRay: BigInt(reserve.baseRateBps) * RAY_PER_BPS }
  const liquidityPlusDebt = availableLiquidity + totalDebt
  const borrowRateRay = borrowRateAt(reserve, rayDivHalfUp(totalDebt, liquidityPlusDebt))
  const supplyUsage = rayDivHalfUp(totalDebt, liquidityPlusDebt + reserve.deficit)
  return {
    borrowRateRay,
    liquidityRateRay: percentMulHalfUp(
      rayMulHalfUp(borrowRateRay, supplyUsage),
      BPS - BigInt(reserve.reserveFactorBps),
    ),
  }
}

/**
 * Moves liquidity in or out of an accrued reserve and sets the rates that follow from it.
 * `cash` moves along: wherever v3.6 counts liquidity, it also moves tokens.
 * Aave v3.6 `ReserveLogic.updateInterestRatesAndVirtualBalance`; panics where the liquidity is not there.
 */
export const updateInterestRatesAndVirtualBalance = (
  reserve: AaveReserve,
  flow: { readonly added: bigint; readonly taken: bigint },
): AaveReserve => {
  const virtualBalance = checkedSub(reserve.virtualBalance + flow.added, flow.taken)
  if (flow.added > MAX_UINT128) throw new Revert('SafeCastOverflowedUintDowncast')
  const totalDebt = getVTokenBalance(reserve.debtScaled, reserve.borrowIndexRay)
  const rates = calculateInterestRates(reserve, totalDebt, virtualBalance)
  return { ...reserve, ...rates, virtualBalance, cash: reserve.cash + flow.added - flow.taken }
}
