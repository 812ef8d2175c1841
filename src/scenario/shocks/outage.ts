import { CROWD, OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { expectedLeak } from '../../protocols/ethereum/leak.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { FLAG, OWN, SHARE } from './fields.js'
import { restOf, shareOf } from './stake.js'

/**
 * Shares of Lido's and of everyone else's validators do not attest for some days; `leak`: finality is lost with them
 * while those who do not attest weigh more than a third. `own`: all of the owner's own validators too.
 */
type Outage = {
  readonly kind: 'outage'
  readonly shareBps: number
  readonly othersBps: number
  readonly days: number
  readonly leak: boolean
  readonly own?: boolean
}

/** The owner's own validators go off with the others, those that still wait to be activated too. */
const ownOff = (market: Market, { own }: Outage, until: number): readonly Action[] =>
  own && market.validators.validators.some(({ owner }) => owner === OWNER)
    ? [{ kind: 'validators.outage', owner: OWNER, until }]
    : []

const lower = (shock: Outage, market: Market): readonly Tx[] => {
  if (shock.days === 0) return []
  const until = market.block.timestamp + Math.round(shock.days * SECONDS_PER_DAY)
  const offline = shareOf(market.lido.clValidatorsBalance, shock.shareBps)
  const others = shareOf(restOf(market), shock.othersBps)
  const off = { from: market.block.timestamp, until, offline, others }
  const leak = shock.leak ? expectedLeak(market.ethereum, off) : { leakUntil: 0, lost: 0n }
  const all: Action = { kind: 'ethereum.outage', until, offline, others, ...leak }
  return sentBy(CROWD.oracle, [...ownOff(market, shock, until), all])
}

/** Severity lengthens it. */
export const outage: ShockDef<Outage> = {
  kind: 'outage',
  fields: {
    shareBps: SHARE,
    othersBps: SHARE,
    days: { kind: 'number', least: 0, most: 730 },
    leak: FLAG,
    own: OWN,
  },
  label: 'Validators off',
  happened: 'validators stopped attesting',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, days: shock.days * severity }),
  lower,
}
