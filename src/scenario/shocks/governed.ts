import type { Action, Tx } from '../../position/action.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import type { Address } from '../../protocols/assets.js'
import { sentBy } from '../sent.js'

const GOVERNANCE = AAVE.governance.toLowerCase() as Address

/** A transaction of Aave's governance. */
export const byGovernance = (action: Action): readonly Tx[] => sentBy(GOVERNANCE, [action])

/** Loan to value and threshold, lowered by this much; never below what the configurator takes. */
export const cutTerms = (
  terms: { readonly ltvBps: number; readonly liquidationThresholdBps: number },
  cutBps: number,
) => {
  const liquidationThresholdBps = Math.max(1, terms.liquidationThresholdBps - cutBps)
  const ltvBps = Math.max(0, Math.min(terms.ltvBps - cutBps, liquidationThresholdBps))
  return { ltvBps, liquidationThresholdBps }
}

/** Aave's names for terms; its bonus is on top of 10,000. */
export const aaveTerms = (shock: {
  readonly ltvBps: number
  readonly thresholdBps: number
  readonly bonusBps: number
}) => ({
  ltvBps: shock.ltvBps,
  liquidationThresholdBps: shock.thresholdBps,
  liquidationBonusBps: 10_000 + shock.bonusBps,
})
