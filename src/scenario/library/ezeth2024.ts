import type { Step } from '../scenario.js'
import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthFallsTo } from '../steps.js'

/** ETH/USD before the fall of 2024-04-24, dollars (Binance hourly). */
const START = 3_293.56
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

const MINUTE = 1 / 1_440
const sold = (discountBps: number) => ({ kind: 'tokenMarket', asset: 'ezETH', discountBps }) as const

/** 0.22 ETH at the lowest is 79 % less than the rate. */
const STEPS: readonly Step[] = [
  onDay(1, sold(800), { kind: 'gas', gwei: 32 }),
  onDay(1 + 5 * MINUTE, sold(4_500)),
  onDay(1 + 20 * MINUTE, sold(7_944)),
  onDay(1 + 60 * MINUTE, sold(300)),
  onDay(2, ether(3_072.2), stEthFallsTo(0.9973), sold(100)),
]

/** A restaking token falls by four fifths for less than an hour. */
export const ezeth2024 = history({
  name: 'ezeth-2024-04',
  title: 'April 2024: the ezETH depeg',
  about:
    'April 2024: holders of ezETH, disappointed by an airdrop, sell 3.2 B dollars of token into 27 M of liquidity; it trades at 0.22 ETH for minutes. Who had borrowed against it at a market price is gone; stETH hardly moves.',
  source:
    'ezETH low of 688 to 700 dollars (about 0.22 ETH) on 2024-04-24, under an hour; ETH/USD and stETH/ETH of the day (SOURCES C.1, C.2)',
  assumed: [
    'that it falls in three steps of some minutes, which liquidators can answer; how far it is back after an hour and a day',
    'all of ezETH’s markets are one pool',
  ],
  days: 5,
  severity: { meaning: 'multiplies the falls', largest: 1.2 },
  steps: STEPS,
  known: [
    {
      said: 'ezETH fell by about 79 %, to 688 dollars, for less than an hour.',
      source: 'press, SOURCES C.2',
    },
    {
      said: 'Liquidations of 56 to 65 M dollars: over 25 M on Morpho, about 10,000 ezETH on Gearbox. Aave did not list it yet.',
      source: 'press, SOURCES C.2',
    },
    {
      said: 'stETH closed at 0.9973.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9973 },
    },
    {
      said: 'WETH on Aave was borrowed to 74.4 %, at 2.3 %.',
      source: 'aave-weth-daily of 2024-04-24',
      figure: { quantity: 'wethUtilisationHigh', value: 0.744 },
    },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'ezETH stands on Aave, on the terms of a Morpho market of 86 % (bonus 4.38 %, SOURCES B.11) and priced at the market as Morpho and Gearbox priced it; someone loops 10,000 of them (Gearbox’s number)',
      'WETH’s rate curve: optimal 90 % and first slope 2.8 by the day’s rate, second slope 80',
      'the Curve pool: no record of 2024; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'wethUtilisation', shareBps: 7_436 },
        { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_000, baseBps: 0, slope1Bps: 280, slope2Bps: 8_000 },
        { kind: 'eModeTerms', category: 22, ltvBps: 8_500, thresholdBps: 8_600, bonusBps: 438 },
        {
          kind: 'mintAndBorrow',
          asset: 'ezETH',
          amount: 10_000,
          category: 22,
          debt: 'wstETH',
          borrow: 7_000,
        },
        { kind: 'priceSource', asset: 'ezETH', source: 'market' },
      ),
    ],
  },
})
