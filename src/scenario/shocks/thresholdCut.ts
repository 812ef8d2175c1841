import type { Asset } from '../../protocols/assets.js'
import type { ShockDef } from './define.js'
import { BPS, RESERVE } from './fields.js'
import { byGovernance, cutTerms } from './governed.js'

/** Loan to value and threshold of a reserve outside e-modes, lowered by this much. Basis points. */
type ThresholdCut = { readonly kind: 'thresholdCut'; readonly asset: Asset; readonly cutBps: number }

export const thresholdCut: ShockDef<ThresholdCut> = {
  kind: 'thresholdCut',
  fields: { asset: RESERVE, cutBps: BPS },
  label: 'Liquidation threshold cut',
  happened: 'governance cut a liquidation threshold',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, cutBps: Math.round(shock.cutBps * severity) }),
  lower: ({ asset, cutBps }, market) => {
    const reserve = market.aave.reserves[asset]
    if (!reserve) return []
    const { liquidationBonusBps } = reserve
    return byGovernance({
      kind: 'aave.setCollateralTerms',
      asset,
      ...cutTerms(reserve, cutBps),
      liquidationBonusBps,
    })
  },
}
