import type { Scenario } from '../scenario.js'
import { onDay, stEthBackTo, stEthFallsTo } from '../steps.js'

export const depegAndBack: Scenario = {
  name: 'depeg-and-back',
  family: 'market',
  about:
    'stETH falls to 0.95 in a day, and buyers close the discount over three weeks: each buys what waiting in Lido’s queue pays for. Whoever can wait loses nothing.',
  source:
    'depth and pace of June 2022: 0.9346 on 06-19, 0.9527 on 06-24, 0.9653 on 06-26 (daily series, SOURCES C.1)',
  assumed: ['back to 0.97, 0.985 and 0.997 after one, two and three weeks', 'gas of a busy day'],
  days: 28,
  severity: { meaning: 'multiplies the discount at each point of the path', largest: 10 },
  steps: [
    onDay(1, stEthFallsTo(0.95), { kind: 'gas', gwei: 30.43 }),
    onDay(8, stEthBackTo(0.97)),
    onDay(15, stEthBackTo(0.985)),
    onDay(22, stEthBackTo(0.997)),
  ],
}
