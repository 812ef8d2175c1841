import { CROWD } from '../../market/crowd.js'
import { SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef, Standing } from './define.js'
import { AMOUNT } from './fields.js'
import { highest } from './joins.js'

/** Ethereum's exit queue stands at this much ether. */
type ExitQueue = { readonly kind: 'exitQueue'; readonly ether: number }

/** Ether let out of Ethereum's exit queue a day: 256 ETH an epoch of 225 (SOURCES B.7). */
const EXITS_PER_DAY = 57_600

/** What is left at `now` of a queue that was set, as others leave it. */
const leftOf = ({ shock, at }: Standing, now: number): number =>
  Math.max(0, (shock as ExitQueue).ether - ((now - Math.max(0, at)) / SECONDS_PER_DAY) * EXITS_PER_DAY)

export const exitQueue: ShockDef<ExitQueue> = {
  kind: 'exitQueue',
  fields: { ether: AMOUNT },
  label: 'Ethereum’s exit queue',
  happened: 'Ethereum’s exit queue changed',
  seen: 'exitQueue',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({ ...shock, ether: shock.ether * severity }),
  level: () => ({ of: 'exitQueue' }),
  join: (shock, all, now) => [{ ...shock, ether: highest(all.map(one => leftOf(one, now))) }],
  lower: ({ ether }) =>
    sentBy(CROWD.oracle, [{ kind: 'ethereum.exitQueue', ether: BigInt(Math.round(ether)) * WAD }]),
}
