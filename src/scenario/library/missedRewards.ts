import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const missedRewards: Scenario = {
  name: 'missed-rewards',
  family: 'validators',
  about:
    'A quiet year: a fifth of Lido’s validators is off all the time. No slashing, no headline; they earn nothing and pay small penalties, the share rate grows by a third less, and a loop that lived on the difference to the borrow rate pays for it.',
  source: 'rewards and penalties of attestations by ethereum/consensus-specs @ a08d8a6e (Altair and later)',
  assumed: [
    'a fifth of Lido’s validators for 364 days; everyone else does every duty',
    'who is paid nothing for a year does not leave, and is not made to',
    'validators of the owner’s own are off all that time, too: from their activation on they only pay',
    'no execution-layer rewards',
  ],
  days: 365,
  frameEveryDays: 7,
  severity: { meaning: 'multiplies the days of the outage', largest: 1 },
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [{ kind: 'outage', shareBps: 2_000, othersBps: 0, days: 364, leak: false, own: true }],
    },
  ],
}
