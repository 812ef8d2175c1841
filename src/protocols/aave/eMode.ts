import type { Address, Asset } from '../assets.js'
import { ensure } from './checks.js'
import { disableCollateral, enableCollateral, isUsingAsCollateral } from './configuration.js'
import { accountOf, eModeById, eModeOf, reserveOf, withAccount } from './entries.js'
import type { AaveState } from './state.js'
import {
  validateHealthFactor,
  validateHFAndLtvzero,
  validateSetUserEMode,
  validateUseAsCollateral,
} from './validation.js'

/**
 * Enters an e-mode at `now` (seconds), or leaves them all with 0. Nothing accrues.
 * Reverts: InconsistentEModeCategory, InvalidDebtInEmode, InvalidCollateralInEmode,
 * HealthFactorLowerThanLiquidationThreshold. Aave v3.6 `SupplyLogic.executeSetUserEMode`.
 */
export const setUserEMode = (
  state: AaveState,
  { category, user }: { readonly category: number; readonly user: Address },
  now: number,
): AaveState => {
  const account = accountOf(state, user)
  if (account.eMode === category) return state
  const eMode = eModeById(state, category)
  ensure(eMode === undefined || eMode.liquidationThresholdBps !== 0, 'InconsistentEModeCategory')
  validateSetUserEMode(state, account, eMode)
  const next = withAccount(state, user, { ...account, eMode: category })
  validateHealthFactor(next, user, now)
  return next
}

export type UseAsCollateral = { readonly asset: Asset; readonly use: boolean; readonly user: Address }

const startUse = (state: AaveState, { asset, user }: UseAsCollateral): AaveState => {
  const account = accountOf(state, user)
  const reserve = reserveOf(state, asset)
  ensure(account.supplies[asset] !== undefined, 'UnderlyingBalanceZero')
  ensure(validateUseAsCollateral(reserve, eModeOf(state, account)), 'UserInIsolationModeOrLtvZero')
  return withAccount(state, user, enableCollateral(account, reserve.id))
}

const stopUse = (state: AaveState, { asset, user }: UseAsCollateral, now: number): AaveState => {
  const account = disableCollateral(accountOf(state, user), reserveOf(state, asset).id)
  const next = withAccount(state, user, account)
  validateHFAndLtvzero(next, asset, user, now)
  return next
}

/**
 * Lets a supply count as collateral, or no longer, at `now` (seconds). Nothing accrues.
 * Reverts: ReserveInactive, ReservePaused, UnderlyingBalanceZero, UserInIsolationModeOrLtvZero,
 * HealthFactorLowerThanLiquidationThreshold, LtvValidationFailed.
 * Aave v3.6 `SupplyLogic.executeUseReserveAsCollateral`.
 */
export const setUserUseReserveAsCollateral = (
  state: AaveState,
  action: UseAsCollateral,
  now: number,
): AaveState => {
  const reserve = reserveOf(state, action.asset)
  ensure(reserve.active, 'ReserveInactive')
  ensure(!reserve.paused, 'ReservePaused')
  const { configuration } = accountOf(state, action.user)
  if (action.use === isUsingAsCollateral(configuration, reserve.id)) return state
  return action.use ? startUse(state, action) : stopUse(state, action, now)
}
