import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const singleSale: Scenario = {
  name: 'single-sale',
  family: 'market',
  about:
    'One holder sells 80,000 stETH on Curve in one transaction and takes any price; arbitrage carries what it can to the other pools.',
  source: 'single sales of 76,000 to 80,000 stETH in June 2022 (SOURCES C.2)',
  assumed: ['all of it on Curve, at once'],
  days: 14,
  severity: { meaning: 'multiplies the size of the sale', largest: 10 },
  steps: [onDay(1, { kind: 'sell', asset: 'stETH', amount: 80_000 })],
}
