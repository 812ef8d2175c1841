import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

const BUG = { kind: 'slash', shareBps: 500, othersBps: 500, own: true } as const

export const clientBug: Scenario = {
  name: 'client-bug',
  title: 'Client bug: one validator in twenty slashed',
  family: 'validators',
  about:
    'A bug in one client makes one validator in twenty sign twice, across Lido’s operators and across the network. Who is slashed together pays together: each loses 15 % in the middle of the window, and their exits fill the queue for a month.',
  source:
    'penalties by ethereum/consensus-specs @ a08d8a6e (Electra); a client with 15 to 22.7 % of all validators failed on 2025-12-04, without slashings (Prysm’s report on Fusaka, press)',
  assumed: [
    'a third of those who run such a client is slashed, with Lido as with everyone else: 5 % of all validators',
    'all validators have 32 ether',
    'validators of the owner’s own run that client too, and are first in the exit queue; those that still wait to be activated are spared',
  ],
  days: 90,
  severity: {
    meaning:
      'multiplies the share slashed; the correlation penalty grows with its square, and part of it falls later because the slashed validators build an exit queue of their own',
    largest: 6,
  },
  steps: [{ at: 1 * SECONDS_PER_DAY, shocks: [BUG] }],
}

/** The same bug on a day on which validators of one's own are on duty. */
export const ownValidatorsSlashed: Scenario = {
  ...clientBug,
  name: 'own-validators-slashed',
  title: 'Client bug: your own validators slashed',
  about:
    'The same bug twenty days later, when validators of one’s own, opened at the start, are on duty: all of them are slashed with one in twenty of everyone’s. A little is lost at once and every day; 15 % in the middle of the window; and nothing can be taken out for 36 days.',
  steps: [{ at: 20 * SECONDS_PER_DAY, shocks: [BUG] }],
}

export const clientBugV3: Scenario = {
  ...clientBug,
  name: 'client-bug-v3',
  title: 'Client bug under the report limits of Lido v3',
  about:
    'The same bug, with Lido’s reports judged as version 3 judged them until 2026: a fall of about 0.34 % in 18 days is all that passes. The report with the correlation penalty is refused, and the chain’s rate stays wrong for weeks.',
  source: `${clientBug.source}; limits of version 3: lidofinance/core OracleReportSanityChecker (LIP-23), SOURCES B.6`,
  assumed: [...clientBug.assumed, 'nobody raises the limit meanwhile, and no second opinion is set'],
  overlay: [{ at: 0, shocks: [{ kind: 'lidoVersion', version: 3 }] }],
}
