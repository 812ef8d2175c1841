import type { ExitDocument } from '../../report/exit/document.js'
import type { By } from '../../simulation/patience.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { checkAll, LimitError, OptionError } from '../errors.js'
import { readSize } from '../input/exitSize.js'
import { readFolder } from '../input/folder.js'
import { suggest } from '../input/nearest.js'
import { ORIGIN_OPTIONS, readStart } from '../input/origin.js'
import { RULES_OPTION, readRules } from '../input/rules.js'
import { ALL, type Chosen, labelOf, readScenarios } from '../input/scenarios.js'
import { type Judging, readJudging } from '../limits/ofRun.js'
import { LIMIT_OPTIONS } from '../limits/options.js'
import { checkWritable, writeFiles } from '../output/files.js'
import { inFileName } from '../output/formats.js'
import type { Session } from '../session.js'
import { EXIT_FORMATS, type ExitFormat, type ExitJob, type Moment } from './exitJob.js'
import { leave } from './exitRun.js'
import { readStrategy } from './run.js'

/** As long as the load line's usual limit. */
const USUAL_PATIENCE_DAYS = 30

/** Days and basis points beyond this are no limit at all. */
const MOST = 1e9

const readNumber = (options: Options, flag: string, name: string): number | undefined => {
  const text = textOf(options, name)
  if (text === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= MOST) return Number(text)
  throw new OptionError(`"${text}" is no ${flag}.`, {
    hint: `Give ${flag} a number, 0 to ${MOST.toExponential()}.`,
  })
}

const readPatience = (options: Options): number | null =>
  textOf(options, 'patience') === 'any'
    ? null
    : (readNumber(options, '--patience', 'patience') ?? USUAL_PATIENCE_DAYS)

const readBy = (options: Options): By => {
  const text = textOf(options, 'by') ?? 'median'
  if (text === 'median' || text === 'bad') return text
  throw new OptionError(`"${text}" is no case to decide by.`, { hint: suggest(text, ['median', 'bad']) })
}

const readScenario = async (options: Options): Promise<Chosen | undefined> => {
  const text = textOf(options, 'scenario')
  if (text === undefined) return undefined
  if (text.includes(',') || text === ALL)
    throw new OptionError(`"${text}" is more than one scenario.`, { hint: 'An exit is planned in one.' })
  const [chosen] = await readScenarios(text, textOf(options, 'severity'))
  return chosen
}

const readMoment = (options: Options, chosen: Chosen | undefined): Moment => {
  const text = textOf(options, 'at')
  if (!chosen) {
    if (text === undefined) return { kind: 'start' }
    throw new OptionError('--at needs --scenario.', {
      hint: 'Say whose day it is, as in --scenario depeg --at 5.',
    })
  }
  if (text === undefined || text === 'worst') return { kind: 'worst' }
  const day = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (day <= chosen.scenario.days) return { kind: 'day', day }
  throw new OptionError(`"${text}" is no day of "${chosen.scenario.name}".`, {
    facts: { allowed: `0 to ${chosen.scenario.days}, or worst` },
    hint: 'Write --at 7, or --at worst for when leaving costs most.',
  })
}

const formatOf = (text: string): ExitFormat => {
  const found = EXIT_FORMATS.find(format => format === text)
  if (found) return found
  throw new OptionError(`There is no format "${text}" of an exit.`, { hint: suggest(text, EXIT_FORMATS) })
}

const readFormats = (options: Options): readonly ExitFormat[] => [
  ...new Set((textOf(options, 'format') ?? 'md,json').split(',').map(formatOf)),
]

const folderOf = (options: Options): string | null =>
  readFolder(options) ?? (options['json'] ? null : './reports')

/** A limit of an exit is on its one day, so that `under` says nothing more, and no run stands behind `share`. */
const readExitLimits = async (options: Options): Promise<Judging> => {
  const { EXIT_MEASURES } = await import('../limits/ofExit.js')
  const judging = await readJudging(options, EXIT_MEASURES)
  for (const { limit, shares } of judging.limits)
    if (limit.under !== null || shares.length > 0)
      throw new OptionError(
        `The limit "${limit.text}" is no limit of an exit: ${limit.under ? 'an exit has one scenario' : 'share() is of a run'}.`,
        { hint: `Its measures are ${EXIT_MEASURES.join(', ')}.` },
      )
  return judging
}

const readJob = async (name: string, options: Options, session: Session): Promise<ExitJob> => {
  const checked = await checkAll({
    start: () => readStart(options, session),
    ready: () => readStrategy(name, options),
    chosen: () => readScenario(options),
    size: () => readSize(textOf(options, 'size') ?? 'all'),
    patienceDays: () => readPatience(options),
    formats: () => readFormats(options),
    maxCostBps: () => readNumber(options, '--max-cost', 'maxCost') ?? null,
    by: () => readBy(options),
    rules: () => readRules(options),
    judging: () => readExitLimits(options),
  })
  return {
    ...checked,
    asked: textOf(options, 'size')?.trim() ?? 'all',
    moment: readMoment(options, checked.chosen),
    carryOut: options['execute'] !== false,
    isPatienceGiven: textOf(options, 'patience') !== undefined,
  }
}

const stemOf = ({ strategy, scenario }: ExitDocument, { chosen }: ExitJob): string =>
  inFileName(
    [strategy.name, 'exit', ...(chosen && scenario ? [labelOf(chosen), `day-${scenario.day}`] : [])].join(
      '.',
    ),
  )

const judged = async (document: ExitDocument, { judging }: ExitJob): Promise<ExitDocument> => {
  if (judging.limits.length === 0) return document
  const [{ judgeExit }, { verdictJson }] = await Promise.all([
    import('../limits/ofExit.js'),
    import('../../report/verdicts.js'),
  ])
  return { ...document, verdicts: judgeExit(document, judging).map(verdictJson) }
}

/** PASS and FAIL before anything else; empty where no limit was given. */
const blockOf = async ({ verdicts = [] }: ExitDocument): Promise<string> => {
  if (verdicts.length === 0) return ''
  const { renderCheckText } = await import('../limits/formats.js')
  return `${renderCheckText({ verdicts, refused: [], becameWorse: null })}\n`
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const job = await readJob(name, options, session)
  const folder = folderOf(options)
  if (folder !== null) checkWritable(folder)
  const document = await judged(await leave(job, session), job)
  const { renderExitMarkdown, renderExitTerminal } = await import('../../report/exit/markdown.js')
  const json = `${JSON.stringify(document, null, 2)}\n`
  if (folder !== null) {
    const stem = stemOf(document, job)
    const outputs = await Promise.all(
      job.formats.map(async format => {
        if (format === 'json') return { name: `${stem}.json`, text: json }
        if (format === 'md') return { name: `${stem}.md`, text: renderExitMarkdown(document) }
        const { renderExitHtml } = await import('../../report/exit/html.js')
        return { name: `${stem}.html`, text: renderExitHtml(document) }
      }),
    )
    for (const file of writeFiles(folder, outputs)) session.note(`wrote ${file}`)
  }
  await session.print(options['json'] ? json : `${await blockOf(document)}${renderExitTerminal(document)}`)
  checkLimits(document, job)
  const { limitFailure } = await import('../limits/failure.js')
  const { allowUndecided } = job.judging
  const failure = limitFailure({ verdicts: document.verdicts ?? [], refused: [], allowUndecided })
  if (failure) throw failure
}

/** A limit that was given and is broken, by the plan or when it was carried out, is told by the exit code. */
const checkLimits = (
  { limits, recommended, withinLimits, executed }: ExitDocument,
  { isPatienceGiven }: ExitJob,
): void => {
  const facts = {
    ...(limits.patienceDays === null ? {} : { patience: `${limits.patienceDays} days` }),
    ...(limits.maxCostBps === null ? {} : { 'max cost': `${limits.maxCostBps} bps` }),
  }
  const isGiven = isPatienceGiven || limits.maxCostBps !== null
  if (!withinLimits && isGiven)
    throw new LimitError(
      recommended === null
        ? 'No way out keeps to the patience.'
        : 'The cheapest way out costs more than the limit.',
      { facts },
    )
  for (const { world, breaks, days, costBps, because } of executed) {
    const broken = breaks.filter(limit => limit === 'cost' || isPatienceGiven)
    if (broken.length === 0) continue
    const took = { days: days.toFixed(1), ...(costBps === null ? {} : { cost: `${costBps} bps` }) }
    throw new LimitError(
      `Carried out on the ${world}, the plan broke the limit of ${broken.join(' and ')}.`,
      {
        facts: { ...facts, ...took, ...(because === null ? {} : { because }) },
      },
    )
  }
}

/** `plimsoll exit`. */
export const exitCommand: Command = {
  name: 'exit',
  about: 'what leaving costs, by route and by patience; the best plan, carried out on the fork',
  argument: {
    flags: '[strategy]',
    about: 'a name that `plimsoll list strategies` shows, ./your-own.ts, or a file of holdings (.yaml, .csv)',
  },
  options: [
    [
      '--size <amount>',
      'how much leaves: 500wstETH, 1000ETH of net worth, 8validators, 25% or all (default: all)',
    ],
    HELD_OPTION,
    ['--set <key=value...>', 'parameters of the strategy'],
    IMPORTS_OPTION,
    ['--scenario <name>', 'leave in this scenario, NAME or NAME@SEVERITY; without it, right after opening'],
    ['--severity <factor>', 'how many times as hard the scenario strikes (default: 1)'],
    [
      '--at <day>',
      'on this day of the scenario, or worst: when leaving within the patience costs most (default: worst)',
    ],
    ['--patience <days>', 'how long it may take, at the median; any is as long as it takes (default: 30)'],
    [
      '--by <case>',
      'days that the patience is held against: median or bad, one case in twenty (default: median)',
    ],
    ['--max-cost <bps>', 'what it may cost, in basis points of what leaves; exit code 3 where it costs more'],
    ['--world <world>', 'where the plan is carried out: fork, model or both (default: both)'],
    ...LIMIT_OPTIONS,
    ...ORIGIN_OPTIONS,
    RULES_OPTION,
    ['--no-execute', 'only plan'],
    ['--format <list>', 'what is written: md, json, html (default: md,json)'],
    ['--out <folder>', 'where the report goes (default: ./reports)'],
    ['--json', 'print one JSON document and nothing else; write files only where --out says'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
