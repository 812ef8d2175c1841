import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const rateCurve: Scenario = {
  name: 'rate-curve',
  family: 'oracle and governance',
  about:
    'WETH is borrowed to 93 %, and governance gives it back the steep curve of 2024: 80 points above the optimum, so that a loop pays more interest than it earns.',
  source: 'optimal 90 %, slopes 2.7 and 80, until July 2025; 22.6 % on 2024-07-05 (SOURCES B.1, B.3)',
  assumed: ['utilisation of 93 % for three weeks'],
  days: 28,
  severity: { meaning: 'multiplies the steep slope, and divides what is left free', largest: 5 },
  steps: [
    onDay(1, { kind: 'drain', asset: 'WETH', utilisationBps: 9_300 }),
    onDay(2, {
      kind: 'rateCurve',
      asset: 'WETH',
      optimalBps: 9_000,
      baseBps: 0,
      slope1Bps: 270,
      slope2Bps: 8_000,
    }),
  ],
}
