import type { Shock } from '../scenario.js'
import {
  changeBps,
  history,
  NO_QUEUE_YET,
  NO_QUEUE_YET_KNOWN,
  onDay,
  SAME_DISCOUNT_ASSUMED,
  STAYS_TODAYS,
  stEthBackTo,
  stEthFallsTo,
} from '../steps.js'

/** ETH/USD at the end of 2023-03-08, dollars (Binance hourly). Day 1 is 2023-03-09. */
const START = 1_532.38

/** Ether in dollars, and in the pool against a USDC of this many cents. */
const at = (dollars: number, usdc: number): readonly Shock[] => [
  { kind: 'price', feed: 'ETH/USD', changeBps: changeBps(START, dollars) },
  { kind: 'price', feed: 'USDC/USD', changeBps: Math.round((usdc / 100 - 1) * 10_000) },
  { kind: 'etherMarket', changeBps: changeBps(START, (dollars * 100) / usdc) },
]

/** A dollar that is not one for two days. */
export const usdc2023 = history({
  name: 'usdc-2023-03',
  title: 'March 2023: the USDC depeg',
  about:
    'March 2023: a bank of Circle’s fails, USDC falls to 87 cents over a weekend and comes back. Who owes USDC owes less for two days; who lent it, or swaps through it, learns what it stands for.',
  source:
    'ETH/USD closes and lows of 2023-03-09 to 03-13 (Binance hourly); USDC low of 0.87 on 03-11 and above 0.99 after 48 hours; stETH/ETH of 03-12; gas of 03-11 (SOURCES C.1, C.2)',
  assumed: ['USDC and ether move together in the dollar pool', 'USDT and DAI stand'],
  days: 7,
  severity: { meaning: 'multiplies the fall of USDC and of ether, and the discount', largest: 3 },
  steps: [
    onDay(1, at(1_437.32, 100)),
    onDay(1 + 10 / 24, at(1_368.39, 100)),
    onDay(2, at(1_426.44, 96)),
    onDay(2.5, at(1_408.4, 87), { kind: 'gas', gwei: 101.26 }),
    onDay(3, at(1_471.97, 95)),
    onDay(4, at(1_580.33, 99), stEthFallsTo(0.9866), { kind: 'gas', gwei: 30.43 }),
    onDay(5, at(1_673.45, 100), stEthBackTo(0.995)),
  ],
  known: [
    {
      said: 'USDC traded at 0.87 dollars at its lowest on 11 March, and above 0.99 again about 48 hours later.',
      source: 'press, SOURCES C.2',
      figure: { quantity: 'usdcDollarsLow', value: 0.87, from: 1 },
    },
    {
      said: 'stETH closed at 0.9866 at its lowest, on 12 March.',
      source: 'Yahoo daily closes, SOURCES C.1',
      figure: { quantity: 'curvePriceLow', value: 0.9866 },
    },
    {
      said: 'Ether fell to 1,368.39 dollars on 10 March, before USDC did.',
      source: 'Binance hourly, SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 1_368.39, from: START },
    },
    {
      said: 'The size that USDC/USDT took at 4 % slippage fell from 219 M to 1.5 M dollars.',
      source: 'press, SOURCES C.2',
    },
    NO_QUEUE_YET_KNOWN,
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'the Curve pool as Lido’s liquidation model had it on 2023-06-19: 235,285 ETH, 241,954 stETH, A 30',
      'e-mode 1 on its oldest recorded terms, 90/93/1 % of October 2023',
      'wstETH priced at the market, as Aave v2 priced stETH until June 2023',
      SAME_DISCOUNT_ASSUMED,
    ],
    overlay: [
      onDay(0, { kind: 'etherAt', dollars: START }, { kind: 'curveA', a: 30 }),
      onDay(1.01, { kind: 'curveA', a: 30 }),
      onDay(
        2.02,
        { kind: 'curveBalances', eth: 235_285, stEth: 241_954 },
        { kind: 'curveBalances', eth: 235_285, stEth: 241_954 },
        { kind: 'stakedEtherAt', price: 0.9987 },
        NO_QUEUE_YET,
        { kind: 'priceSource', asset: 'wstETH', source: 'market' },
        { kind: 'eModeTerms', category: 1, ltvBps: 9_000, thresholdBps: 9_300, bonusBps: 100 },
      ),
    ],
  },
})
