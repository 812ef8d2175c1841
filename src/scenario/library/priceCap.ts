import type { Scenario } from '../scenario.js'
import { onDay } from '../steps.js'

export const priceCap: Scenario = {
  name: 'price-cap',
  title: 'A wrong price cap on wstETH',
  family: 'oracle and governance',
  about:
    'The cap of wstETH’s price on Aave is set 2.86 % below its exchange rate and stays there for a day: loops with a health factor below 1.0294 can be liquidated, though nothing lost value.',
  source: 'effective cap 1.1933947 against a rate of 1.2285 on 2026-03-10 (SOURCES C.2)',
  assumed: ['that it takes a day to mend'],
  days: 5,
  severity: { meaning: 'multiplies how far the cap is below the rate', largest: 10 },
  steps: [
    onDay(1, { kind: 'priceCap', asset: 'wstETH', belowBps: 285.76 }),
    onDay(2, { kind: 'priceCap', asset: 'wstETH', belowBps: -300 }),
  ],
}
