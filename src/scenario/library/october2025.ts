import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD at the end of 2025-10-09, dollars (Binance hourly). Day 1 is 2025-10-10. */
const START = 4_368.09
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** The largest liquidation day of perpetuals. */
export const october2025 = history({
  name: 'october-2025',
  title: 'October 2025: the perpetuals crash',
  about:
    'October 2025: 19 B dollars of perpetuals are liquidated, ether loses a fifth within half an hour and half of that comes back by midnight; stETH holds on chain, wBETH does not on one exchange.',
  source:
    'ETH/USD closes and lows of 2025-10-10 to 10-12 (Binance hourly); stETH/ETH of 10-12; exit queue of 10-09 (SOURCES C.1)',
  assumed: ['gas of the day: no record; that of August 2024'],
  days: 7,
  severity: { meaning: 'compounds the fall of ether and multiplies the discount', largest: 5 },
  steps: [
    onDay(0.875, ether(3_435), { kind: 'gas', gwei: 350 }),
    onDay(1, ether(3_829.72), { kind: 'gas', gwei: 30.43 }),
    onDay(2, ether(3_746.79), stEthFallsTo(0.9981)),
    onDay(3, ether(4_152.29), stEthBackTo(0.9985)),
  ],
  known: [
    {
      said: 'Ether fell from 4,531.52 to 3,435.00 dollars, 20 % of it within 30 minutes.',
      source: 'Binance hourly, SOURCES C.1; SOURCES C.2',
      figure: { quantity: 'etherDollarsLow', value: 3_435, from: START },
    },
    {
      said: 'Aave liquidated about 180 M dollars, at 10 M of bonuses, of which 1 M went to the DAO; deficits of about 400,000 dollars arose in CRV and ENS.',
      source: 'governance.aave.com/t/23248, SOURCES C.2',
    },
    {
      said: 'stETH stayed near par on chain, 0.9981 at its lowest close; wBETH traded at 430 dollars on Binance for minutes.',
      source: 'Yahoo daily closes, SOURCES C.1; press, SOURCES C.2',
      figure: { quantity: 'curvePriceLow', value: 0.9981 },
    },
    {
      said: 'The exit queue already stood at 2,422,657 ETH, 42 days.',
      source: 'validatorqueue.com, SOURCES C.1',
      figure: { quantity: 'exitQueueHigh', value: 2_422_657 },
    },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'utilisation as on 2025-09-29 (79.5 %), the last recorded day',
      'the Curve pool: no record of 2025; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'wethUtilisation', shareBps: 7_954 },
        { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_200, baseBps: 0, slope1Bps: 260, slope2Bps: 800 },
        { kind: 'exitQueue', ether: 2_422_657 },
      ),
    ],
  },
})
