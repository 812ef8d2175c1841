import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const slashing: Scenario = {
  name: 'slashing',
  title: 'A mass slashing',
  family: 'validators',
  about:
    'A bug slashes a tenth of Lido’s validators at once. The initial penalty and the rewards that fail to come reach holders with the next reports; the correlation penalty comes weeks later, and together they lower the share rate and with it Aave’s price.',
  source:
    'penalties by ethereum/consensus-specs @ a08d8a6e (Electra); sanity limit of Lido’s report: lidofinance/core, SOURCES B.6',
  assumed: [
    'a tenth of Lido’s validators; no other validators are slashed with them',
    'all of Lido’s validators have 32 ether',
    'validators of the owner’s own do not run what has the bug',
    'nobody raises the limit of a refused report meanwhile, and no second opinion is set',
  ],
  days: 90,
  severity: {
    meaning:
      'multiplies the share slashed; the correlation penalty grows with its square, a part of it falls a day later each because the slashed validators build an exit queue of their own, and from about 2.3 on Lido’s checks refuse the reports for weeks',
    largest: 5,
    turns: [2.24, 2.3],
  },
  steps: [{ at: 1 * SECONDS_PER_DAY, shocks: [{ kind: 'slash', shareBps: 1_000 }] }],
}
