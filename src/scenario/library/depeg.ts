import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

/** Lowest daily value 0.9346 on 2022-06-19: the depth of June 2022. */
const JUNE_2022_BPS = 654

export const depeg: Scenario = {
  name: 'depeg',
  family: 'market',
  about:
    'Large holders sell stETH and wstETH until the market pays 6.5 % less than fair, over five days, and nobody buys back; others queue at Lido. Liquidity is really used up. Aave’s price does not move: it follows the share rate.',
  source:
    'stETH/ETH low of 0.9346 on 2022-06-19 (daily series, SOURCES C.1); 235,000 stETH in Lido’s queue in July 2025 (SOURCES C.2)',
  assumed: [
    'the same discount in both pools',
    'the path: half of it at once, the rest by day five',
    'as many ask Lido as in July 2025 (in June 2022 one could not ask)',
  ],
  days: 14,
  severity: { meaning: 'multiplies the discount', largest: 10 },
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [
        { kind: 'depeg', discountBps: Math.round(JUNE_2022_BPS / 2) },
        { kind: 'withdrawals', ether: 235_000 },
      ],
    },
    { at: 3 * SECONDS_PER_DAY, shocks: [{ kind: 'depeg', discountBps: Math.round(JUNE_2022_BPS * 0.8) }] },
    {
      at: 5 * SECONDS_PER_DAY,
      shocks: [
        { kind: 'depeg', discountBps: JUNE_2022_BPS },
        { kind: 'gas', gwei: 30.43 },
      ],
    },
  ],
}
