import { type Facts, judge, type Moved, type Verdict, withOwn } from '../../analysis/limits.js'
import type { Cell } from '../../analysis/measures/measure.js'
import type { ExitDocument, ExitOptionJson } from '../../report/exit/document.js'
import { PATIENCES, wayWithin } from '../../simulation/patience.js'
import type { Judging } from './ofRun.js'

type Open = Extract<ExitOptionJson, { readonly possible: true }>
type Band = NonNullable<Open['band']>

const BY_PATIENCE = {
  now: 'exitNowBps',
  days7: 'exitWithin7dBps',
  days14: 'exitWithin14dBps',
  days30: 'exitWithin30dBps',
  any: 'exitEverBps',
} as const

/** Measures of one exit, of its size and on its day. */
export const EXIT_MEASURES: readonly string[] = [
  ...Object.values(BY_PATIENCE),
  'planCostBps',
  'planDays',
  'planDaysBad',
  'executedCostBps',
  'executedDays',
]

const cell = (value: number | null | undefined, unit: 'bps' | 'days', reason: string): Cell =>
  value == null ? { ok: false, value: null, reason } : { ok: true, value, unit }

/** What a way costs; null where it is closed. */
type CostOf = (option: Open) => number | null

const asItIs: CostOf = ({ costBps }) => costBps

const atDepth =
  (depth: keyof Band): CostOf =>
  ({ band, costBps }) =>
    band ? band[depth] : costBps

const executedCells = ({ executed }: ExitDocument): Readonly<Record<string, Cell>> => {
  const costs = executed.map(({ costBps }) => costBps)
  const cost = costs.length === 0 || costs.includes(null) ? null : Math.max(...(costs as number[]))
  const days = executed.length === 0 ? null : Math.max(...executed.map(one => one.days))
  const reason = executed.length === 0 ? 'the plan was not carried out' : 'the plan did not come to its end'
  return {
    executedCostBps: cell(cost, 'bps', reason),
    executedDays: cell(days, 'days', reason),
  }
}

const factsAt = (document: ExitDocument, costOf: CostOf): Facts => {
  const open = document.options.flatMap(option => {
    const costBps = option.possible ? costOf(option) : null
    if (!option.possible || costBps === null) return []
    const { name, days } = option
    return [{ name, costBps, medianDays: days.median, badDays: days.bad }]
  })
  const plan = open.find(({ name }) => name === document.recommended)
  const noPlan = 'no way out keeps to the patience'
  const byPatience = PATIENCES.map(({ id, name, days }) => [
    BY_PATIENCE[id],
    cell(wayWithin(open, days)?.costBps, 'bps', `no way out ends ${name}`),
  ])
  return {
    measures: {
      ...(Object.fromEntries(byPatience) as Readonly<Record<string, Cell>>),
      planCostBps: cell(plan?.costBps, 'bps', noPlan),
      planDays: cell(plan?.medianDays, 'days', noPlan),
      planDaysBad: cell(plan?.badDays, 'days', noPlan),
      ...executedCells(document),
    },
    share: () => 0,
    days: {},
  }
}

/** Verdicts of limits on one exit; undecided where half or twice the depth of the pools turns one. */
export const judgeExit = (document: ExitDocument, { limits, own }: Judging): readonly Verdict[] => {
  const facts = withOwn(factsAt(document, asItIs), own)
  const moved: readonly Moved[] = [
    { input: 'half the depth of the pools', facts: withOwn(factsAt(document, atDepth('halfDepthBps')), own) },
    {
      input: 'twice the depth of the pools',
      facts: withOwn(factsAt(document, atDepth('twiceDepthBps')), own),
    },
  ]
  const { scenario, strategy } = document
  const pair = {
    position: strategy.name,
    scenario:
      scenario === null ? 'no scenario' : `${scenario.name} on day ${Number(scenario.day.toFixed(2))}`,
  }
  return limits.map(one => judge(one, facts, { ...pair, moved }))
}
