import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD of Aave on 2025-09-08, dollars (aave-weth-daily). Day 1 is 2025-09-09. */
const START = 4_300.92
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** An operator leaves as a precaution, and the queue is 46 days long. */
export const exitQueue2025 = history({
  name: 'exit-queue-2025-09',
  title: 'September 2025: Kiln’s exit queue',
  about:
    'September 2025: Kiln exits 1.6 M ETH of validators as a precaution; everyone who wants out of staking stands behind them for 46 days. The market pays 0.3 % less for stETH, and that is all it costs those who sell.',
  source:
    'exit queue of each day from validatorqueue.com; stETH/ETH of 2025-09-12; ETH/USD low of 09-25 (SOURCES C.1)',
  assumed: ['how many wait at Lido: no record; none here'],
  days: 21,
  severity: { meaning: 'multiplies the queue, the discount and the fall of ether', largest: 2 },
  steps: [
    onDay(1, { kind: 'exitQueue', ether: 616_898 }),
    onDay(2, { kind: 'exitQueue', ether: 1_055_761 }),
    onDay(3, { kind: 'exitQueue', ether: 2_650_032 }),
    onDay(4, stEthFallsTo(0.9966)),
    onDay(5, { kind: 'exitQueue', ether: 2_673_349 }, ether(4_698.89)),
    onDay(12, stEthBackTo(0.998)),
    onDay(17, ether(3_815)),
  ],
  known: [
    {
      said: 'The exit queue grew from 662,566 ETH on 8 September to 2,673,349 on the 13th, 46.4 days, and stayed above 2 M until mid November.',
      source: 'validatorqueue.com, SOURCES C.1',
      figure: { quantity: 'exitQueueHigh', value: 2_673_349 },
    },
    {
      said: 'stETH closed at 0.9966 on 12 September.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9966 },
    },
    {
      said: 'WETH on Aave was borrowed to 88.2 %, at 2.6 %.',
      source: 'aave-weth-daily of 2025-09-08',
      figure: { quantity: 'wethUtilisationHigh', value: 0.8821 },
    },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'WETH’s rate curve: optimal 92 % and first slope 2.7 by the day’s rate, second slope 8',
      'the Curve pool: no record of 2025; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'wethUtilisation', shareBps: 8_821 },
        { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_200, baseBps: 0, slope1Bps: 270, slope2Bps: 800 },
        { kind: 'exitQueue', ether: 662_566 },
      ),
    ],
  },
})
