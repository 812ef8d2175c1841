import { MAX_UINT256, WAD } from '../../units/fixed.js'
import { percentDivCeil } from '../../units/ray.js'
import type { Address, Asset } from '../assets.js'
import { accountData, unitOf } from './account.js'
import { ensure } from './checks.js'
import {
  getUserReserveLtv,
  isBorrowing,
  isReserveEnabledOnBitmap,
  isUsingAsCollateral,
} from './configuration.js'
import { accountOf, eModeOf, reserveOf } from './entries.js'
import { getNormalizedIncome } from './reserve.js'
import type { AaveAccount, AaveEMode, AaveReserve, AaveState } from './state.js'
import { getATokenBalance, getVTokenBalance } from './tokenMath.js'

// Not mirrored, because none of our markets has them: isolation mode (every debt ceiling is zero), siloed borrowing,
// the price oracle sentinel and the liquidation grace period. Each check that is left stands in the contract's order.

/** Aave v3.6 `ValidationLogic.HEALTH_FACTOR_LIQUIDATION_THRESHOLD`. */
const HEALTH_FACTOR_LIQUIDATION_THRESHOLD = WAD

/** On an accrued reserve. Aave v3.6 `ValidationLogic.validateSupply`. */
export const validateSupply = (reserve: AaveReserve, scaled: bigint): void => {
  ensure(scaled !== 0n, 'InvalidAmount')
  ensure(reserve.active, 'ReserveInactive')
  ensure(!reserve.paused, 'ReservePaused')
  ensure(!reserve.frozen, 'ReserveFrozen')
  if (reserve.supplyCap === 0n) return
  const next = getATokenBalance(
    reserve.supplyScaled + scaled + reserve.treasuryScaled,
    reserve.liquidityIndexRay,
  )
  ensure(next <= reserve.supplyCap * unitOf(reserve), 'SupplyCapExceeded')
}

/** Aave v3.6 `ValidationLogic.validateWithdraw`. */
export const validateWithdraw = (reserve: AaveReserve, scaled: bigint, scaledBalance: bigint): void => {
  ensure(scaled !== 0n, 'InvalidAmount')
  ensure(scaled <= scaledBalance, 'NotEnoughAvailableUserBalance')
  ensure(reserve.active, 'ReserveInactive')
  ensure(!reserve.paused, 'ReservePaused')
}

const canBeBorrowed = (reserve: AaveReserve, eMode: AaveEMode | undefined): boolean =>
  eMode === undefined
    ? reserve.borrowingEnabled
    : isReserveEnabledOnBitmap(eMode.borrowableBitmap, reserve.id)

/** On an accrued reserve. Aave v3.6 `ValidationLogic.validateBorrow`. */
export const validateBorrow = (reserve: AaveReserve, scaled: bigint, eMode: AaveEMode | undefined): void => {
  ensure(scaled !== 0n, 'InvalidAmount')
  const amount = getVTokenBalance(scaled, reserve.borrowIndexRay)
  ensure(reserve.active, 'ReserveInactive')
  ensure(!reserve.paused, 'ReservePaused')
  ensure(!reserve.frozen, 'ReserveFrozen')
  ensure(canBeBorrowed(reserve, eMode), eMode === undefined ? 'BorrowingNotEnabled' : 'NotBorrowableInEMode')
  ensure(getATokenBalance(reserve.supplyScaled, reserve.liquidityIndexRay) >= amount, 'InvalidAmount')
  if (reserve.borrowCap === 0n) return
  const totalDebt = getVTokenBalance(reserve.debtScaled + scaled, reserve.borrowIndexRay)
  ensure(totalDebt <= reserve.borrowCap * unitOf(reserve), 'BorrowCapExceeded')
}

/** Aave v3.6 `ValidationLogic.validateRepay`. */
export const validateRepay = (
  reserve: AaveReserve,
  repayment: { readonly amount: bigint; readonly user: Address; readonly onBehalfOf: Address },
  debtScaled: bigint,
): void => {
  ensure(repayment.amount !== 0n, 'InvalidAmount')
  ensure(
    repayment.amount !== MAX_UINT256 || repayment.user === repayment.onBehalfOf,
    'NoExplicitAmountToRepayOnBehalf',
  )
  ensure(reserve.active, 'ReserveInactive')
  ensure(!reserve.paused, 'ReservePaused')
  ensure(debtScaled !== 0n, 'NoDebtOfSelectedType')
}

/** Aave v3.6 `ValidationLogic.validateFlashloanSimple`: here a pause is looked at before activity. */
export const validateFlashloanSimple = (reserve: AaveReserve, amount: bigint, now: number): void => {
  ensure(!reserve.paused, 'ReservePaused')
  ensure(reserve.active, 'ReserveInactive')
  ensure(reserve.flashLoanEnabled, 'FlashloanDisabled')
  ensure(getATokenBalance(reserve.supplyScaled, getNormalizedIncome(reserve, now)) >= amount, 'InvalidAmount')
}

/** What a liquidation is checked against. */
export type LiquidationCheck = {
  readonly collateral: AaveReserve
  readonly debt: AaveReserve
  readonly borrower: Address
  readonly liquidator: Address
  readonly configuration: bigint
  readonly healthFactorWad: bigint
  readonly borrowerReserveDebt: bigint
}

/** Aave v3.6 `ValidationLogic.validateLiquidationCall`. */
export const validateLiquidationCall = (check: LiquidationCheck): void => {
  const { collateral, debt } = check
  ensure(check.borrower !== check.liquidator, 'SelfLiquidation')
  ensure(collateral.active && debt.active, 'ReserveInactive')
  ensure(!collateral.paused && !debt.paused, 'ReservePaused')
  ensure(check.healthFactorWad < HEALTH_FACTOR_LIQUIDATION_THRESHOLD, 'HealthFactorNotBelowThreshold')
  ensure(isUsingAsCollateral(check.configuration, collateral.id), 'CollateralCannotBeLiquidated')
  ensure(check.borrowerReserveDebt !== 0n, 'SpecifiedCurrencyNotBorrowedByUser')
}

/** Aave v3.6 `ValidationLogic.validateHealthFactor`. Returns whether some collateral has a loan to value of zero. */
export const validateHealthFactor = (state: AaveState, user: Address, now: number): boolean => {
  const { healthFactorWad, hasZeroLtvCollateral } = accountData(state, user, now)
  ensure(healthFactorWad >= HEALTH_FACTOR_LIQUIDATION_THRESHOLD, 'HealthFactorLowerThanLiquidationThreshold')
  return hasZeroLtvCollateral
}

/** After a borrow. Aave v3.6 `ValidationLogic.validateHFAndLtv`. */
export const validateHFAndLtv = (state: AaveState, user: Address, now: number): void => {
  const data = accountData(state, user, now)
  ensure(data.ltvBps !== 0, 'LtvValidationFailed')
  ensure(
    data.healthFactorWad >= HEALTH_FACTOR_LIQUIDATION_THRESHOLD,
    'HealthFactorLowerThanLiquidationThreshold',
  )
  ensure(
    data.collateralBase >= percentDivCeil(data.debtBase, BigInt(data.ltvBps)),
    'CollateralCannotCoverNewBorrow',
  )
}

/**
 * After collateral left: with debt, collateral of zero loan to value must leave first.
 * Aave v3.6 `ValidationLogic.validateHFAndLtvzero`.
 */
export const validateHFAndLtvzero = (state: AaveState, asset: Asset, user: Address, now: number): void => {
  if (!validateHealthFactor(state, user, now)) return
  const eMode = eModeOf(state, accountOf(state, user))
  ensure(getUserReserveLtv(reserveOf(state, asset), eMode) === 0, 'LtvValidationFailed')
}

/** `eMode` is undefined for category 0. Aave v3.6 `ValidationLogic.validateSetUserEMode`, reserves by their id. */
export const validateSetUserEMode = (
  state: AaveState,
  account: AaveAccount,
  eMode: AaveEMode | undefined,
): void => {
  const reserves = Object.values(state.reserves).sort((a, b) => a.id - b.id)
  for (const reserve of reserves) {
    if (isBorrowing(account.configuration, reserve.id))
      ensure(canBeBorrowed(reserve, eMode), 'InvalidDebtInEmode')
    if (isUsingAsCollateral(account.configuration, reserve.id))
      ensure(getUserReserveLtv(reserve, eMode) !== 0, 'InvalidCollateralInEmode')
  }
}

/** Whether an asset may become collateral. Aave v3.6 `ValidationLogic.validateUseAsCollateral`. */
export const validateUseAsCollateral = (reserve: AaveReserve, eMode: AaveEMode | undefined): boolean =>
  getUserReserveLtv(reserve, eMode) !== 0
