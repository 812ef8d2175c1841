import type { Address, Asset } from '../assets.js'
import { startBorrowing } from './configuration.js'
import { accountOf, eModeOf, reserveOf, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getVTokenMintScaledAmount } from './tokenMath.js'
import { mintDebt } from './tokens.js'
import { validateBorrow, validateHFAndLtv } from './validation.js'

export type Borrow = { readonly asset: Asset; readonly amount: bigint; readonly user: Address }

/**
 * Borrows `amount` at the variable rate at `now` (seconds); the scaled debt ceils. The caller gives the asset out.
 * Reverts: InvalidAmount, ReserveInactive, ReservePaused, ReserveFrozen, NotBorrowableInEMode, BorrowingNotEnabled,
 * BorrowCapExceeded, Panic(0x11) without liquidity, LtvValidationFailed,
 * HealthFactorLowerThanLiquidationThreshold, CollateralCannotCoverNewBorrow.
 * Aave v3.6 `BorrowLogic.executeBorrow`.
 */
export const borrow = (state: AaveState, { asset, amount, user }: Borrow, now: number): AaveState => {
  const reserve = updateState(reserveOf(state, asset), now)
  const scaled = getVTokenMintScaledAmount(amount, reserve.borrowIndexRay)
  validateBorrow(reserve, scaled, eModeOf(state, accountOf(state, user)))
  const minted = mintDebt(withReserve(state, reserve), { asset, user, scaled })
  const flagged = withAccount(minted, user, startBorrowing(accountOf(minted, user), reserve.id))
  const lent = updateInterestRatesAndVirtualBalance(reserveOf(flagged, asset), { added: 0n, taken: amount })
  const next = withReserve(flagged, lent)
  validateHFAndLtv(next, user, now)
  return next
}
