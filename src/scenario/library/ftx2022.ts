import {
  changeBps,
  etherMoves,
  history,
  MARKET_ORACLE_2022,
  MARKET_ORACLE_2022_ASSUMED,
  NO_QUEUE_YET,
  NO_QUEUE_YET_KNOWN,
  onDay,
  SAME_DISCOUNT_ASSUMED,
  STAYS_TODAYS,
  stEthBackTo,
  stEthFallsTo,
} from '../steps.js'

/** ETH/USD at the end of 2022-11-05, dollars (Binance hourly). Day 1 is 2022-11-06. */
const START = 1_626.98
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** An exchange fails, and 400,000 ether and stETH leave Curve in a day. */
export const ftx2022 = history({
  name: 'ftx-2022-11',
  title: 'November 2022: FTX fails',
  about:
    'November 2022: FTX fails, ether loses a third in five days, a third of the Curve pool leaves in one of them, and stETH sells 2.8 % below par.',
  source:
    'ETH/USD closes and lows of 2022-11-06 to 11-14 (Binance hourly); stETH/ETH of 11-12; gas of 11-09; about 400,000 ETH and stETH of a pool of 1,232,907 left (SOURCES B.8, C.1, C.2)',
  assumed: ['the close of 0.9725, not the outlier of 0.9503, is the low', 'when it recovers'],
  days: 14,
  severity: {
    meaning:
      'compounds the fall of ether and multiplies the discount, compounds the share of providers who leave',
    largest: 5,
  },
  steps: [
    onDay(1, ether(1_568.29)),
    onDay(3, ether(1_334.77)),
    onDay(
      4,
      ether(1_073.53),
      { kind: 'leave', pools: ['curve'], shareBps: 3_244 },
      { kind: 'gas', gwei: 61.05 },
      stEthFallsTo(0.985),
    ),
    onDay(5, ether(1_299.28), { kind: 'gas', gwei: 30.43 }),
    onDay(7, stEthFallsTo(0.9725)),
    onDay(9, ether(1_243.28), stEthBackTo(0.985)),
  ],
  known: [
    {
      said: 'stETH closed at 0.9725; one series has 0.9503 on 12 November, which may be an outlier.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9725 },
    },
    {
      said: 'Ether fell from 1,666.97 to 1,073.53 dollars in 119 hours.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 1_073.53, from: START },
    },
    { said: 'About 400,000 ETH and stETH left the Curve pool in one day.', source: 'press, SOURCES C.2' },
    NO_QUEUE_YET_KNOWN,
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      MARKET_ORACLE_2022_ASSUMED,
      SAME_DISCOUNT_ASSUMED,
      'the Curve pool at the start: as recorded on 2022-10-14, block 15746199',
    ],
    overlay: [
      onDay(0, { kind: 'curveA', a: 50 }),
      onDay(1.01, { kind: 'curveA', a: 50 }),
      onDay(
        2.02,
        { kind: 'curveBalances', eth: 539_228.77, stEth: 693_678.72 },
        { kind: 'curveBalances', eth: 539_228.77, stEth: 693_678.72 },
        { kind: 'stakedEtherAt', price: 0.9945 },
        { kind: 'etherAt', dollars: START },
        MARKET_ORACLE_2022,
        NO_QUEUE_YET,
      ),
    ],
  },
})
