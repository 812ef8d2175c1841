import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const wethFull: Scenario = {
  name: 'weth-full',
  title: 'All WETH on Aave borrowed',
  family: 'liquidity',
  about:
    'All WETH on Aave is borrowed: suppliers cannot withdraw, nobody can flash-loan it, and borrowers pay the steep end of the rate curve for two weeks.',
  source: 'WETH at 100 % for days in April 2026, 99.85 % in February 2026 (SOURCES C.2)',
  assumed: ['two weeks without a lender coming back'],
  days: 21,
  severity: { meaning: 'divides what is left free', largest: 5 },
  steps: [
    onDay(1, { kind: 'drain', asset: 'WETH', utilisationBps: 9_800 }),
    onDay(2, { kind: 'drain', asset: 'WETH', utilisationBps: 10_000 }),
    onDay(16, { kind: 'wethUtilisation', shareBps: 9_000 }),
  ],
}
