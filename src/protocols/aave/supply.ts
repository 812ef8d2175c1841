import type { Address, Asset } from '../assets.js'
import { enableCollateral } from './configuration.js'
import { accountOf, eModeOf, reserveOf, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenMintScaledAmount } from './tokenMath.js'
import { mintAToken } from './tokens.js'
import { validateSupply, validateUseAsCollateral } from './validation.js'

export type Supply = { readonly asset: Asset; readonly amount: bigint; readonly onBehalfOf: Address }

/** A first supply becomes collateral by itself where it may. Aave v3.6 `validateAutomaticUseAsCollateral`. */
const withFirstSupply = (state: AaveState, { asset, onBehalfOf }: Supply): AaveState => {
  const account = accountOf(state, onBehalfOf)
  const reserve = reserveOf(state, asset)
  if (!validateUseAsCollateral(reserve, eModeOf(state, account))) return state
  return withAccount(state, onBehalfOf, enableCollateral(account, reserve.id))
}

/**
 * Supplies `amount` at `now` (seconds); the scaled balance floors. The caller takes the asset from the supplier.
 * Reverts: InvalidAmount, ReserveInactive, ReservePaused, ReserveFrozen, SupplyCapExceeded.
 * Aave v3.6 `SupplyLogic.executeSupply`.
 */
export const supply = (state: AaveState, action: Supply, now: number): AaveState => {
  const { asset, amount, onBehalfOf } = action
  const reserve = updateState(reserveOf(state, asset), now)
  const scaled = getATokenMintScaledAmount(amount, reserve.liquidityIndexRay)
  validateSupply(reserve, scaled)
  const filled = withReserve(
    state,
    updateInterestRatesAndVirtualBalance(reserve, { added: amount, taken: 0n }),
  )
  const minted = mintAToken(filled, { asset, user: onBehalfOf, scaled })
  const isFirstSupply = (accountOf(state, onBehalfOf).supplies[asset] ?? 0n) === 0n
  return isFirstSupply ? withFirstSupply(minted, action) : minted
}
