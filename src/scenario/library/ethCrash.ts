import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario, Shock } from '../scenario.js'

const fall = (changeBps: number): readonly Shock[] => [
  { kind: 'price', feed: 'ETH/USD', changeBps },
  { kind: 'etherMarket', changeBps },
]

export const ethCrash: Scenario = {
  name: 'eth-crash',
  title: 'Ether crash',
  family: 'market',
  about:
    'Ether loses 43 % against the dollar in nine days, as in February 2026. A loop against WETH does not feel it: the price of ether cancels out. A dollar debt does.',
  source: 'ETH/USD 3,045.78 (2026-01-28) to 1,747.80 (2026-02-06), −42.6 % (SOURCES C.1)',
  assumed: ['the path: four steps, and no recovery', 'the dollar pool moves with the feed'],
  days: 14,
  severity: {
    meaning: 'compounds the fall: twice as hard is the same fall twice',
    largest: 5,
  },
  steps: [
    { at: 1 * SECONDS_PER_DAY, shocks: fall(-1_000) },
    { at: 4 * SECONDS_PER_DAY, shocks: fall(-2_200) },
    { at: 7 * SECONDS_PER_DAY, shocks: fall(-3_200) },
    {
      at: 9 * SECONDS_PER_DAY,
      shocks: [...fall(-4_260), { kind: 'gas', gwei: 30.43 }],
    },
  ],
}
