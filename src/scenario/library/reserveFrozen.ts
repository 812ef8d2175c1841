import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const reserveFrozen: Scenario = {
  name: 'reserve-frozen',
  family: 'oracle and governance',
  about:
    'wstETH and WETH are frozen on Aave: nothing new can be supplied or borrowed, and loan to value is gone. What stands can still be repaid, withdrawn and liquidated.',
  source:
    'rsETH was frozen on 2026-04-18 within 90 minutes (SOURCES C.2); of wstETH or WETH no freeze is recorded',
  assumed: ['both at once, for good'],
  days: 7,
  severity: { meaning: 'nothing to scale: frozen or not', largest: 1, isSwitch: true },
  steps: [
    onDay(
      1,
      { kind: 'freeze', asset: 'wstETH', frozen: true },
      { kind: 'freeze', asset: 'WETH', frozen: true },
    ),
  ],
}
