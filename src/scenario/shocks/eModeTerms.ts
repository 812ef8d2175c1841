import { ofKind, type ShockDef, unscaled } from './define.js'
import { CATEGORY, TERMS } from './fields.js'
import { aaveTerms, byGovernance } from './governed.js'
import { strictest } from './joins.js'

/** The figures of an e-mode, set as they are given. Basis points; a bonus of 500 is 5 %. */
type EModeTerms = {
  readonly kind: 'eModeTerms'
  readonly category: number
  readonly ltvBps: number
  readonly thresholdBps: number
  readonly bonusBps: number
}

export const eModeTerms: ShockDef<EModeTerms> = {
  kind: 'eModeTerms',
  fields: { category: CATEGORY, ...TERMS },
  label: 'Terms of an e-mode',
  happened: 'governance set an e-mode',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ category }) => ({ of: `eModeTerms ${category}` }),
  join: (shock, all) => [{ ...shock, ...strictest(ofKind<EModeTerms>(all, 'eModeTerms')) }],
  lower: shock => byGovernance({ kind: 'aave.setEModeTerms', category: shock.category, ...aaveTerms(shock) }),
}
