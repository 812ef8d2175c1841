import { COLUMNS, COMPARED, type Row, rowOf, type Seen, sortRows } from '../../analysis/compare.js'
import type { Facts, Verdict } from '../../analysis/limits.js'
import type { Observed } from '../../analysis/observe.js'
import type { Market } from '../../market/market.js'
import { explained } from '../chain.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { yieldToEvents } from '../crossings.js'
import { checkAll, OptionError, RefusedPositionError } from '../errors.js'
import { isHoldingsFile } from '../input/holdingsFile.js'
import { suggest } from '../input/nearest.js'
import { ORIGIN_OPTIONS, readStart, type Start } from '../input/origin.js'
import { RULES_OPTION, readRules, rulesNote, underRules } from '../input/rules.js'
import { type Chosen, labelOf, readScenarios } from '../input/scenarios.js'
import { readStrategies } from '../input/several.js'
import type { Subject } from '../limits/judgeAll.js'
import { checkScenarios, type Judging, readJudging } from '../limits/ofRun.js'
import { LIMIT_OPTIONS } from '../limits/options.js'
import type { Session } from '../session.js'
import { marketOf } from './check.js'
import { type Ready, readStrategy } from './run.js'

const FORMATS = ['text', 'md', 'html', 'csv', 'json'] as const
type Format = (typeof FORMATS)[number]

type Plan = {
  readonly positions: readonly Ready[]
  readonly scenarios: readonly Chosen[]
  readonly start: Start
  readonly format: Format
  readonly sort: string | undefined
  readonly judging: Judging
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : [])

/** `wsteth-loop:leverage=3`: a strategy with settings of its own; the instance is named by the whole text. */
const readInstance = async (text: string, options: Options): Promise<readonly Ready[]> => {
  if (isHoldingsFile(text)) return readStrategies(text, {})
  const [, name = text, own = ''] = /^([^:]+(?:\.[cm]?[jt]s)?):(.*=.*)$/.exec(text) ?? []
  const settings = own === '' ? [] : own.split(',')
  const keys = settings.map(one => one.split('=')[0])
  const others = listOf(options['set']).filter(one => !keys.includes(one.split('=')[0]))
  const ready = await readStrategy(name, {
    allowImports: options['allowImports'],
    set: [...others, ...settings],
  })
  return [{ ...ready, strategy: { ...ready.strategy, name: text } }]
}

const readPositions = async (texts: readonly string[], options: Options): Promise<readonly Ready[]> => {
  const held = textOf(options, 'held')
  const first = held === undefined ? [] : [await readStrategy('', options)]
  const found: Ready[] = [...first]
  for (const text of texts) found.push(...(await readInstance(text, options)))
  const names = found.map(({ strategy }) => strategy.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice)
    throw new OptionError(`Position "${twice}" is named twice.`, { hint: 'Name each position once.' })
  if (found.length === 0)
    throw new OptionError('No position is named.', {
      hint: 'As in `plimsoll compare hold-wsteth wsteth-loop:leverage=3 treasury.yaml`.',
    })
  return found
}

const oneOf = <const T extends string>(text: string, known: readonly T[], what: string): T => {
  const found = known.find(one => one === text)
  if (found) return found
  throw new OptionError(`There is no ${what} "${text}" of a comparison.`, { hint: suggest(text, known) })
}

const readPlan = async (texts: readonly string[], options: Options, session: Session): Promise<Plan> => {
  const sort = textOf(options, 'sort')
  const plan = await checkAll({
    start: () => readStart(options, session),
    positions: () => readPositions(texts, options),
    scenarios: async () =>
      underRules(await readScenarios(textOf(options, 'scenario') ?? 'calm', undefined), readRules(options)),
    format: () => oneOf(textOf(options, 'format') ?? 'text', FORMATS, 'format'),
    sort: () =>
      sort === undefined
        ? undefined
        : oneOf(
            sort,
            COLUMNS.map(({ name }) => name),
            'column',
          ),
    judging: () => readJudging(options),
  })
  await checkScenarios(plan.judging, plan.scenarios)
  return plan
}

const refusalOf = ({ details }: RefusedPositionError): string => {
  const { reason = '', 'this market takes': takes } = details.facts ?? {}
  return takes === undefined ? reason : `${reason}; it takes ${takes}`
}

/** Judges what was seen of a pair, and adds the user's own measures to it. */
const judgedOf = async (
  subject: Subject,
  seen: Observed,
  { judging }: Plan,
): Promise<{
  readonly facts: Facts
  readonly verdicts: readonly Verdict[]
  readonly stands: readonly string[]
}> => {
  const { withOwn } = await import('../../analysis/limits.js')
  const facts = withOwn(seen.facts, judging.own)
  if (judging.limits.length === 0) return { facts, verdicts: [], stands: seen.stands }
  const { judgeObserved } = await import('../limits/judgeAll.js')
  return { ...(await judgeObserved(subject, seen, judging)), facts }
}

type Compared = { readonly row: Row; readonly stands: readonly string[] }

const compareOne = async (ready: Ready, plan: Plan, market: Market, session: Session): Promise<Compared> => {
  const [{ observeRun }, { scaleScenario }] = await Promise.all([
    import('../../analysis/observe.js'),
    import('../../scenario/scenario.js'),
  ])
  const position = ready.strategy.name
  const { limits, own } = plan.judging
  const names = [...COMPARED, ...[...limits, ...own].flatMap(({ needs }) => needs)]
  const found: (Seen & { readonly verdicts: readonly Verdict[]; readonly stands: readonly string[] })[] = []
  for (const chosen of plan.scenarios) {
    const scenario = labelOf(chosen)
    session.meter.say(`comparing ${position} under ${scenario}`)
    await yieldToEvents()
    try {
      const scaled = scaleScenario(chosen.scenario, chosen.severity)
      const seen = await observeRun(market, ready, scaled, { names, exits: 'planned' })
      found.push({ scenario, ...(await judgedOf({ ready, chosen, market }, seen, plan)) })
    } catch (error) {
      const told = await explained(error, { ready, scenario, origin: plan.start.origin })
      if (!(told instanceof RefusedPositionError)) throw told
      return { row: { kind: 'refused', position, scenario, reason: refusalOf(told) }, stands: [] }
    }
  }
  const asked = { own: own.map(({ name }) => name), verdicts: found.flatMap(({ verdicts }) => verdicts) }
  return { row: rowOf(position, found, asked), stands: found.flatMap(({ stands }) => stands) }
}

const verdictsIn = (rows: readonly Row[]): readonly Verdict[] =>
  rows.flatMap(row => (row.kind === 'compared' ? row.verdicts : []))

const refusedIn = (rows: readonly Row[]) => rows.flatMap(row => (row.kind === 'refused' ? [row] : []))

/** PASS and FAIL before the table; empty where no limit was given. */
const blockOf = async (rows: readonly Row[], { limits }: Judging): Promise<string> => {
  if (limits.length === 0) return ''
  const { renderCheckText } = await import('../limits/formats.js')
  return `${renderCheckText({ verdicts: verdictsIn(rows), refused: refusedIn(rows), becameWorse: null })}\n`
}

/** JSON has no number without bound. */
const finite = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value

const rendered = async (rows: readonly Row[], { format, scenarios, judging }: Plan): Promise<string> => {
  const { comparisonCsv, comparisonMarkdown, comparisonText } = await import(
    '../../report/render/comparison.js'
  )
  switch (format) {
    case 'text':
      return `${await blockOf(rows, judging)}${comparisonText(rows)}`
    case 'md': {
      const { verdictsTable } = await import('../../report/sections/limits.js')
      const limits = verdictsTable(verdictsIn(rows))
      return `${limits === '' ? '' : `${limits}\n\n`}${comparisonMarkdown(rows)}`
    }
    case 'html': {
      const { renderComparisonHtml } = await import('../../report/comparisonPage.js')
      return renderComparisonHtml(rows, scenarios.map(labelOf))
    }
    case 'csv':
      return comparisonCsv(rows)
    case 'json':
      return `${JSON.stringify({ columns: COLUMNS, rows }, finite, 2)}\n`
  }
}

const checkShares = async ({ limits }: Judging, stands: readonly string[]): Promise<void> => {
  if (limits.length === 0 || stands.length === 0) return
  const { checkNames } = await import('../limits/judgeAll.js')
  checkNames(limits, stands)
}

const checkHeld = async ({ limits, allowUndecided }: Judging, rows: readonly Row[]): Promise<void> => {
  if (limits.length === 0) return
  const { limitFailure } = await import('../limits/failure.js')
  const failure = limitFailure({ verdicts: verdictsIn(rows), refused: refusedIn(rows), allowUndecided })
  if (failure) throw failure
}

const act = async (texts: readonly string[], options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(texts, options, session)
  const market = await marketOf(plan, session)
  const note = rulesNote(readRules(options))
  if (note !== null) session.note(note)
  for (const told of plan.positions.flatMap(({ notes = [] }) => notes)) session.note(told)
  const found: Compared[] = []
  for (const ready of plan.positions) found.push(await compareOne(ready, plan, market, session))
  await checkShares(
    plan.judging,
    found.flatMap(({ stands }) => stands),
  )
  const rows = found.map(({ row }) => row)
  await session.print(await rendered(plan.sort === undefined ? rows : sortRows(rows, plan.sort), plan))
  await checkHeld(plan.judging, rows)
}

/** `plimsoll compare`. */
export const compareCommand: Command = {
  name: 'compare',
  about:
    'put positions beside each other under the same scenarios, in the model: one table, worst first in each cell',
  argument: {
    flags: '[positions...]',
    about: 'strategies with settings of their own (wsteth-loop:leverage=3) and files of holdings',
  },
  options: [
    ['--scenario <names>', 'scenarios with commas between (default: calm)'],
    HELD_OPTION,
    ['--set <key=value...>', 'parameters of the strategies; a file keeps its amounts'],
    IMPORTS_OPTION,
    [
      '--sort <column>',
      'the best first by netApy, minHealthFactor, exitNowBps and so on (default: as named)',
    ],
    ['--format <format>', 'text, md, html, csv or json (default: text)'],
    ...LIMIT_OPTIONS,
    ...ORIGIN_OPTIONS,
    RULES_OPTION,
  ],
  act: (argument, options, session) =>
    act(
      (argument ?? '').split('\n').filter(text => text !== ''),
      options,
      session,
    ),
}
