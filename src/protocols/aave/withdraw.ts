import { MAX_UINT256, type Ray } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import { disableCollateral, isBorrowingAny, isUsingAsCollateral } from './configuration.js'
import { accountOf, reserveOf, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenBalance, getATokenBurnScaledAmount } from './tokenMath.js'
import { burnAToken } from './tokens.js'
import { validateHFAndLtvzero, validateWithdraw } from './validation.js'

export type Withdraw = { readonly asset: Asset; readonly amount: bigint; readonly user: Address }

const resolve = (amount: bigint, scaledBalance: bigint, indexRay: Ray): { amount: bigint; scaled: bigint } =>
  amount === MAX_UINT256
    ? { amount: getATokenBalance(scaledBalance, indexRay), scaled: scaledBalance }
    : { amount, scaled: getATokenBurnScaledAmount(amount, indexRay) }

/** Drops the collateral flag of an empty balance, then checks the account where it has debt. */
const settleCollateral = (state: AaveState, { asset, user }: Withdraw, now: number): AaveState => {
  const account = accountOf(state, user)
  const { id } = reserveOf(state, asset)
  if (!isUsingAsCollateral(account.configuration, id)) return state
  const emptied = account.supplies[asset] === undefined
  const settled = emptied ? withAccount(state, user, disableCollateral(account, id)) : state
  if (isBorrowingAny(account.configuration)) validateHFAndLtvzero(settled, asset, user, now)
  return settled
}

/**
 * Withdraws `amount` at `now` (seconds), or all of it for 2^256 − 1; returns what was withdrawn. Burns ceil.
 * Reverts: InvalidAmount, NotEnoughAvailableUserBalance, ReserveInactive, ReservePaused, Panic(0x11) without
 * liquidity, HealthFactorLowerThanLiquidationThreshold, LtvValidationFailed.
 * Aave v3.6 `SupplyLogic.executeWithdraw`.
 */
export const withdraw = (
  state: AaveState,
  action: Withdraw,
  now: number,
): readonly [withdrawn: bigint, AaveState] => {
  const { asset, user } = action
  const reserve = updateState(reserveOf(state, asset), now)
  const scaledBalance = accountOf(state, user).supplies[asset] ?? 0n
  const { amount, scaled } = resolve(action.amount, scaledBalance, reserve.liquidityIndexRay)
  validateWithdraw(reserve, scaled, scaledBalance)
  const drained = withReserve(
    state,
    updateInterestRatesAndVirtualBalance(reserve, { added: 0n, taken: amount }),
  )
  const burned = burnAToken(drained, { asset, user, scaled })
  return [amount, settleCollateral(burned, action, now)]
}
