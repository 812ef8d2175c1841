import type { Shock } from '../scenario.js'
import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD of Aave on 2025-07-10, dollars (aave-weth-daily). Day 1 is 2025-07-11. */
const START = 2_776.54
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** Share of WETH borrowed at the end of a day, by lenders leaving. */
const borrowed = (utilisationBps: number): Shock => ({ kind: 'drain', asset: 'WETH', utilisationBps })

const curve = (optimalBps: number, slope1Bps: number, slope2Bps: number): Shock => ({
  kind: 'rateCurve',
  asset: 'WETH',
  optimalBps,
  baseBps: 0,
  slope1Bps,
  slope2Bps,
})

const STEPS = (curves: Readonly<Record<'day7' | 'day11' | 'day13', readonly Shock[]>>) => [
  onDay(5, borrowed(9_032), ether(3_009.33)),
  onDay(7, curves.day7, borrowed(9_216), { kind: 'exitQueue', ether: 55_232 }),
  onDay(8, borrowed(9_343), ether(3_484.36)),
  onDay(9, { kind: 'exitQueue', ether: 255_584 }, { kind: 'withdrawals', ether: 120_000 }),
  onDay(11, curves.day11, borrowed(9_454), ether(3_764.24), stEthFallsTo(0.997)),
  onDay(12, stEthFallsTo(0.9956)),
  onDay(
    13,
    curves.day13,
    borrowed(9_524),
    { kind: 'exitQueue', ether: 521_252 },
    { kind: 'withdrawals', ether: 115_000 },
  ),
  onDay(16, { kind: 'exitQueue', ether: 743_989 }),
  onDay(18, { kind: 'wethUtilisation', shareBps: 9_159 }, stEthBackTo(0.998)),
]

/** One lender leaves, and every loop pays for it. */
export const wethSqueeze2025 = history({
  name: 'weth-squeeze-2025-07',
  title: 'July 2025: the WETH squeeze',
  about:
    'July 2025: a few large lenders take 1.7 B dollars of ether off Aave, WETH is borrowed to 95 %, loops cost more than they earn, and those who leave queue at Lido and at Ethereum.',
  source:
    'utilisation and price of each day from aave-weth-daily; exit queue from validatorqueue.com; stETH/ETH close of 2025-07-22; 235,000 stETH at Lido (SOURCES C.1, C.2)',
  assumed: ['Lido’s queue grows in two parts', 'when the discount closes'],
  days: 21,
  severity: { meaning: 'divides what is left free, multiplies queues and the discount', largest: 5 },
  steps: STEPS({ day7: [], day11: [], day13: [] }),
  known: [
    {
      said: 'WETH on Aave was borrowed to 95.2 % on 23 July; 1.7 B dollars of ether were withdrawn, supply fell from 2.715 M to 2.290 M.',
      source: 'aave-weth-daily; press, SOURCES C.2',
      figure: { quantity: 'wethUtilisationHigh', value: 0.9524 },
    },
    {
      said: 'Borrowers paid about 18 % a year at the worst, within 16, 18 and 21 July.',
      source: 'press, SOURCES C.2',
      figure: { quantity: 'wethBorrowRateHigh', value: 0.18, withinDay: true },
    },
    {
      said: 'At the end of 18 July they paid 6.4 %.',
      source: 'aave-weth-daily',
      figure: { quantity: 'wethBorrowRateHigh', value: 0.0639 },
    },
    {
      said: 'stETH closed at 0.9956 on 22 July.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9956 },
    },
    {
      said: 'Ethereum’s exit queue reached 743,989 ETH on 26 July, 12.9 days; 235,000 stETH waited at Lido, for about 18 days.',
      source: 'validatorqueue.com; blockworks, Galaxy (SOURCES C.2)',
      figure: { quantity: 'exitQueueHigh', value: 743_989 },
    },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'the rate curves of 17 to 20 July (93/60) and from 23 July (95 %, first slope 3.0) are inferred from daily rates; those of 21 and 22 July (94/40) and before (90/80) are documented',
      'the Curve pool: no record of 2025; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(0.01, { kind: 'wethUtilisation', shareBps: 8_643 }, curve(9_000, 270, 8_000), {
        kind: 'exitQueue',
        ether: 896,
      }),
    ],
    steps: STEPS({
      day7: [curve(9_300, 270, 6_000)],
      day11: [curve(9_400, 270, 4_000)],
      day13: [curve(9_500, 300, 4_000)],
    }),
  },
})
