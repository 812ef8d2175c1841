import { CROWD } from '../../market/crowd.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { OWN, SHARE } from './fields.js'
import { multiplied } from './severity.js'
import { restOf, shareOf, slashed, spared, VALIDATOR } from './stake.js'

/**
 * This share of Lido's validators, by balance, is slashed at once, and a share of everyone else's with them. `own`: all of
 * the owner's own validators too.
 */
type Slash = {
  readonly kind: 'slash'
  readonly shareBps: number
  readonly othersBps?: number
  readonly own?: boolean
}

const scale = (shock: Slash, severity: number): Slash => {
  const { othersBps } = shock
  const others = othersBps === undefined ? {} : { othersBps: multiplied(othersBps, severity) }
  return spared({ ...shock, shareBps: multiplied(shock.shareBps, severity), ...others }, severity)
}

export const slash: ShockDef<Slash> = {
  kind: 'slash',
  fields: { shareBps: SHARE, othersBps: { ...SHARE, optional: true }, own: OWN },
  label: 'Slashing',
  happened: 'validators were slashed',
  seen: 'exitQueue',
  atNothing: 'stays',
  scale,
  lower: ({ shareBps, othersBps = 0, own }, market) => {
    const balance = shareOf(market.lido.clValidatorsBalance, shareBps)
    const slashing = { balance, others: shareOf(restOf(market), othersBps), effectiveBalance: VALIDATOR }
    return sentBy(CROWD.oracle, slashed(market, slashing, own))
  },
}
