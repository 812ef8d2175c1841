import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const thresholdCut: Scenario = {
  name: 'threshold-cut',
  family: 'oracle and governance',
  about:
    'Governance lowers loan to value and liquidation threshold by two points, in e-mode 1 and of wstETH outside it: what was safe yesterday is nearer to the edge, and nothing happened in any market.',
  source: 'e-mode 1 stood at 90/93 % in October 2023 and at 93/95 % in December 2025 (SOURCES B.1, B.2)',
  assumed: ['that the two points of 2023 come back at once'],
  days: 7,
  severity: { meaning: 'multiplies the cut', largest: 10 },
  steps: [
    onDay(
      1,
      { kind: 'eModeCut', category: 1, cutBps: 200 },
      { kind: 'thresholdCut', asset: 'wstETH', cutBps: 200 },
    ),
  ],
}
