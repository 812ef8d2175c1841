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

/** ETH/USD at the end of 2022-05-04, dollars (Binance hourly). Day 1 is 2022-05-05. */
const START = 2_940.64
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** Terra falls, and stETH slips for the first time. */
export const terra2022 = history({
  name: 'terra-2022-05',
  title: 'May 2022: Terra breaks',
  about:
    'May 2022: UST breaks, ether loses 39 % in eight days, bridged stETH comes home to be sold, and Curve pays 2.6 % less than par.',
  source:
    'ETH/USD closes and lows of 2022-05-05 to 05-13 (Binance hourly); daily stETH/ETH (CoinGecko); gas of 05-12 (SOURCES C.1)',
  assumed: ['stETH’s daily price is where both pools stood', 'no record of intraday sales: one sale a day'],
  days: 14,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [
    onDay(1, ether(2_747.97)),
    onDay(4, ether(2_519.71)),
    onDay(5, ether(2_228.55), stEthFallsTo(0.9927)),
    onDay(7, ether(2_084.99), stEthFallsTo(0.9878)),
    onDay(8, ether(1_800), stEthFallsTo(0.982), { kind: 'gas', gwei: 213.7 }),
    onDay(9, ether(2_009.69), { kind: 'gas', gwei: 30.43 }),
    onDay(10, stEthFallsTo(0.9744)),
    onDay(12, stEthBackTo(0.9842)),
  ],
  known: [
    {
      said: 'stETH sold for 0.9744 ETH at its lowest daily value, on 14 May.',
      source: 'CoinGecko daily series, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9744 },
    },
    {
      said: 'Ether fell from 2,965.85 to 1,800.00 dollars in 178 hours.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 1_800, from: START },
    },
    {
      said: 'Curve’s pool lost over half of what it held; 3AC and Celsius took about 800 M dollars out on 12 May, and 615,980 bETH came back over the bridge.',
      source: 'Nansen report; blog.lido.fi (press, SOURCES C.2)',
    },
    NO_QUEUE_YET_KNOWN,
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      MARKET_ORACLE_2022_ASSUMED,
      SAME_DISCOUNT_ASSUMED,
      'Curve held 1.64 M tokens in all early in May (4.55 B dollars, press), 47 % of them ether, by the price of that day; half of it leaves on 12 May',
    ],
    overlay: [
      onDay(0, { kind: 'curveA', a: 50 }),
      onDay(1.01, { kind: 'curveA', a: 50 }),
      onDay(
        2.02,
        { kind: 'curveBalances', eth: 769_000, stEth: 867_000 },
        { kind: 'curveBalances', eth: 769_000, stEth: 867_000 },
        { kind: 'stakedEtherAt', price: 0.9972 },
        { kind: 'etherAt', dollars: START },
        MARKET_ORACLE_2022,
        NO_QUEUE_YET,
      ),
    ],
    steps: [
      onDay(1, ether(2_747.97)),
      onDay(4, ether(2_519.71)),
      onDay(5, ether(2_228.55), stEthFallsTo(0.9927)),
      onDay(7, ether(2_084.99), stEthFallsTo(0.9878)),
      onDay(8, ether(1_800), { kind: 'leave', pools: ['curve'], shareBps: 5_000 }, stEthFallsTo(0.982), {
        kind: 'gas',
        gwei: 213.7,
      }),
      onDay(9, ether(2_009.69), { kind: 'gas', gwei: 30.43 }),
      onDay(10, stEthFallsTo(0.9744)),
      onDay(12, stEthBackTo(0.9842)),
    ],
  },
})
