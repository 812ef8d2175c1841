import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const longQueues: Scenario = {
  name: 'long-queues',
  title: 'Long exit queues',
  family: 'liquidity',
  about:
    'Ethereum’s exit queue grows to 46 days and 235,000 stETH wait at Lido: the way out at par is open and takes two months.',
  source:
    '2,673,349 ETH of exits on 2025-09-13, 46.4 days (validatorqueue.com); 235,000 stETH at Lido in July 2025 (SOURCES C.2)',
  assumed: ['that both stand at once'],
  days: 21,
  severity: { meaning: 'multiplies both queues', largest: 5 },
  steps: [
    onDay(1, { kind: 'exitQueue', ether: 2_673_349 }),
    onDay(2, { kind: 'withdrawals', ether: 235_000 }),
  ],
}
