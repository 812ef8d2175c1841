import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const capsFull: Scenario = {
  name: 'caps-full',
  title: 'Supply and borrow caps reached',
  family: 'oracle and governance',
  about:
    'Supply and borrow caps of wstETH and WETH stand at what is there: nobody can add collateral to defend a position, or borrow to rebalance one.',
  source: 'caps of 1.76 M wstETH and 3.8 M / 3.6 M WETH at block 23975177 (SOURCES B.1)',
  assumed: ['that all of them are reached'],
  days: 7,
  severity: { meaning: 'nothing to scale: full or not', largest: 1, isSwitch: true },
  steps: [onDay(1, { kind: 'capsReached', asset: 'wstETH' }, { kind: 'capsReached', asset: 'WETH' })],
}
