import type { Scenario } from '../scenario.js'
import { stEthFallsAlong } from '../steps.js'

/** Daily stETH/ETH of 2022-06-10 to 2022-06-19, the days on which it fell. */
const PATH: readonly (readonly [day: number, price: number])[] = [
  [1, 0.9719],
  [4, 0.9568],
  [6, 0.9515],
  [7, 0.9432],
  [9, 0.9357],
  [10, 0.9346],
]

export const grindingDepeg: Scenario = {
  name: 'grinding-depeg',
  family: 'market',
  about:
    'stETH slides for ten days, as in June 2022, and then stays low: no crash to act on, and every day leaving costs a little more.',
  source: 'daily stETH/ETH of 2022-06-10 to 2022-06-19 (CoinGecko series, SOURCES C.1)',
  assumed: ['the same discount in all pools', 'a sale a day keeps it there to the end'],
  days: 28,
  severity: { meaning: 'multiplies the discount of each day', largest: 10 },
  steps: stEthFallsAlong(PATH, 28),
}
