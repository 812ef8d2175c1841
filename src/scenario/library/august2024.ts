import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD at the end of 2024-08-01, dollars (Binance hourly). Day 1 is 2024-08-02. */
const START = 3_203.4
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** The yen’s carry trade unwinds on a Monday morning. */
export const august2024 = history({
  name: 'august-2024',
  title: 'August 2024: ether falls by a third',
  about:
    'August 2024: ether falls by a third in four days, most of it in one night, gas stands at 350 gwei, and wstETH trades 1.7 % low for some hours.',
  source:
    'ETH/USD closes and lows of 2024-08-02 to 08-06 (Binance hourly); stETH low of 0.983 intraday and mean gas of 350 gwei on 08-05 (press; SOURCES C.1, C.2)',
  assumed: ['how long the discount lasts: hours'],
  days: 7,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [
    onDay(1, ether(2_989.61)),
    onDay(3, ether(2_688.92)),
    onDay(3.05, ether(2_111), stEthFallsTo(0.983), { kind: 'gas', gwei: 350 }),
    onDay(4, ether(2_419.59), stEthBackTo(0.9968), { kind: 'gas', gwei: 30.43 }),
    onDay(5, ether(2_461.33)),
  ],
  known: [
    {
      said: 'Aave liquidated 253.4 M dollars, 68.4 M of it wstETH and 146.7 M WETH, without bad debt.',
      source: 'press, SOURCES C.2',
      figure: { quantity: 'badDebtOverDebt', value: 0 },
    },
    {
      said: 'Ether fell from 3,242.57 to 2,111.00 dollars in 97 hours.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 2_111, from: START },
    },
    {
      said: 'stETH traded at 0.983 for a short while.',
      source: 'press, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.983 },
    },
    {
      said: 'WETH on Aave was borrowed to 87.1 %, at 2.6 % a year at the day’s end and 14 % for lenders within the day.',
      source: 'aave-weth-daily of 2024-08-05; press, SOURCES C.2',
      figure: { quantity: 'wethUtilisationHigh', value: 0.8707 },
    },
  ],
  thatDay: {
    assumed: [...STAYS_TODAYS, 'the Curve pool: no record of 2024; mid 2023', 'e-mode 1 on today’s terms'],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'wethUtilisation', shareBps: 8_707 },
        { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_000, baseBps: 0, slope1Bps: 270, slope2Bps: 8_000 },
      ),
    ],
  },
})
