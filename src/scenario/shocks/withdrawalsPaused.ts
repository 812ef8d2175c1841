import { CROWD } from '../../market/crowd.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'
import { FLAG } from './fields.js'
import { switched } from './joins.js'

/** Lido takes no requests and finalises none. */
type WithdrawalsPaused = { readonly kind: 'withdrawalsPaused'; readonly paused: boolean }

export const withdrawalsPaused: ShockDef<WithdrawalsPaused> = {
  kind: 'withdrawalsPaused',
  fields: { paused: FLAG },
  label: 'Lido’s withdrawals paused',
  happened: 'Lido’s withdrawals were paused, or went on',
  atNothing: 'goes',
  once: true,
  scale: unscaled,
  level: ({ paused }) => ({ of: 'withdrawalsPaused', off: paused }),
  join: (shock, all, now) => switched(shock, shock.paused, all, now),
  lower: ({ paused }) => sentBy(CROWD.oracle, [{ kind: 'lido.setQueuePaused', paused }]),
}
