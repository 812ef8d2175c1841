import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const inactivityLeak: Scenario = {
  name: 'inactivity-leak',
  family: 'validators',
  about:
    'More than a third of all validators is off for three days, a quarter of Lido’s among them, and the chain does not finalise. Nobody earns by attesting meanwhile, and whoever is off loses more with every epoch. Lido’s rate falls three days in a row, and it goes into bunker mode.',
  source:
    'inactivity scores and penalties by ethereum/consensus-specs @ a08d8a6e; bunker mode by lidofinance/lido-oracle, SOURCES B.6',
  assumed: [
    'a quarter of Lido’s and 40 % of everyone else’s validators, for three days (mainnet’s longest loss of finality, in May 2023, took about an hour)',
    'all of Lido’s validators have 32 ether',
    'validators of the owner’s own are off, too, those that are active',
    'who is on does every duty; blocks lose proposers only as attestations are missing',
  ],
  days: 30,
  severity: { meaning: 'multiplies the days; the penalty grows with their square', largest: 5 },
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [{ kind: 'outage', shareBps: 2_500, othersBps: 4_000, days: 3, leak: true, own: true }],
    },
  ],
}
