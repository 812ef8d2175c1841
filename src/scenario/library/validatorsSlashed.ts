import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const validatorsSlashed: Scenario = {
  name: 'validators-slashed',
  family: 'validators',
  about:
    'Thirty-nine validators are slashed, as on 10 September 2025, this time Lido’s. Under Electra’s rules it costs no more than a part of one day’s rewards; nobody who holds stETH would notice.',
  source:
    '39 validators slashed on 2025-09-10 (SSV, Ankr, Allnodes; SOURCES C.2); penalties by ethereum/consensus-specs @ a08d8a6e (Electra)',
  assumed: ['they are Lido’s, with 32 ether each; no others are slashed with them, the owner’s own neither'],
  days: 45,
  severity: { meaning: 'multiplies the number of validators', largest: 1_000 },
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [{ kind: 'slashValidators', validators: 39, effectiveBalanceEther: 32, others: 0 }],
    },
  ],
}
