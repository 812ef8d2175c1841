import type { Ray } from '../../units/fixed.js'
import { rayDivHalfUp } from '../../units/ray.js'
import type { Asset } from '../assets.js'
import { reserveOf } from './entries.js'
import { getNormalizedDebt, getNormalizedIncome } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenBalance, getVTokenBalance } from './tokenMath.js'

/** A reserve as its views show it; amounts in the asset's unit. */
export type AaveReserveView = {
  readonly normalizedIncomeRay: Ray
  readonly normalizedDebtRay: Ray
  /** aToken `totalSupply`; floors. */
  readonly totalSupply: bigint
  /** Variable debt token `totalSupply`; ceils. */
  readonly totalDebt: bigint
  /** What can be borrowed, withdrawn or flash-loaned right now: the virtual balance. */
  readonly availableLiquidity: bigint
  /** Debt over debt and free liquidity, as the rate strategy counts it; rounds half up. */
  readonly usageRay: Ray
  /** Yearly rates since the last update. */
  readonly liquidityRateRay: Ray
  readonly borrowRateRay: Ray
}

/** A reserve at `now` (seconds), without accruing it. Aave v3.6 `IPool` and token views. */
export const viewReserve = (state: AaveState, asset: Asset, now: number): AaveReserveView => {
  const reserve = reserveOf(state, asset)
  const normalizedIncomeRay = getNormalizedIncome(reserve, now)
  const normalizedDebtRay = getNormalizedDebt(reserve, now)
  const totalDebt = getVTokenBalance(reserve.debtScaled, normalizedDebtRay)
  return {
    normalizedIncomeRay,
    normalizedDebtRay,
    totalSupply: getATokenBalance(reserve.supplyScaled, normalizedIncomeRay),
    totalDebt,
    availableLiquidity: reserve.virtualBalance,
    usageRay: totalDebt === 0n ? 0n : rayDivHalfUp(totalDebt, reserve.virtualBalance + totalDebt),
    liquidityRateRay: reserve.liquidityRateRay,
    borrowRateRay: reserve.borrowRateRay,
  }
}
