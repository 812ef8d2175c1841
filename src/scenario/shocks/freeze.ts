import type { Asset } from '../../protocols/assets.js'
import { type ShockDef, unscaled } from './define.js'
import { FLAG, RESERVE } from './fields.js'
import { byGovernance } from './governed.js'
import { switched } from './joins.js'

/** A reserve is frozen, or opened again. */
type Freeze = { readonly kind: 'freeze'; readonly asset: Asset; readonly frozen: boolean }

export const freeze: ShockDef<Freeze> = {
  kind: 'freeze',
  fields: { asset: RESERVE, frozen: FLAG },
  label: 'A reserve frozen',
  happened: 'a reserve was frozen, or opened again',
  atNothing: 'goes',
  once: true,
  scale: unscaled,
  level: ({ asset, frozen }) => ({ of: `freeze ${asset}`, off: frozen }),
  join: (shock, all, now) => switched(shock, shock.frozen, all, now),
  lower: ({ asset, frozen }) => byGovernance({ kind: 'aave.setFrozen', asset, frozen }),
}
