import type { Asset } from '../../protocols/assets.js'
import { ofKind, type ShockDef, unscaled } from './define.js'
import { RESERVE, TERMS } from './fields.js'
import { aaveTerms, byGovernance } from './governed.js'
import { strictest } from './joins.js'

/** The figures of a reserve, set as they are given. Basis points; a bonus of 500 is 5 %. */
type CollateralTerms = {
  readonly kind: 'collateralTerms'
  readonly asset: Asset
  readonly ltvBps: number
  readonly thresholdBps: number
  readonly bonusBps: number
}

export const collateralTerms: ShockDef<CollateralTerms> = {
  kind: 'collateralTerms',
  fields: { asset: RESERVE, ...TERMS },
  label: 'Terms of a collateral',
  happened: 'governance set the terms of a collateral',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ asset }) => ({ of: `collateralTerms ${asset}` }),
  join: (shock, all) => [{ ...shock, ...strictest(ofKind<CollateralTerms>(all, 'collateralTerms')) }],
  lower: shock => byGovernance({ kind: 'aave.setCollateralTerms', asset: shock.asset, ...aaveTerms(shock) }),
}
