import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const poolDrained: Scenario = {
  name: 'pool-drained',
  family: 'protocol failure',
  about:
    'A thief empties the Curve pool of 95 % of its ether. What is left is stETH that nobody buys there: one of the ways out is gone, and its price misleads whoever reads it.',
  source:
    'Balancer v2 lost 6,587 WETH and 4,260 wstETH on mainnet on 2025-11-03 (SOURCES C.2); of this pool no theft is recorded',
  assumed: ['95 % of the ether', 'what a thief takes, the provider’s account takes here'],
  days: 14,
  severity: { meaning: 'compounds the share that is taken', largest: 3 },
  steps: [onDay(1, { kind: 'poolDrained', pool: 'curve', shareBps: 9_500 })],
}
