import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const staleFeed: Scenario = {
  name: 'stale-feed',
  family: 'oracle and governance',
  about:
    'Chainlink’s ETH/USD stops for two days while ether falls 20 %: Aave goes on with the old price, and then the whole fall arrives in one block.',
  source: 'ETH/USD −21.2 % in 24 hours on 2025-10-10 (SOURCES C.1); no such outage of the feed is recorded',
  assumed: ['two days of silence', 'the fall', 'that it is made good in one answer'],
  days: 7,
  severity: { meaning: 'compounds the fall: twice as hard is the same fall twice', largest: 5 },
  steps: [
    onDay(1, { kind: 'halt', feed: 'ETH/USD', halted: true }),
    onDay(
      1.5,
      { kind: 'etherMarket', changeBps: -1_000 },
      { kind: 'price', feed: 'ETH/USD', changeBps: -1_000 },
    ),
    onDay(2, { kind: 'etherMarket', changeBps: -2_000 }),
    onDay(
      3,
      { kind: 'halt', feed: 'ETH/USD', halted: false },
      { kind: 'price', feed: 'ETH/USD', changeBps: -2_000 },
    ),
  ],
}
