import type { Market } from '../../market/market.js'
import { accountData } from '../../protocols/aave/account.js'
import { owedOnAave } from '../../protocols/aave/movable.js'
import type { AaveState } from '../../protocols/aave/state.js'
import type { Address } from '../../protocols/assets.js'
import { MAX_UINT256, WAD } from '../../units/fixed.js'
import { carrySensitivities } from './carrySensitivities.js'
import { morphoSensitivities } from './morphoSensitivities.js'
import { crossing, priceSensitivities, shiftedBy, times } from './priceSensitivities.js'
import type { Sensitivity } from './sensitivity.js'

/** Every liquidation threshold times `factorWad`, in whole basis points. */
const scaleThresholds = (aave: AaveState, factorWad: bigint): AaveState => {
  const scaled = (bps: number): number => Number((BigInt(bps) * factorWad) / WAD)
  const lower = <T extends { readonly liquidationThresholdBps: number }>(entry: T): T => ({
    ...entry,
    liquidationThresholdBps: scaled(entry.liquidationThresholdBps),
  })
  const mapped = <K extends string | number, T extends { readonly liquidationThresholdBps: number }>(
    record: Readonly<Partial<Record<K, T>>>,
  ) => Object.fromEntries(Object.entries(record).map(([key, entry]) => [key, lower(entry as T)]))
  return { ...aave, reserves: mapped(aave.reserves), eModes: mapped(aave.eModes) as AaveState['eModes'] }
}

const threshold = (market: Market, owner: Address): Sensitivity => {
  const shifted = shiftedBy(market, owner, scaleThresholds)
  const today = shifted(WAD).liquidationThresholdBps
  const factor = crossing(shifted, 'down')
  return {
    id: 'threshold',
    factor: 'liquidation threshold',
    unit: 'bps',
    today,
    atLiquidation: factor === undefined ? null : Math.floor(times(today, factor)),
    reason: 'a decision of Aave’s governance',
  }
}

/** Of debts on Aave. */
const aaveSensitivities = (market: Market, owner: Address): readonly Sensitivity[] => {
  const data = market.aave.accounts[owner] && accountData(market.aave, owner, market.block.timestamp)
  if (!data || owedOnAave(market, owner).length === 0 || data.healthFactorWad === MAX_UINT256) return []
  return [
    ...priceSensitivities(market, owner),
    threshold(market, owner),
    ...carrySensitivities(market, owner),
  ]
}

/**
 * Distance to liquidation along each risk factor on its own, in the factor's own unit; empty without debt. Prices and
 * thresholds are searched on the lenders' exact arithmetic, so that pegged pairs come out right; carry is a forecast.
 */
export const sensitivities = (market: Market, owner: Address): readonly Sensitivity[] => [
  ...aaveSensitivities(market, owner),
  ...morphoSensitivities(market, owner),
]
