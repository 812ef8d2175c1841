import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import type { ShockDef } from './define.js'
import { BPS, CATEGORY } from './fields.js'
import { byGovernance, cutTerms } from './governed.js'

/** Loan to value and threshold of an e-mode, lowered by this much. Basis points. */
type EModeCut = { readonly kind: 'eModeCut'; readonly category: number; readonly cutBps: number }

const lower = ({ category, cutBps }: EModeCut, market: Market): readonly Tx[] => {
  const eMode = market.aave.eModes[category]
  if (!eMode) return []
  const { ltvBps, liquidationThresholdBps } = cutTerms(eMode, cutBps)
  // The configurator takes no e-mode without a loan to value.
  const terms = { ltvBps: Math.max(1, ltvBps), liquidationThresholdBps }
  const { liquidationBonusBps } = eMode
  return byGovernance({ kind: 'aave.setEModeTerms', category, ...terms, liquidationBonusBps })
}

export const eModeCut: ShockDef<EModeCut> = {
  kind: 'eModeCut',
  fields: { category: CATEGORY, cutBps: BPS },
  label: 'E-mode threshold cut',
  happened: 'governance cut an e-mode',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, cutBps: Math.round(shock.cutBps * severity) }),
  lower,
}
