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

/** Collateral in base currency, its part up to the threshold, and debt; floating point. */
export type Screened = { readonly collateral: number; readonly weighted: number; readonly debt: number }

/**
 * Reads accounts in floating point, right to about twelve digits: for looking through thousands of them. Who is near a
 * limit is then asked exactly (`accountData`).
 */
export const screenAt = (state: AaveState, now: number): ((account: AaveAccount) => Screened) => {
  const scales: Record<string, Scale> = {}
  for (const [asset, reserve] of Object.entries(state.reserves)) scales[asset] = scaleOf(reserve, now)
  const thresholds: Record<number, Record<string, number>> = {}
  const thresholdsOf = (id: number): Record<string, number> => {
    const eMode = state.eModes[id]
    const own = Object.entries(state.reserves).map(([asset, reserve]) => [
      asset,
      (id !== 0 && eMode && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id)
        ? eMode.liquidationThresholdBps
        : reserve.liquidationThresholdBps) / 1e4,
    ])
    const made = Object.fromEntries(own) as Record<string, number>
    thresholds[id] = made
    return made
  }
  return account => {
    const { supplies, debts, configuration } = account
    const threshold = thresholds[account.eMode] ?? thresholdsOf(account.eMode)
    let [collateral, weighted, debt] = [0, 0, 0]
    for (const asset in supplies) {
      const scale = scales[asset]
      if (!scale || (configuration & scale.collateralBit) === 0n) continue
      const value = Number(supplies[asset as keyof typeof supplies]) * scale.supply
      collateral += value
      weighted += value * (threshold[asset] ?? 0)
    }
    for (const asset in debts) debt += Number(debts[asset as keyof typeof debts]) * (scales[asset]?.debt ?? 0)
    return { collateral, weighted, debt }
  }
}
