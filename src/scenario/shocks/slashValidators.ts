import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { min, WAD } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { COUNT, OWN } from './fields.js'
import { restOf, type Slashed, slashed, spared, wholeUnits } from './stake.js'

/**
 * So many of Lido's validators are slashed at once, of this effective balance each, and so many others like them. `own`:
 * all of the owner's own validators too.
 */
type SlashValidators = {
  readonly kind: 'slashValidators'
  readonly validators: number
  readonly effectiveBalanceEther: number
  readonly others: number
  readonly own?: boolean
}

const counted = (market: Market, shock: SlashValidators): Slashed => {
  const effectiveBalance = BigInt(shock.effectiveBalanceEther) * WAD
  const all = (validators: number, most: bigint): bigint =>
    wholeUnits(min(BigInt(validators) * effectiveBalance, most), effectiveBalance)
  return {
    balance: all(shock.validators, market.lido.clValidatorsBalance),
    others: all(shock.others, restOf(market)),
    effectiveBalance,
  }
}

export const slashValidators: ShockDef<SlashValidators> = {
  kind: 'slashValidators',
  fields: {
    validators: COUNT,
    effectiveBalanceEther: { kind: 'number', least: 1, most: 2_048, whole: true, about: 'whole ether' },
    others: COUNT,
    own: OWN,
  },
  label: 'Validators slashed',
  happened: 'validators were slashed',
  seen: 'exitQueue',
  atNothing: 'stays',
  scale: (shock, severity) =>
    spared(
      {
        ...shock,
        validators: Math.round(shock.validators * severity),
        others: Math.round(shock.others * severity),
      },
      severity,
    ),
  lower: (shock, market) => sentBy(CROWD.oracle, slashed(market, counted(market, shock), shock.own)),
}
