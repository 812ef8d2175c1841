import type { Asset } from '../../protocols/assets.js'
import { type ShockDef, unscaled } from './define.js'
import { FLAG, RESERVE } from './fields.js'
import { byGovernance } from './governed.js'
import { switched } from './joins.js'

/** A reserve is paused, or goes on. */
type Pause = { readonly kind: 'pause'; readonly asset: Asset; readonly paused: boolean }

export const pause: ShockDef<Pause> = {
  kind: 'pause',
  fields: { asset: RESERVE, paused: FLAG },
  label: 'A reserve paused',
  happened: 'a reserve was paused, or went on',
  atNothing: 'goes',
  once: true,
  scale: unscaled,
  level: ({ asset, paused }) => ({ of: `pause ${asset}`, off: paused }),
  join: (shock, all, now) => switched(shock, shock.paused, all, now),
  lower: ({ asset, paused }) => byGovernance({ kind: 'aave.setPaused', asset, paused }),
}
