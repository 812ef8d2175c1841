import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const forgedCollateral: Scenario = {
  name: 'forged-collateral',
  family: 'protocol failure',
  about:
    'Someone gets 40,000 weETH out of nothing, supplies them to Aave in e-mode 1 and borrows WETH with them; then weETH is found to be backed by less. The hole is Aave’s, and everyone who lent WETH waits.',
  source: 'the pattern of rsETH on 2026-04-18 (SOURCES C.2), with another token; of weETH none is recorded',
  assumed: ['40,000 weETH, 90 % of their value borrowed', 'the rate of weETH falls by 1.5 %'],
  days: 14,
  severity: { meaning: 'multiplies what is forged and borrowed, and the fall of the rate', largest: 3 },
  steps: [
    onDay(1, {
      kind: 'mintAndBorrow',
      asset: 'weETH',
      amount: 40_000,
      category: 1,
      debt: 'WETH',
      borrow: 39_000,
    }),
    onDay(
      2,
      { kind: 'rate', asset: 'weETH', changeBps: -150 },
      { kind: 'freeze', asset: 'weETH', frozen: true },
    ),
    onDay(3, { kind: 'drain', asset: 'WETH', utilisationBps: 9_900 }),
  ],
}
