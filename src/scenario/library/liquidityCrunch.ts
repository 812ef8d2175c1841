import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Scenario } from '../scenario.js'

export const liquidityCrunch: Scenario = {
  name: 'liquidity-crunch',
  family: 'liquidity',
  about:
    'WETH on Aave and on Morpho is withdrawn until 99 % and then practically all of it is borrowed, liquidity providers leave the pools, others queue at Lido and redeem rETH and weETH first, and Ethereum’s exit queue grows. Nothing is lost by price; the question is whether one can leave.',
  source:
    'utilisation of 99.85 % in February 2026 and 100 % in April 2026, 235,000 stETH in Lido’s queue in July 2025, 2,673,349 ETH of exits on 2025-09-13 (SOURCES C.1, C.2)',
  assumed: [
    'providers take 60 % of the liquidity',
    'others redeem 95 % of the ether that Rocket Pool and ether.fi keep for it',
    'the order of events, over a week',
    'none of it is undone before the end',
    'Morpho’s lenders leave as Aave’s do, and nobody there repays because the rate rises',
  ],
  days: 21,
  severity: {
    meaning:
      'divides the free liquidity, multiplies the queues, and compounds the share of providers who leave',
    largest: 5,
  },
  steps: [
    {
      at: 1 * SECONDS_PER_DAY,
      shocks: [
        { kind: 'drain', asset: 'WETH', utilisationBps: 9_900 },
        { kind: 'gas', gwei: 30.43 },
      ],
    },
    {
      at: 3 * SECONDS_PER_DAY,
      shocks: [
        {
          kind: 'leave',
          pools: [
            'curve',
            'wstETH/WETH 0.01%',
            'wstETH/WETH 0.05%',
            'rETH/WETH 0.05%',
            'weETH/WETH 0.05%',
            'USDC/WETH 0.05%',
          ],
          shareBps: 6_000,
        },
      ],
    },
    {
      at: 5 * SECONDS_PER_DAY,
      shocks: [
        { kind: 'withdrawals', ether: 235_000 },
        { kind: 'exitQueue', ether: 2_673_349 },
        { kind: 'redeemed', shareBps: 9_500 },
      ],
    },
    { at: 7 * SECONDS_PER_DAY, shocks: [{ kind: 'drain', asset: 'WETH', utilisationBps: 9_999 }] },
  ],
}
