import type { Asset } from '../assets.js'
import { isReserveEnabledOnBitmap } from './configuration.js'
import { getNormalizedDebt, getNormalizedIncome } from './reserve.js'
import type { AaveAccount, AaveReserve, AaveState } from './state.js'

/** What a screen needs of a reserve: base value of one scaled unit, as collateral and as debt. */
type Scale = { readonly supply: number; readonly debt: number; readonly collateralBit: bigint }

const scaleOf = (reserve: AaveReserve, now: number): Scale => {
  const price = Number(reserve.priceBase) / 10 ** reserve.decimals / 1e27
  return {
    supply: Number(getNormalizedIncome(reserve, now)) * price,
    debt: Number(getNormalizedDebt(reserve, now)) * price,
    collateralBit: 1n << BigInt(2 * reserve.id + 1),
  }
}

/** What an asset's collateral counts of one, in an e-mode or in none (0). */
const thresholdOf = (state: AaveState, id: number, asset: Asset): number => {
  const [eMode, reserve] = [state.eModes[id], state.reserves[asset]]
  if (!reserve) return 0
  const inEMode = id !== 0 && eMode && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id)
  return (inEMode ? eMode.liquidationThresholdBps : reserve.liquidationThresholdBps) / 1e4
}

/** Collateral in base currency, its part up to the threshold, and debt; floating point. */
export type Screened = { readonly collateral: number; readonly weighted: number; readonly debt: number }

/**
 * Reads accounts in floating point, right to about twelve digits: for looking through thousands of them. Who is near a
 * limit is then asked exactly (`accountData`).
 */
export const screenAt = (state: AaveState, now: number): ((account: AaveAccount) => Screened) => {
  const scales: Partial<Record<Asset, Scale>> = {}
  /** Only of reserves that somebody has: mostly few. */
  const scaleFor = (asset: Asset): Scale | undefined => {
    const reserve = state.reserves[asset]
    if (reserve) scales[asset] ??= scaleOf(reserve, now)
    return scales[asset]
  }
  const thresholds: Record<number, Partial<Record<Asset, number>>> = {}
  const thresholdFor = (id: number, asset: Asset): number => {
    thresholds[id] ??= {}
    const known = thresholds[id]
    known[asset] ??= thresholdOf(state, id, asset)
    return known[asset]
  }
  return account => {
    const { supplies, debts, configuration } = account
    let [collateral, weighted, debt] = [0, 0, 0]
    for (const key in supplies) {
      const asset = key as Asset
      const scale = scaleFor(asset)
      if (!scale || (configuration & scale.collateralBit) === 0n) continue
      const value = Number(supplies[asset]) * scale.supply
      collateral += value
      weighted += value * thresholdFor(account.eMode, asset)
    }
    for (const key in debts) debt += Number(debts[key as Asset]) * (scaleFor(key as Asset)?.debt ?? 0)
    return { collateral, weighted, debt }
  }
}
