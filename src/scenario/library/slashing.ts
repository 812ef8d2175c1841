import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const slashing: Scenario = {
  name: 'slashing',
  family: 'validators',
  about:
    'A bug slashes a tenth of Lido’s validators at once. The initial penalty and the rewards that fail to come reach holders with the next reports; the correlation penalty comes weeks later, and together they lower the share rate and with it Aave’s price.',
  source:
    'penalties by ethereum/consensus-specs @ a08d8a6e (Electra); sanity limit of Lido’s report: lidofinance/core, facts B.6',
  assumed: [
    'a tenth of Lido’s validators; no other validators are slashed with them',
    'all of Lido’s validators have 32 ether',
  ],
  days: 90,
  severity: {
    meaning:
      'multiplies the share slashed; the correlation penalty grows with its square, until the exit queue that the slashed validators build moves it out of the 8,192 epochs that count (about 2.3 here) and it is nothing',
    largest: 5,
    turns: [2.2, 2.25, 2.28, 2.3],
  },
  steps: [{ at: 1 * SECONDS_PER_DAY, shocks: [{ kind: 'slash', shareBps: 1_000 }] }],
}
