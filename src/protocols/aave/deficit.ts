import { min } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import { ensure } from './checks.js'
import { disableCollateral, isBorrowingAny } from './configuration.js'
import { accountOf, reserveOf, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenBurnScaledAmount } from './tokenMath.js'
import { burnAToken } from './tokens.js'

/**
 * Covers up to `amount` of a reserve's deficit with the aTokens of `user` at `now` (seconds); returns what was covered.
 * On chain only Umbrella may call it. Reverts: InvalidAmount, ReserveNotInDeficit, UserCannotHaveDebt,
 * ReserveInactive, NotEnoughAvailableUserBalance. Aave v3.6 `LiquidationLogic.executeEliminateDeficit`.
 */
export const eliminateReserveDeficit = (
  state: AaveState,
  { asset, amount, user }: { readonly asset: Asset; readonly amount: bigint; readonly user: Address },
  now: number,
): readonly [covered: bigint, AaveState] => {
  ensure(amount !== 0n, 'InvalidAmount')
  const { deficit } = reserveOf(state, asset)
  ensure(deficit !== 0n, 'ReserveNotInDeficit')
  const account = accountOf(state, user)
  ensure(!isBorrowingAny(account.configuration), 'UserCannotHaveDebt')
  const reserve = updateState(reserveOf(state, asset), now)
  ensure(reserve.active, 'ReserveInactive')
  const covered = min(amount, deficit)
  const scaled = getATokenBurnScaledAmount(covered, reserve.liquidityIndexRay)
  const balance = account.supplies[asset] ?? 0n
  ensure(scaled <= balance, 'NotEnoughAvailableUserBalance')
  const flagged = scaled === balance ? disableCollateral(account, reserve.id) : account
  const smaller = { ...reserve, deficit: deficit - covered }
  const next = withReserve(
    withAccount(state, user, flagged),
    updateInterestRatesAndVirtualBalance(smaller, { added: 0n, taken: 0n }),
  )
  return [covered, burnAToken(next, { asset, user, scaled })]
}
