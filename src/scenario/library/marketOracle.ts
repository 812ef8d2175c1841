import type { Scenario } from '../scenario.js'
import { stEthFallsAlong } from '../steps.js'

export const marketOracle: Scenario = {
  name: 'market-oracle',
  title: 'Aave prices wstETH at the market',
  family: 'oracle and governance',
  about:
    'Aave’s governance makes the market the source of wstETH’s price, as Aave v2 had it until June 2023, and stETH falls to 0.9346: the depeg that touched no health factor now does.',
  source:
    'adapter of bgd-labs/cl-synchronicity-price-adapter over Chainlink stETH/ETH; stETH/ETH low of 0.9346 on 2022-06-19 (SOURCES C.1)',
  assumed: [
    'that governance does it',
    'the path: half of it at once, the rest by day five, and a sale a day that keeps it there',
  ],
  days: 14,
  severity: { meaning: 'multiplies the discount', largest: 10 },
  steps: stEthFallsAlong(
    [
      [2, 0.9673],
      [4, 0.9477],
      [5, 0.9346],
    ],
    14,
    { 1: [{ kind: 'priceSource', asset: 'wstETH', source: 'market' }] },
  ),
}
