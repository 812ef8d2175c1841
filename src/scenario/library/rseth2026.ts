import type { Step } from '../scenario.js'
import { changeBps, etherMoves, history, onDay, STAYS_TODAYS, stEthBackTo, stEthFallsTo } from '../steps.js'

/** ETH/USD before the event, 2026-04-17, dollars (SOURCES C.1). Day 1 is 2026-04-18, 17:35 UTC. */
const START = 2_464.91

const STEPS: readonly Step[] = [
  onDay(1, {
    kind: 'mintAndBorrow',
    asset: 'rsETH',
    amount: 89_567,
    category: 3,
    debt: 'WETH',
    borrow: 82_650,
  }),
  onDay(
    1 + 80 / 1_440,
    { kind: 'freeze', asset: 'rsETH', frozen: true },
    { kind: 'collateralTerms', asset: 'WETH', ltvBps: 0, thresholdBps: 8_300, bonusBps: 500 },
    { kind: 'drain', asset: 'WETH', utilisationBps: 10_000 },
    { kind: 'tokenMarket', asset: 'rsETH', discountBps: 1_000 },
  ),
  onDay(2, { kind: 'rate', asset: 'rsETH', changeBps: -1_800 }, { kind: 'exitQueue', ether: 18_656 }),
  onDay(4, stEthFallsTo(0.9941), { kind: 'exitQueue', ether: 133_744 }),
  onDay(8, { kind: 'wethUtilisation', shareBps: 9_600 }, { kind: 'exitQueue', ether: 313_446 }),
  onDay(12, etherMoves(changeBps(START, 2_220.36))),
  onDay(15, { kind: 'exitQueue', ether: 530_985 }),
  onDay(20, { kind: 'wethUtilisation', shareBps: 9_000 }, stEthBackTo(0.9985)),
]

/** Forged collateral empties Aave of ether. */
export const rseth2026 = history({
  name: 'rseth-2026-04',
  title: 'April 2026: forged rsETH',
  about:
    'April 2026: 116,500 rsETH are forged through a bridge; 89,567 of them become collateral on Aave, and 82,650 WETH leave with them. Lenders run, WETH is borrowed to the last, and for days nobody can withdraw.',
  source:
    'amounts and times of 2026-04-18; stETH’s daily low of 0.9941; exit queue of each day from validatorqueue.com; ETH/USD low of 04-29 (SOURCES C.1, C.2)',
  assumed: [
    'the 821 wstETH also borrowed are left out',
    'rsETH loses the 18 % of supply that was forged, a day later: Kelp’s own accounting is not recorded',
    'holders sell rsETH on its pool to a tenth below its rate, an hour after the forgery; its pool is as deep as ezETH’s was',
    'when lenders come back: 96 % after a week, 90 % after three',
  ],
  days: 28,
  severity: {
    meaning: 'multiplies what is forged and borrowed, the fall of rsETH and the queue',
    largest: 2,
  },
  steps: [onDay(0.9, { kind: 'eModeBorrow', category: 3, asset: 'WETH', allowed: true }), ...STEPS],
  known: [
    {
      said: '116,500 rsETH (292 M dollars) were forged at 17:35 UTC; 89,567 went to Aave, against which 82,650 WETH and 821 wstETH were borrowed at health factors of 1.01 to 1.03.',
      source: 'press and blog.lido.fi, SOURCES C.2',
    },
    {
      said: 'WETH on Aave was borrowed to 100 % for days; 6.6 B dollars left Aave in 24 hours, 8.45 B in 48.',
      source: 'press, SOURCES C.2',
      figure: { quantity: 'wethUtilisationHigh', value: 1 },
    },
    {
      said: 'stETH’s daily average on Curve fell to 0.9941, and was at par again by 20 May.',
      source: 'blog.lido.fi, SOURCES C.2',
      figure: { quantity: 'curvePriceLow', value: 0.9941 },
    },
    {
      said: 'The exit queue grew from 736 ETH to 530,985 on 2 May, 9.2 days, and was empty on the 12th.',
      source: 'validatorqueue.com, SOURCES C.1',
      figure: { quantity: 'exitQueueHigh', value: 530_985 },
    },
    { said: 'Bad debt of 120 to 230 M dollars, by estimate.', source: 'press, SOURCES C.2' },
  ],
  thatDay: {
    assumed: [
      ...STAYS_TODAYS,
      'utilisation before: that of the seed day',
      'the Curve pool: no record of 2026; mid 2023',
    ],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(
        0.01,
        { kind: 'exitQueue', ether: 21_415 },
        { kind: 'eModeBorrow', category: 3, asset: 'WETH', allowed: true },
      ),
    ],
    steps: STEPS,
  },
})
