import type { Scenario } from '../scenario.js'
import { stEthFallsAlong } from '../steps.js'

export const depegAndBack: Scenario = {
  name: 'depeg-and-back',
  family: 'market',
  about:
    'stETH falls to 0.95 and is sold there for a week, and nothing more is set: arbitrageurs buy what is cheaper than waiting in Lido’s queue is worth, ask Lido for the ether and buy again when it is paid. How fast the discount closes follows from the queue: to half a percent within three days of the last sale on an empty one, in nearly three weeks behind 235,000 stETH (`depeg-and-back+long-queues`). Whoever can wait loses nothing.',
  source:
    'depth of June 2022: 0.9346 on 06-19, 0.9527 on 06-24 (daily series, SOURCES C.1); the way back is the arbitrageurs’ own',
  assumed: [
    'a week of sales',
    'what arbitrageurs can have in Lido’s queue at a time: 5,000 ETH',
    'gas of a busy day',
  ],
  days: 42,
  severity: { meaning: 'multiplies the discount', largest: 10 },
  steps: stEthFallsAlong([[1, 0.95]], 7, { 1: [{ kind: 'gas', gwei: 30.43 }] }),
}
