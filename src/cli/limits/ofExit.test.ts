import { expect, test } from 'vitest'
import type { ExitDocument } from '../../report/exit/document.js'
import { compileLimit } from './expression.js'
import { EXIT_MEASURES, judgeExit } from './ofExit.js'

const option = (name: string, costBps: number, median: number, band: object | null = null) => ({
  possible: true,
  name,
  costBps,
  days: { early: median, median, bad: median * 2 },
  band,
})

const document = {
  strategy: { name: 'loop' },
  scenario: { name: 'depeg', day: 3 },
  options: [
    option('sell', 80, 0, { halfDepthBps: 200, twiceDepthBps: 40 }),
    option('queue', 5, 12),
    { possible: false, name: 'steps', reason: 'x' },
  ],
  recommended: 'queue',
  executed: [
    { days: 12.5, costBps: 6 },
    { days: 12, costBps: null },
  ],
} as unknown as ExitDocument

const judged = (text: string) => {
  const limits = [compileLimit(text, { known: EXIT_MEASURES, own: [] })]
  return judgeExit(document, { limits, own: [], allowUndecided: false })[0]
}

test.each([
  ['exitNowBps <= 500', 'pass', null],
  ['exitNowBps <= 60', 'undecided', 'twice the depth of the pools: it holds there'],
  ['exitNowBps <= 100', 'undecided', 'half the depth of the pools: it does not hold there'],
  ['exitNowBps <= 30', 'fail', null],
  ['exitWithin14dBps <= 5', 'pass', null],
  ['planDays < 12 or planDaysBad > 25', 'fail', null],
  ['executedDays <= 13', 'pass', null],
  [
    'executedCostBps <= 100',
    'fail',
    'executedCostBps could not be computed: the plan did not come to its end',
  ],
])('%s: %s', (text, status, note) => {
  expect(judged(text)).toMatchObject({ status, note, position: 'loop', scenario: 'depeg on day 3' })
})
