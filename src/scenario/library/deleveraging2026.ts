import { changeBps, etherMoves, history, onDay, STAYS_TODAYS } from '../steps.js'

/** ETH/USD before the fall, 2026-01-28, dollars (SOURCES C.1). */
const START = 3_045.78
const ether = (dollars: number) => etherMoves(changeBps(START, dollars))

/** A large fund unwinds, and WETH runs out while ether falls. */
export const deleveraging2026 = history({
  name: 'deleveraging-2026-02',
  title: 'February 2026: Trend Research unwinds',
  about:
    'February 2026: ether loses 43 % in nine days, Trend Research unwinds 600,000 WETH of collateral, and twice hardly any WETH is left on Aave.',
  source:
    'ETH/USD 3,045.78 on 2026-01-28 to 1,747.80 on 02-06 (SOURCES C.1); utilisation peaks of 95.42 % and 99.85 %, first slope 2.45 from 02-07 (SOURCES B.1, C.2)',
  assumed: [
    'the path between start and low',
    'on which days utilisation peaked',
    'discount of stETH: no record; none',
  ],
  days: 14,
  severity: { meaning: 'compounds the fall of ether, divides what is left free', largest: 5 },
  steps: [
    onDay(1, ether(2_890)),
    onDay(3, ether(2_650), { kind: 'drain', asset: 'WETH', utilisationBps: 9_542 }),
    onDay(5, ether(2_280), { kind: 'wethUtilisation', shareBps: 9_200 }),
    onDay(8, ether(2_050), { kind: 'drain', asset: 'WETH', utilisationBps: 9_985 }),
    onDay(9, ether(1_747.8), { kind: 'gas', gwei: 30.43 }),
    onDay(
      10,
      { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_400, baseBps: 0, slope1Bps: 245, slope2Bps: 800 },
      { kind: 'wethUtilisation', shareBps: 9_200 },
    ),
  ],
  known: [
    {
      said: 'Ether fell from 3,045.78 to 1,747.80 dollars in 203 hours.',
      source: 'SOURCES C.1',
      figure: { quantity: 'etherDollarsLow', value: 1_747.8, from: START },
    },
    {
      said: 'Aave seized 202.5 M dollars of collateral against 193.1 M of debt in seven days, 9.34 M of it bonuses.',
      source: 'governance.aave.com/t/23986, SOURCES C.2',
      figure: { quantity: 'bonusOverDebt', value: 9.34 / 193.1 },
    },
    {
      said: 'The deficit was 30,000 dollars.',
      source: 'governance.aave.com/t/23986, SOURCES C.2',
      figure: { quantity: 'badDebtOverDebt', value: 0.03 / 193.1 },
    },
    {
      said: 'WETH was borrowed to 95.42 % and then to 99.85 %.',
      source: 'governance.aave.com/t/24101 and 24018, SOURCES C.2',
      figure: { quantity: 'wethUtilisationHigh', value: 0.9985 },
    },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'utilisation at the start as on the seed day',
      'the Curve pool: no record of 2026; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(0.01, { kind: 'exitQueue', ether: 44_448 }),
    ],
  },
})
