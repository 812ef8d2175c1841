import { min } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import { stopBorrowing } from './configuration.js'
import { accountOf, reserveOf, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getVTokenBalance, getVTokenBurnScaledAmount } from './tokenMath.js'
import { burnDebt } from './tokens.js'
import { validateRepay } from './validation.js'

/** `user` pays the debt of `onBehalfOf`. */
export type Repay = {
  readonly asset: Asset
  readonly amount: bigint
  readonly user: Address
  readonly onBehalfOf: Address
}

/**
 * Repays up to `amount` of a variable debt at `now` (seconds), all of it for 2^256 − 1; returns what is due from the
 * payer. The scaled debt burned floors, so that a single wei may burn nothing: InvalidBurnAmount.
 * Reverts: InvalidAmount, NoExplicitAmountToRepayOnBehalf, ReserveInactive, ReservePaused, NoDebtOfSelectedType,
 * InvalidBurnAmount. Aave v3.6 `BorrowLogic.executeRepay`, without aTokens.
 */
export const repay = (state: AaveState, action: Repay, now: number): readonly [paid: bigint, AaveState] => {
  const { asset, onBehalfOf } = action
  const reserve = updateState(reserveOf(state, asset), now)
  const debtScaled = accountOf(state, onBehalfOf).debts[asset] ?? 0n
  validateRepay(reserve, action, debtScaled)
  const paid = min(action.amount, getVTokenBalance(debtScaled, reserve.borrowIndexRay))
  const scaled = getVTokenBurnScaledAmount(paid, reserve.borrowIndexRay)
  const burned = burnDebt(withReserve(state, reserve), { asset, user: onBehalfOf, scaled })
  const filled = updateInterestRatesAndVirtualBalance(reserveOf(burned, asset), { added: paid, taken: 0n })
  const next = withReserve(burned, filled)
  const account = accountOf(next, onBehalfOf)
  if (account.debts[asset] !== undefined) return [paid, next]
  return [paid, withAccount(next, onBehalfOf, stopBorrowing(account, reserve.id))]
}
