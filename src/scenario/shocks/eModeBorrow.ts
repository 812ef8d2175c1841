import type { Asset } from '../../protocols/assets.js'
import { type ShockDef, unscaled } from './define.js'
import { CATEGORY, FLAG, RESERVE } from './fields.js'
import { byGovernance } from './governed.js'

/** Whether an e-mode lets an asset be borrowed. */
type EModeBorrow = {
  readonly kind: 'eModeBorrow'
  readonly category: number
  readonly asset: Asset
  readonly allowed: boolean
}

export const eModeBorrow: ShockDef<EModeBorrow> = {
  kind: 'eModeBorrow',
  fields: { category: CATEGORY, asset: RESERVE, allowed: FLAG },
  label: 'What an e-mode lends',
  happened: 'governance changed what an e-mode lets borrow',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ category, asset, allowed }) =>
    byGovernance({ kind: 'aave.setEModeBorrowable', asset, category, borrowable: allowed }),
}
