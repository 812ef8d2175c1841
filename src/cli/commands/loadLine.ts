import { isAnyOfIt } from '../../analysis/leastSeverity.js'
import type { Fate } from '../../analysis/loadLine.js'
import type { Population } from '../../market/population.js'
import type { Document } from '../../report/document.js'
import type { LoadLineJson } from '../../report/loadLine.js'
import { type ChosenRules, withRules } from '../../scenario/rules.js'
import type { ActorName } from '../../simulation/actors/cast.js'
import type { ExitLimits } from '../../simulation/exitPlanner.js'
import { explained, loadSimulator } from '../chain.js'
import { type Command, HELD_OPTION, IMPORTS_OPTION, type Options, textOf } from '../command.js'
import { loadLineOf } from '../crossings.js'
import { checkAll, OptionError } from '../errors.js'
import { ORIGIN_OPTIONS, readStart, type Start } from '../input/origin.js'
import { OTHERS_OPTIONS, readPopulation, readWithout } from '../input/others.js'
import { RULES_OPTION, readRules } from '../input/rules.js'
import { ALL, type Chosen, readScenarios } from '../input/scenarios.js'
import { jsonOf } from '../output/json.js'
import type { Session } from '../session.js'
import { type Ready, readStrategy } from './run.js'

type Plan = {
  readonly ready: Ready
  readonly chosen: Chosen
  readonly start: Start
  readonly population: Population
  readonly without: readonly ActorName[]
  readonly limits: ExitLimits
  readonly rules: ChosenRules
  readonly json: boolean
  readonly proof: boolean
}

const readLimit = (options: Options, flag: string, name: string, usual: number): number => {
  const text = textOf(options, name)
  if (text === undefined) return usual
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(value)) return value
  throw new OptionError(`"${text}" is no ${flag}.`, {
    hint: `Give ${flag} a number, 0 or more; usual is ${usual}.`,
  })
}

const readLimits = async (options: Options): Promise<ExitLimits> => {
  const { USUAL_EXIT_LIMITS } = await import('../../analysis/illiquid.js')
  return {
    costBps: readLimit(options, '--max-cost', 'maxCost', USUAL_EXIT_LIMITS.costBps),
    days: readLimit(options, '--max-days', 'maxDays', USUAL_EXIT_LIMITS.days),
  }
}

const readScenario = async (options: Options): Promise<Chosen> => {
  const text = textOf(options, 'scenario')
  if (text === undefined)
    throw new OptionError('No scenario is named.', {
      hint: 'Name one with --scenario, as in --scenario slashing.',
    })
  if (text.includes(',') || text.includes('@') || text === ALL)
    throw new OptionError(`"${text}" is not one scenario without a severity.`, {
      hint: 'A load line is searched for one scenario, over all severities that make sense for it.',
    })
  const [chosen] = await readScenarios(text, undefined)
  if (!chosen) throw new OptionError('No scenario is named.')
  return chosen
}

const readPlan = async (name: string, options: Options, session: Session): Promise<Plan> => {
  const checked = await checkAll({
    start: () => readStart(options, session),
    ready: () => readStrategy(name, options),
    chosen: () => readScenario(options),
    limits: () => readLimits(options),
    without: () => readWithout(options),
    rules: () => readRules(options),
  })
  const population = await readPopulation(options, checked.start)
  const { chosen, rules } = checked
  return {
    ...checked,
    chosen: { ...chosen, scenario: withRules(chosen.scenario, rules) },
    population,
    json: options['json'] === true,
    proof: options['proof'] !== false,
  }
}

const findDocument = async (plan: Plan, session: Session): Promise<Document> => {
  const { populated, simulate } = await loadSimulator(session)
  const { composeDocument } = await import('../../report/compose.js')
  const { strategy, params } = plan.ready
  const { scenario, severity } = plan.chosen
  const { origin, market } = plan.start
  const simulation = await simulate({
    origin,
    ...(market ? { market } : {}),
    worlds: 'model',
    population: plan.population,
    without: plan.without,
    strategy,
    params,
    scenario,
    progress: session.meter.say,
  })
  const loadLine = await loadLineOf(
    {
      market: simulation.start,
      strategy,
      params,
      scenario,
      limits: plan.limits,
      without: plan.without,
      origin: plan.proof && !market ? populated(origin, simulation.population) : undefined,
    },
    session,
  )
  const { name, about } = strategy
  const { rules } = plan
  return composeDocument({
    simulation,
    strategy: { name, about, params },
    scenario,
    severity,
    loadLine,
    rules,
  })
}

const proofText = (proof: LoadLineJson[Fate]['proof']): string => {
  if (proof === null) return 'not tried on the fork'
  const { survives, sinks, agrees } = proof
  return agrees
    ? `the fork agrees: it survives ${survives} and goes under at ${sinks}`
    : `the fork does NOT agree at ${survives} and ${sinks}`
}

const lineOf = (fate: Fate, { severity, searchedTo, reason, proof }: LoadLineJson[Fate]): string => {
  const head = `  ${fate.padEnd(12)}`
  if (severity === null) return `${head}  none up to ${searchedTo}: ${reason}\n`
  const at = isAnyOfIt(severity) ? `any above 0 (${severity} was tried)` : severity
  return `${head}  ${at}: ${reason}; ${proofText(proof)}\n`
}

const textFor = (plan: Plan, { loadLine }: Document): string => {
  const { scenario } = plan.chosen
  const { costBps, days } = plan.limits
  const head = `Load line of ${plan.ready.strategy.name} under ${scenario.name} (severity ${scenario.severity.meaning}).\n`
  const lines = loadLine
    ? (['liquidatable', 'liquidated', 'illiquid'] as const).map(fate => lineOf(fate, loadLine[fate]))
    : []
  return `${head}${lines.join('')}Illiquid: no way out within ${costBps} bps of net worth and ${days} days.\n`
}

const act = async (name: string, options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(name, options, session)
  const document = await findDocument(plan, session).catch(async error => {
    const { ready, chosen, start } = plan
    throw await explained(error, {
      ready,
      scenario: chosen.scenario.name,
      origin: start.origin,
    })
  })
  await session.print(plan.json ? await jsonOf([document]) : textFor(plan, document))
}

/** `plimsoll load-line`. */
export const loadLineCommand: Command = {
  name: 'load-line',
  about: 'the severity of a scenario at which a position goes under, proven on the fork on both sides',
  argument: {
    flags: '[strategy]',
    about: 'a name that `plimsoll list strategies` shows, ./your-own.ts, or a file of holdings (.yaml, .csv)',
  },
  options: [
    ['--scenario <name>', 'one scenario'],
    HELD_OPTION,
    ['--set <key=value...>', 'parameters of the strategy'],
    IMPORTS_OPTION,
    ['--max-cost <bps>', 'leaving may cost this much of net worth, in basis points; 500 if nothing is said'],
    ['--max-days <days>', 'leaving may take this long; 30 if nothing is said'],
    ...ORIGIN_OPTIONS,
    ...OTHERS_OPTIONS,
    RULES_OPTION,
    ['--json', 'print one JSON document and nothing else'],
    ['--no-proof', 'leave the fork out: the model alone'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
