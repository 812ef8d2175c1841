import type { Simulation } from '../../analysis/simulate.js'
import type { Population } from '../../market/population.js'
import type { Strategy } from '../../position/strategy.js'
import type { ChosenRules } from '../../scenario/rules.js'
import type { ActorName } from '../../simulation/actors/cast.js'
import type { Management } from '../../simulation/policies/policy.js'
import { attemptAll, type Found, foundIn, refusedLine } from '../attempts.js'
import { explained, loadSimulator } from '../chain.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { loadLineOf } from '../crossings.js'
import { checkAll, OptionError } from '../errors.js'
import { readFolder } from '../input/folder.js'
import { ORIGIN_OPTIONS, readStart, type Start } from '../input/origin.js'
import { OTHERS_OPTIONS, readPopulation, readWithout } from '../input/others.js'
import { parseParameters, readSettings } from '../input/parameters.js'
import { readManagement } from '../input/policies.js'
import { RULES_OPTION, readRules, underRules } from '../input/rules.js'
import { ALL, type Chosen, labelOf, readScenarios } from '../input/scenarios.js'
import { readStrategies } from '../input/several.js'
import { fileOf, loadStrategy } from '../input/strategies.js'
import {
  brokenLimits,
  checkScenarios,
  createJudge,
  type Judging,
  limitsBlock,
  readJudging,
} from '../limits/ofRun.js'
import { LIMIT_OPTIONS } from '../limits/options.js'
import { refreshedShares } from '../marketShares.js'
import { noteCarried } from '../output/carried.js'
import { checkWritable, writeFiles } from '../output/files.js'
import { type Format, outputsOf, readFormats, stemOf } from '../output/formats.js'
import { jsonOf } from '../output/json.js'
import { verdictsOf } from '../output/verdicts.js'
import type { Session } from '../session.js'
import { placementNotes } from './placement.js'

/** A strategy with parameters that its schema allows. */
export type Ready = {
  readonly strategy: Strategy
  readonly params: Readonly<Record<string, unknown>>
  /** Where its code is. */
  readonly file: string
  /** What whoever asked should know of it before it runs. */
  readonly notes?: readonly string[]
}

type Plan = {
  /** Each runs under each of the scenarios. */
  readonly strategies: readonly Ready[]
  readonly scenarios: readonly Chosen[]
  readonly management: Management | undefined
  /** Whether shares of staking are asked for anew. */
  readonly refresh: boolean
  readonly start: Start
  readonly population: Population
  readonly without: readonly ActorName[]
  readonly rules: ChosenRules
  /** Folder for the reports; null where none are written. */
  readonly folder: string | null
  readonly formats: readonly Format[]
  readonly json: boolean
  readonly pages: 'two' | 'all'
  readonly loadLine: boolean
  readonly sizes: 'asked' | 'left out'
  readonly judging: Judging
}

/** The one position of `--held` or of a file of holdings; undefined where a strategy is named. */
const readHeldOnly = async (name: string, options: Options): Promise<Ready | undefined> => {
  const { readHeld, readPortfolio } = await import('../input/holdings.js')
  const text = textOf(options, 'held')
  if (text !== undefined) {
    if (name === '') return readHeld(text)
    throw new OptionError('A strategy and --held exclude each other.', { hint: 'Leave one of them out.' })
  }
  if (name === '')
    throw new OptionError('No strategy is named.', {
      hint: '`plimsoll list strategies` shows them; --held takes what is held instead.',
    })
  const [first, second] = (await readPortfolio(name)) ?? []
  if (first && second)
    throw new OptionError(`"${name}" has several accounts.`, {
      hint: `Name one, as in ${name}#${first.strategy.name.split(':').at(-1) ?? ''}.`,
    })
  return first
}

/** Loads a strategy and reads `--set`. Throws before anything starts. */
export const readStrategy = async (name: string, options: Options): Promise<Ready> => {
  const { set } = options
  const held = await readHeldOnly(name, options)
  if (held) return held
  const { settings, strategy } = await checkAll({
    settings: () => readSettings(Array.isArray(set) ? set : []),
    strategy: () => loadStrategy(name, { allowImports: options['allowImports'] === true }),
  })
  const { propertiesOf } = await import('../../report/properties.js')
  const params = parseParameters(strategy, propertiesOf(strategy.params), settings)
  return { strategy, params, file: fileOf(name) }
}

const folderOf = (options: Options): string | null =>
  readFolder(options) ?? (options['json'] ? null : './reports')

/** Whether the whole library is to run. */
const isLibrary = (options: Options): boolean => textOf(options, 'scenario')?.trim() === ALL

/** The verdicts, or of the whole library a table. */
const resultOf = async ({ entries }: Found, options: Options): Promise<string> => {
  if (!isLibrary(options)) return verdictsOf(entries)
  const { matrixOf } = await import('../output/matrix.js')
  return matrixOf(entries)
}

const readPlan = async (name: string, options: Options, session: Session): Promise<Plan> => {
  const checked = await checkAll({
    start: () => readStart(options, session),
    strategies: () => readStrategies(name, options),
    scenarios: () => readScenarios(textOf(options, 'scenario') ?? 'calm', textOf(options, 'severity')),
    management: () => readManagement(textOf(options, 'policy')),
    formats: () => readFormats(textOf(options, 'format')),
    folder: () => folderOf(options),
    without: () => readWithout(options),
    rules: () => readRules(options),
    judging: () => readJudging(options),
  })
  await checkScenarios(checked.judging, checked.scenarios)
  const population = await readPopulation(options, checked.start)
  return {
    ...checked,
    population,
    json: options['json'] === true,
    pages: options['full'] === true ? 'all' : 'two',
    refresh: options['refresh'] === true,
    // A search of a load line runs a scenario dozens of times: not for the whole library.
    loadLine: options['loadLine'] !== false && !isLibrary(options),
    sizes: isLibrary(options) ? 'left out' : 'asked',
  }
}

/** One strategy under one scenario. */
type Job = Ready & Chosen

const jobsOf = ({ strategies, scenarios, rules }: Plan): readonly Job[] =>
  strategies.flatMap(ready => underRules(scenarios, rules).map(chosen => ({ ...ready, ...chosen })))

const simulateAll = async (plan: Plan, session: Session): Promise<Found> => {
  const { populated, simulate } = await loadSimulator(session)
  const { scaleScenario } = await import('../../scenario/scenario.js')
  const { composeDocument } = await import('../../report/compose.js')
  const { USUAL_EXIT_LIMITS } = await import('../../analysis/illiquid.js')
  const { management } = plan
  const marketShares = plan.refresh ? await refreshedShares() : undefined
  const lineOf = ({ start: market, population }: Simulation, { strategy, params, scenario }: Job) => {
    const origin = plan.start.worlds === 'model' ? undefined : populated(plan.start.origin, population)
    const limits = USUAL_EXIT_LIMITS
    const { without } = plan
    return loadLineOf({ market, strategy, params, scenario, management, limits, origin, without }, session)
  }
  const { judge, checkShares } = createJudge(plan.judging, { management, without: plan.without })
  const one = async (job: Job) => {
    const { strategy, params, scenario, severity } = job
    const { origin, market, worlds } = plan.start
    const simulation = await simulate({
      origin,
      ...(market ? { market } : {}),
      worlds,
      population: plan.population,
      without: plan.without,
      sizes: plan.sizes,
      strategy,
      params,
      scenario: scaleScenario(scenario, severity),
      management,
      progress: message =>
        session.meter.say(message.replace(`× ${scenario.name} on`, `× ${labelOf(job)} on`)),
    })
    for (const note of await placementNotes(job, simulation)) session.note(note)
    const loadLine = plan.loadLine ? await lineOf(simulation, job) : null
    const verdicts = await judge(job, job, { simulation, line: loadLine })
    const { name, about } = strategy
    const facts = {
      strategy: { name, about, params },
      scenario,
      severity,
      management,
      loadLine,
      marketShares,
      rules: plan.rules,
      verdicts,
    }
    return { document: composeDocument({ simulation, ...facts }), market: simulation.start }
  }
  const worldsEach = plan.start.worlds === 'both' ? 2 : 1
  const jobs = jobsOf(plan)
  session.meter.expect(jobs.length * (worldsEach + (plan.loadLine ? 1 : 0)))
  for (const note of plan.strategies.flatMap(({ notes = [] }) => notes)) session.note(note)
  const pairs = jobs.map(job => ({ strategy: job.strategy.name, scenario: labelOf(job) }))
  const attempts = await attemptAll(jobs, job =>
    one(job).catch(async error => {
      throw await explained(error, { ready: job, scenario: labelOf(job), origin: plan.start.origin })
    }),
  )
  const found = foundIn(attempts, pairs)
  await checkShares()
  return found
}

const writeReports = async (
  plan: Plan,
  { documents, markets, refused }: Found,
  { json, session }: { readonly json: string; readonly session: Session },
): Promise<Error | undefined> => {
  const { folder, formats, strategies, scenarios, pages } = plan
  if (folder === null) return undefined
  if (formats.includes('pdf')) session.onClose((await import('../../report/render/pdf.js')).stopAllChromiums)
  const stem = stemOf(
    strategies.map(({ strategy }) => strategy.name),
    scenarios.map(labelOf),
  )
  const { outputs, failure } = await outputsOf(formats, {
    documents,
    refused,
    json,
    markets,
    strategies,
    chosen: scenarios,
    pages,
  })
  const named = outputs.map(({ format, text }) => ({ name: `${stem}.${format}`, text }))
  for (const file of writeFiles(folder, named)) session.note(`wrote ${file}`)
  if (outputs.some(({ format }) => format === 'html')) await noteCarried(strategies, session)
  return failure
}

/** Without a strategy, the whole library runs on these: one owes ether, the other dollars. */
const USUAL_STRATEGIES = 'wsteth-loop,wsteth-usdc'

const readName = (argument: string | undefined, options: Options): string => {
  if (argument !== undefined) return argument
  if (options['held'] !== undefined) return ''
  if (isLibrary(options)) return USUAL_STRATEGIES
  throw new OptionError('No strategy is named.', {
    hint: '`plimsoll list strategies` shows them; only --scenario all runs without one.',
  })
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(name, options, session)
  if (plan.folder !== null) checkWritable(plan.folder)
  const simulated = await simulateAll(plan, session)
  const json = await jsonOf(simulated.documents, simulated.refused)
  const failure = await writeReports(plan, simulated, { json, session })
  if (simulated.refused.length > 0) session.note(refusedLine(simulated))
  await session.print(
    plan.json ? json : `${await limitsBlock(plan.judging, simulated)}${await resultOf(simulated, options)}`,
  )
  if (simulated.failure) throw simulated.failure.error
  if (failure) throw failure
  const broken = await brokenLimits(plan.judging, simulated)
  if (broken) throw broken
}

/** `plimsoll run`. */
export const runCommand: Command = {
  name: 'run',
  about: 'run a strategy under scenarios, and report what becomes of it',
  argument: {
    flags: '[strategy]',
    about:
      'a name that `plimsoll list strategies` shows, ./your-own.ts, or a file of holdings (.yaml, .csv); several with commas between',
  },
  options: [
    [
      '--scenario <names>',
      'scenarios with commas between; NAME@SEVERITY, A+B for both at once, ./mine.yaml, or all (default: calm)',
    ],
    HELD_OPTION,
    ['--severity <factor>', 'how many times as hard the scenarios strike that name no severity (default: 1)'],
    ['--set <key=value...>', 'parameters of the strategy; of one of several: NAME.key=value'],
    IMPORTS_OPTION,
    [
      '--policy <policy>',
      'how the owner manages it, as in deleverage:below=1.1,to=1.3 (default: not at all)',
    ],
    ['--world <world>', 'fork, model or both; both are compared number by number (default: both)'],
    ...LIMIT_OPTIONS,
    ...ORIGIN_OPTIONS,
    ['--refresh', 'ask DefiLlama for today’s shares of staking, instead of the dated table'],
    ...OTHERS_OPTIONS,
    RULES_OPTION,
    ['--out <folder>', 'where the reports go (default: ./reports)'],
    ['--format <formats>', 'of md, json, html, pdf and csv, with commas between (default: md,json,html)'],
    ['--full', 'a PDF of the whole report instead of the two pages for a committee'],
    ['--json', 'print one JSON document and nothing else; write files only where --out says'],
    [
      '--no-load-line',
      'leave out the severities at which the position goes under (found on the model, proven on the fork)',
    ],
  ],
  act: async (argument, options, session) => act(readName(argument, options), options, session),
}
