import type { Scenario } from '../scenario.js'
import { stEthFallsAlong } from '../steps.js'

export const depeg: Scenario = {
  name: 'depeg',
  title: 'A depeg of stETH',
  family: 'market',
  about:
    'Large holders sell stETH and wstETH until the market pays 6.5 % less than fair, over five days, and sell to whoever buys back; others queue at Lido. Liquidity is really used up. Aave’s price does not move: it follows the share rate.',
  source:
    'stETH/ETH low of 0.9346 on 2022-06-19 (daily series, SOURCES C.1); 235,000 stETH in Lido’s queue in July 2025 (SOURCES C.2)',
  assumed: [
    'the same discount in both pools',
    'the path: half of it at once, the rest by day five, and a sale a day that keeps it there',
    'as many ask Lido as in July 2025 (in June 2022 one could not ask)',
  ],
  days: 14,
  severity: { meaning: 'multiplies the discount', largest: 10 },
  steps: stEthFallsAlong(
    [
      [1, 0.9673],
      [3, 0.9477],
      [5, 0.9346],
    ],
    14,
    { 1: [{ kind: 'withdrawals', ether: 235_000 }], 5: [{ kind: 'gas', gwei: 30.43 }] },
  ),
}
