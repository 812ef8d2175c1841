import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const reservePaused: Scenario = {
  name: 'reserve-paused',
  family: 'oracle and governance',
  about:
    'The guardian pauses wstETH and WETH on Aave for three days: no supply, no withdrawal, no repayment, no liquidation, and interest runs on.',
  source: 'Aave’s ETH borrowing was paused from 2 to 6 September 2022 (SOURCES C.2)',
  assumed: ['a full pause of both, for three days', 'no grace period for liquidations afterwards'],
  days: 7,
  severity: { meaning: 'nothing to scale: paused or not', largest: 1, isSwitch: true },
  steps: [
    onDay(
      1,
      { kind: 'pause', asset: 'wstETH', paused: true },
      { kind: 'pause', asset: 'WETH', paused: true },
    ),
    onDay(
      4,
      { kind: 'pause', asset: 'wstETH', paused: false },
      { kind: 'pause', asset: 'WETH', paused: false },
    ),
  ],
}
