import { CROWD } from '../../market/crowd.js'
import type { FeedName } from '../../protocols/chainlink/state.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'
import { FEED, FLAG } from './fields.js'
import { switched } from './joins.js'

/** A feed’s nodes stop, or go on: its last answer stands meanwhile, and answers sent to it are refused. */
type Halt = { readonly kind: 'halt'; readonly feed: FeedName; readonly halted: boolean }

export const halt: ShockDef<Halt> = {
  kind: 'halt',
  fields: { feed: FEED, halted: FLAG },
  label: 'A feed stops',
  happened: 'a feed’s nodes stopped, or went on',
  atNothing: 'goes',
  once: true,
  scale: unscaled,
  level: ({ feed, halted }) => ({ of: `halt ${feed}`, off: halted }),
  join: (shock, all, now) => switched(shock, shock.halted, all, now),
  lower: ({ feed, halted }) => sentBy(CROWD.oracle, [{ kind: 'chainlink.halt', feed, halted }]),
}
