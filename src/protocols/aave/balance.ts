import type { Address, Asset } from '../assets.js'
import { accountOf, reserveOf } from './entries.js'
import { getNormalizedDebt, getNormalizedIncome } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenBalance, getVTokenBalance } from './tokenMath.js'

/** What `AToken.balanceOf(user)` says at `now` (seconds), in the asset's unit; floors. Aave v3.6. */
export const supplyBalance = (state: AaveState, asset: Asset, user: Address, now: number): bigint =>
  getATokenBalance(
    accountOf(state, user).supplies[asset] ?? 0n,
    getNormalizedIncome(reserveOf(state, asset), now),
  )

/** What `VariableDebtToken.balanceOf(user)` says at `now` (seconds), in the asset's unit; ceils. Aave v3.6. */
export const debtBalance = (state: AaveState, asset: Asset, user: Address, now: number): bigint =>
  getVTokenBalance(accountOf(state, user).debts[asset] ?? 0n, getNormalizedDebt(reserveOf(state, asset), now))
