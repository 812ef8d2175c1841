import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const operatorSlashed: Scenario = {
  name: 'operator-slashed',
  family: 'validators',
  about:
    'One of Lido’s operators runs its keys twice, and all of its validators are slashed: one in 36. The penalties come to about a week of rewards, in steps: at once, a little every day, and in the middle of the window.',
  source:
    'penalties by ethereum/consensus-specs @ a08d8a6e (Electra); reports, sanity limit and bunker mode by lidofinance/core and lidofinance/lido-oracle, SOURCES B.6',
  assumed: [
    'one of 36 operators of equal size; no record of the day',
    'no other validators are slashed with them; those of the owner’s own neither',
    'all of Lido’s validators have 32 ether',
  ],
  days: 60,
  severity: {
    meaning:
      'multiplies the share slashed: 2 is two such operators at once, and four times the correlation penalty',
    largest: 36,
  },
  steps: [{ at: 1 * SECONDS_PER_DAY, shocks: [{ kind: 'slash', shareBps: 278 }] }],
}
