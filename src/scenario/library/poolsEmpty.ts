import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const poolsEmpty: Scenario = {
  name: 'pools-empty',
  family: 'liquidity',
  about:
    'Liquidity providers take four fifths of Curve and Uniswap away and do not come back: prices stand, but there is nothing to sell into.',
  source: 'the Curve pool fell from $4.5 B in early May to $0.6 B in mid June 2022 (SOURCES B.8)',
  assumed: ['four fifths in all pools, in two days'],
  days: 14,
  severity: { meaning: 'compounds the share of providers who leave', largest: 3 },
  steps: [
    onDay(1, { kind: 'leave', pools: ['curve', 'wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'], shareBps: 6_000 }),
    onDay(2, { kind: 'leave', pools: ['curve', 'wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'], shareBps: 5_000 }),
  ],
}
