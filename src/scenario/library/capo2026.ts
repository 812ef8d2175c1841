import type { Step } from '../scenario.js'
import { changeBps, etherMoves, history, onDay, STAYS_TODAYS } from '../steps.js'

/** ETH/USD at the start of 2026-03-10, dollars (SOURCES C.2). */
const START = 2_088

const STEPS: readonly Step[] = [
  onDay(1, { kind: 'priceCap', asset: 'wstETH', belowBps: 285.76 }),
  onDay(1.5, etherMoves(changeBps(START, 2_007))),
  onDay(2, { kind: 'priceCap', asset: 'wstETH', belowBps: -300 }),
]

/** A price cap is updated badly, and healthy loops are liquidated. */
export const capo2026 = history({
  name: 'capo-2026-03',
  title: 'March 2026: a wrong price cap on wstETH',
  about:
    'March 2026: an update leaves the cap of wstETH’s price 2.86 % below its exchange rate. No market moved, and 34 accounts with a health factor below 1.03 were liquidated.',
  source:
    'effective cap of 1.1933947 against a rate of 1.2285 on 2026-03-10; ETH/USD of the day (SOURCES C.1, C.2)',
  assumed: [
    'growth and timestamp of the snapshot were never published: the youngest snapshot the adapter takes, at its usual growth, gives the same cap',
    'that it takes a day to mend',
  ],
  days: 5,
  severity: { meaning: 'multiplies how far the cap is below the rate, and the fall of ether', largest: 10 },
  steps: STEPS,
  known: [
    {
      said: 'Aave priced wstETH 2.86 % below its exchange rate.',
      source: 'vote.onaave.com proposal 458, SOURCES C.2',
      figure: { quantity: 'aavePriceBelowRate', value: 0.0286 },
    },
    {
      said: '10,938 wstETH of 34 accounts were seized; the wrong price cost their owners 382.76 ETH.',
      source: 'vote.onaave.com proposal 458, SOURCES C.2',
      figure: { quantity: 'wrongPricePerWstEth', value: 382.76 / 10_938 },
    },
    {
      said: 'Bonuses cost them 129.72 ETH more.',
      source: 'vote.onaave.com proposal 458, SOURCES C.2',
      figure: { quantity: 'bonusPerWstEth', value: 129.72 / 10_938 },
    },
    {
      said: 'There was no bad debt.',
      source: 'vote.onaave.com proposal 458, SOURCES C.2',
      figure: { quantity: 'badDebtOverDebt', value: 0 },
    },
    {
      said: 'The DAO allowed 513.19 WETH to make the owners whole.',
      source: 'vote.onaave.com proposal 458, SOURCES C.2',
    },
  ],
  thatDay: {
    assumed: [...STAYS_TODAYS, 'the cap is set as far below today’s rate as it was below that day’s'],
    overlay: [
      { at: 0, shocks: [{ kind: 'etherAt', dollars: START }] },
      onDay(0.01, { kind: 'exitQueue', ether: 51_872 }),
    ],
  },
})
