import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const wrongFeed: Scenario = {
  name: 'wrong-feed',
  family: 'oracle and governance',
  about:
    'Chainlink’s ETH/USD answers a tenth too low for an hour, and no market moved. Loops against WETH do not feel it; debts in dollars do.',
  source: 'no such answer is recorded',
  assumed: ['a tenth, for an hour'],
  days: 5,
  severity: { meaning: 'multiplies the error', largest: 5 },
  steps: [
    onDay(1, { kind: 'price', feed: 'ETH/USD', changeBps: -1_000 }),
    onDay(1 + 1 / 24, { kind: 'price', feed: 'ETH/USD', changeBps: 0 }),
  ],
}
