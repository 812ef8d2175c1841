import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD at the end of 2025-01-31, dollars (Binance hourly). Day 1 is 2025-02-01. */
const START = 3_300.99
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** Tariffs over a weekend. */
export const february2025 = history({
  name: 'february-2025',
  title: 'February 2025: the tariff weekend',
  about:
    'February 2025: tariffs are announced on a weekend, ether loses 36 % in two days, 26 % of it within four hours, and stETH closes at 0.993.',
  source:
    'ETH/USD closes and lows of 2025-02-01 to 02-04 (Binance hourly); stETH/ETH of 02-02; gas sample of the day (SOURCES C.1)',
  assumed: ['when the discount closes'],
  days: 7,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [
    onDay(1, ether(3_117.54)),
    onDay(2, ether(2_869.68), stEthFallsTo(0.9931)),
    onDay(2.1, ether(2_125.01), { kind: 'gas', gwei: 150.9 }),
    onDay(3, ether(2_879.9), { kind: 'gas', gwei: 30.43 }),
    onDay(4, ether(2_731.19), stEthBackTo(0.998)),
  ],
  known: [
    { said: 'Aave liquidated about 211 M dollars.', source: 'press, SOURCES C.2' },
    {
      said: 'Ether fell from 3,437.31 to 2,125.01 dollars in 58 hours.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 2_125.01, from: START },
    },
    {
      said: 'stETH closed at 0.9931 on 2 February.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9931 },
    },
    {
      said: 'WETH on Aave was borrowed to 90.0 %, at 2.7 %.',
      source: 'aave-weth-daily of 2025-02-05',
      figure: { quantity: 'wethUtilisationHigh', value: 0.8997 },
    },
  ],
  thatDay: {
    assumed: [...STAYS_TODAYS, 'the Curve pool: no record of 2025; mid 2023', 'e-mode 1 on today’s terms'],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'wethUtilisation', shareBps: 8_943 },
        { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_000, baseBps: 0, slope1Bps: 270, slope2Bps: 8_000 },
      ),
    ],
  },
})
