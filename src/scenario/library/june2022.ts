import type { Step } from '../scenario.js'
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

/** ETH/USD at the end of 2022-06-09, dollars (Binance hourly). Day 1 is 2022-06-10. */
const START = 1_788.81
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** Until 15 June: Celsius stops withdrawals on the 12th. */
const UNTIL_15: readonly Step[] = [
  onDay(1, ether(1_662.91), stEthFallsTo(0.9719)),
  onDay(2, ether(1_532.89)),
  onDay(4, ether(1_209.82), stEthFallsTo(0.9568), { kind: 'gas', gwei: 95.9 }),
  onDay(6, ether(1_014.4), stEthFallsTo(0.9515), { kind: 'gas', gwei: 30.43 }),
]

const FROM_17: readonly Step[] = [
  onDay(9, ether(881.56), stEthFallsTo(0.9357)),
  onDay(10, ether(1_128.53), stEthFallsTo(0.9346)),
  onDay(15, stEthBackTo(0.9527)),
  onDay(17, ether(1_244.29), stEthBackTo(0.9653)),
]

/** Celsius, 3AC, and the discount that nobody could redeem. */
export const june2022 = history({
  name: 'june-2022',
  title: 'June 2022: Celsius and the stETH discount',
  about:
    'June 2022: Celsius stops withdrawals, large holders of stETH must sell into a pool that is running out of ether, ether halves in nine days, and stETH stays below 0.96 for eleven.',
  source:
    'ETH/USD closes and lows of 2022-06-10 to 06-26 (Binance hourly); daily stETH/ETH (CoinGecko); gas of 06-13; Curve balances of 06-16 (SOURCES B.8, C.1)',
  assumed: ['stETH’s daily price is where all pools stood', 'one sale a day'],
  days: 21,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [...UNTIL_15, onDay(7, stEthFallsTo(0.9432)), ...FROM_17],
  known: [
    {
      said: 'stETH sold for 0.9346 ETH at its lowest daily value, on 19 June, and for less than 0.96 on eleven days.',
      source: 'CoinGecko daily series, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9346 },
    },
    {
      said: 'On 16 June the Curve pool held 111,300 ETH and 491,000 stETH, at which its own code sells stETH for 0.9370.',
      source: 'Dune by CoinDesk and forklog; price by the pool’s bytecode (SOURCES B.8)',
    },
    {
      said: 'Ether fell from 1,920.00 to 881.56 dollars in 296 hours.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 881.56, from: START },
    },
    {
      said: 'Celsius held 409,000 stETH against 111,000 ETH in the pool; single sales reached 76,000 to 80,000 stETH, and 98.5 % of the volume went through Curve.',
      source: 'Kaiko (press, SOURCES C.2)',
    },
    {
      said: 'stETH stayed near 0.96 until July and came back with the Merge.',
      source: 'daily series, SOURCES C.2',
    },
    NO_QUEUE_YET_KNOWN,
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      MARKET_ORACLE_2022_ASSUMED,
      SAME_DISCOUNT_ASSUMED,
      'the Curve pool at the start: the shares of 06-10 (22 % ether) of the sum of 06-16 (602,300)',
    ],
    overlay: [
      onDay(0, { kind: 'curveA', a: 50 }),
      onDay(1.01, { kind: 'curveA', a: 50 }),
      onDay(
        2.02,
        { kind: 'curveBalances', eth: 132_506, stEth: 469_794 },
        { kind: 'curveBalances', eth: 132_506, stEth: 469_794 },
        { kind: 'stakedEtherAt', price: 0.9556 },
        { kind: 'etherAt', dollars: START },
        MARKET_ORACLE_2022,
        NO_QUEUE_YET,
      ),
    ],
    steps: [...UNTIL_15, onDay(7, { kind: 'curveBalances', eth: 111_300, stEth: 491_000 }), ...FROM_17],
  },
})
