import type { Address, Asset } from '../assets.js'
import { checkedSub, ensure } from './checks.js'
import { accountOf, reserveOf, withAccount, withDebt, withReserve, withSupply } from './entries.js'
import type { AaveState } from './state.js'

/** A move of one user's scaled balance in one asset. */
export type ScaledMove = { readonly asset: Asset; readonly user: Address; readonly scaled: bigint }

const scaledSupply = (state: AaveState, asset: Asset, user: Address): bigint =>
  accountOf(state, user).supplies[asset] ?? 0n

const scaledDebt = (state: AaveState, asset: Asset, user: Address): bigint =>
  accountOf(state, user).debts[asset] ?? 0n

const setSupply = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState =>
  withAccount(state, user, withSupply(accountOf(state, user), asset, scaled))

const setDebt = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState =>
  withAccount(state, user, withDebt(accountOf(state, user), asset, scaled))

/** Aave v3.6 `AToken.mint`. */
export const mintAToken = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState => {
  ensure(scaled !== 0n, 'InvalidMintAmount')
  const reserve = reserveOf(state, asset)
  const minted = withReserve(state, { ...reserve, supplyScaled: reserve.supplyScaled + scaled })
  return setSupply(minted, { asset, user, scaled: scaledSupply(state, asset, user) + scaled })
}

/** Aave v3.6 `AToken.burn`, without the transfer of the underlying. */
export const burnAToken = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState => {
  ensure(scaled !== 0n, 'InvalidBurnAmount')
  const left = checkedSub(scaledSupply(state, asset, user), scaled)
  const reserve = reserveOf(state, asset)
  const burned = withReserve(state, { ...reserve, supplyScaled: reserve.supplyScaled - scaled })
  return setSupply(burned, { asset, user, scaled: left })
}

/** Aave v3.6 `AToken.transferOnLiquidation`: no health check, and no collateral flag on either side. */
export const transferAToken = (
  state: AaveState,
  { asset, user, scaled, to }: ScaledMove & { readonly to: Address },
): AaveState => {
  const left = checkedSub(scaledSupply(state, asset, user), scaled)
  const sent = setSupply(state, { asset, user, scaled: left })
  return setSupply(sent, { asset, user: to, scaled: scaledSupply(sent, asset, to) + scaled })
}

/** Aave v3.6 `VariableDebtToken.mint`. */
export const mintDebt = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState => {
  ensure(scaled !== 0n, 'InvalidMintAmount')
  const reserve = reserveOf(state, asset)
  const minted = withReserve(state, { ...reserve, debtScaled: reserve.debtScaled + scaled })
  return setDebt(minted, { asset, user, scaled: scaledDebt(state, asset, user) + scaled })
}

/** Aave v3.6 `VariableDebtToken.burn`. */
export const burnDebt = (state: AaveState, { asset, user, scaled }: ScaledMove): AaveState => {
  ensure(scaled !== 0n, 'InvalidBurnAmount')
  const left = checkedSub(scaledDebt(state, asset, user), scaled)
  const reserve = reserveOf(state, asset)
  const burned = withReserve(state, { ...reserve, debtScaled: reserve.debtScaled - scaled })
  return setDebt(burned, { asset, user, scaled: left })
}
