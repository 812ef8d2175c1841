import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const exitQueueGloas: Scenario = {
  name: 'exit-queue-gloas',
  title: 'September 2025’s exit queue under Gloas',
  family: 'liquidity',
  about:
    'The exit queue of September 2025 under the churn of Gloas (EIP-8061), which has no cap for exits: what took 46 days is through in eleven. Gloas is written and has no date.',
  source:
    '2,673,349 ETH of exits on 2025-09-13 (validatorqueue.com, SOURCES C.1); churn of Gloas by ethereum/consensus-specs, specs/gloas/beacon-chain.md',
  assumed: ['235,000 stETH are asked of Lido on the same day, as in July 2025 (SOURCES C.2)'],
  days: 21,
  severity: { meaning: 'multiplies the queues', largest: 5 },
  overlay: [{ at: 0, shocks: [{ kind: 'consensusFork', fork: 'gloas' }] }],
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [
        { kind: 'exitQueue', ether: 2_673_349 },
        { kind: 'withdrawals', ether: 235_000 },
      ],
    },
  ],
}
