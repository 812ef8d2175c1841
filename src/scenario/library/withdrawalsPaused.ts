import type { Scenario } from '../scenario.js'
import { onDay, stEthFallsTo } from '../steps.js'

export const withdrawalsPaused: Scenario = {
  name: 'withdrawals-paused',
  family: 'protocol failure',
  about:
    'Lido pauses its withdrawal queue for two weeks. Nothing is lost, but the only way out at par is shut, and the market takes 3 % for it.',
  source:
    'WithdrawalQueue `pauseFor` by Lido’s GateSeal or governance (lidofinance/docs); no such pause is recorded',
  assumed: ['two weeks', 'a discount of 3 %'],
  days: 21,
  severity: { meaning: 'multiplies the discount', largest: 10 },
  steps: [
    onDay(1, { kind: 'withdrawalsPaused', paused: true }),
    onDay(2, stEthFallsTo(0.97)),
    onDay(15, { kind: 'withdrawalsPaused', paused: false }),
  ],
}
