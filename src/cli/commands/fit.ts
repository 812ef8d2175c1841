import type { Verdict } from '../../analysis/limits.js'
import type { Kept, Largest } from '../../analysis/solve.js'
import type { Market } from '../../market/market.js'
import { explained, loadSimulator } from '../chain.js'
import { type Command, HELD_OPTION, type Options, textOf } from '../command.js'
import { yieldToEvents } from '../crossings.js'
import { checkAll, LimitError, OptionError, RefusedPositionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { ORIGIN_OPTIONS, readStart, type Start } from '../input/origin.js'
import { type Chosen, labelOf, readScenarios } from '../input/scenarios.js'
import { checkScenarios, type Judging, readJudging } from '../limits/ofRun.js'
import { LIMIT_OPTIONS } from '../limits/options.js'
import type { Session } from '../session.js'
import { marketOf } from './check.js'
import { type Ready, readStrategy } from './run.js'

const KNOBS = ['size', 'leverage'] as const
type Knob = (typeof KNOBS)[number]

/** Outermost values that are looked at. */
const RANGES: Readonly<Record<Knob, { readonly least: number; readonly most: number }>> = {
  size: { least: 0.01, most: 10_000_000 },
  leverage: { least: 1, most: 100 },
}

type Plan = {
  readonly ready: Ready
  readonly scenarios: readonly Chosen[]
  readonly start: Start
  readonly judging: Judging
  readonly knob: Knob
}

const readKnob = (options: Options): Knob => {
  const text = textOf(options, 'solve') ?? 'size'
  const found = KNOBS.find(knob => knob === text)
  if (found) return found
  throw new OptionError(`"${text}" is nothing to solve for.`, { hint: suggest(text, KNOBS) })
}

const readPlan = async (name: string, options: Options, session: Session): Promise<Plan> => {
  const plan = await checkAll({
    start: () => readStart(options, session),
    ready: () => readStrategy(name, options),
    judging: () => readJudging(options),
    knob: () => readKnob(options),
  })
  const { limits } = plan.judging
  if (limits.length === 0)
    throw new OptionError('No limit is given.', {
      hint: 'Name one with --limit, as in --limit "minHealthFactor >= 1.1".',
    })
  if (typeof plan.ready.params[plan.knob] !== 'number')
    throw new OptionError(`"${plan.ready.strategy.name}" has no ${plan.knob} to solve for.`, {
      hint: `Its parameters are ${Object.keys(plan.ready.params).join(', ')}.`,
    })
  const under = [...new Set(limits.flatMap(({ limit }) => limit.under ?? []))]
  const usual = under.length > 0 ? under.join(',') : 'calm'
  const scenarios = await readScenarios(textOf(options, 'scenario') ?? usual, undefined)
  await checkScenarios(plan.judging, scenarios)
  return { ...plan, scenarios }
}

/** What keeps a value from being taken: a limit, or the market itself. */
type Broken = { readonly scenario: string; readonly words: string; readonly limit: string | null }

const at = ({ ready, knob }: Plan, value: number): Ready => ({
  ...ready,
  params: { ...ready.params, [knob]: value },
})

const brokenIn = async (verdicts: readonly Verdict[], { judging }: Plan): Promise<Broken | undefined> => {
  const { verdictSentence } = await import('../../report/words/limits.js')
  const found = verdicts.find(
    ({ status }) => status === 'fail' || (status === 'undecided' && !judging.allowUndecided),
  )
  return (
    found && {
      scenario: found.scenario,
      limit: found.limit,
      words: `${found.status === 'fail' ? '' : 'undecided: '}${verdictSentence(found)}`,
    }
  )
}

const refusalOf = ({ message, details }: RefusedPositionError): string =>
  `${message} ${details.facts?.['reason'] ?? ''}`.trim()

/** Tries one value in the model, scenario by scenario, up to the first limit that breaks. */
const keeps = async (plan: Plan, market: Market, value: number): Promise<Kept<Broken>> => {
  const { judgePair } = await import('../limits/judgeAll.js')
  const ready = at(plan, value)
  const parsed = plan.ready.strategy.params.safeParse(ready.params)
  if (!parsed.success)
    return {
      kept: false,
      breaks: { scenario: 'none', limit: null, words: `the strategy takes no ${plan.knob} of ${value}` },
    }
  for (const chosen of plan.scenarios) {
    const scenario = labelOf(chosen)
    await yieldToEvents()
    try {
      const { verdicts } = await judgePair({ ready, chosen, market }, plan.judging)
      const broken = await brokenIn(verdicts, plan)
      if (broken) return { kept: false, breaks: broken }
    } catch (error) {
      const reported = await explained(error, { ready, scenario, origin: plan.start.origin })
      if (!(reported instanceof RefusedPositionError)) throw reported
      return { kept: false, breaks: { scenario, limit: null, words: refusalOf(reported) } }
    }
  }
  return { kept: true }
}

/** The same on the fork, where the protocols’ own code runs. */
const keepsOnFork = async (plan: Plan, value: number, session: Session): Promise<boolean> => {
  const { simulate } = await loadSimulator(session)
  const [{ judgeSimulation }, { scaleScenario }] = await Promise.all([
    import('../limits/judgeAll.js'),
    import('../../scenario/scenario.js'),
  ])
  const ready = at(plan, value)
  for (const chosen of plan.scenarios) {
    const scenario = labelOf(chosen)
    session.meter.say(`proving ${plan.knob} ${value} under ${scenario} on the fork`)
    try {
      const { strategy, params } = ready
      const scaled = scaleScenario(chosen.scenario, chosen.severity)
      const quiet = { worlds: 'fork', sizes: 'left out', progress: session.meter.say } as const
      const simulation = await simulate({
        ...quiet,
        origin: plan.start.origin,
        strategy,
        params,
        scenario: scaled,
      })
      const { verdicts } = await judgeSimulation({ ready, chosen }, { simulation, line: null }, plan.judging)
      if (await brokenIn(verdicts, plan)) return false
    } catch (error) {
      const reported = await explained(error, { ready, scenario, origin: plan.start.origin })
      if (!(reported instanceof RefusedPositionError)) throw reported
      return false
    }
  }
  return true
}

type Proof = { readonly keeps: boolean; readonly breaks: boolean }

const proofOf = async (plan: Plan, found: Largest<Broken>, session: Session): Promise<Proof | undefined> => {
  if (found.kind !== 'found' || plan.start.worlds === 'model') return undefined
  const isKept = await keepsOnFork(plan, found.value, session)
  return { keeps: isKept, breaks: !(await keepsOnFork(plan, found.beyond, session)) }
}

const bindingText = ({ limit, words, scenario }: Broken): string =>
  limit === null ? `the market under ${scenario}: ${words}` : `${limit}, under ${scenario}: ${words}`

const proofText = (proof: Proof | undefined): readonly string[] => {
  if (!proof) return []
  return proof.keeps && proof.breaks
    ? ['Proven on the fork: it keeps every limit, and the next one up does not.']
    : [
        `The fork does not agree: there it ${proof.keeps ? 'keeps' : 'breaks'} the limits, and the next one up ${proof.breaks ? 'breaks' : 'keeps'} them.`,
      ]
}

const textOfFit = ({ ready, knob }: Plan, found: Largest<Broken>, proof: Proof | undefined): string => {
  const { name } = ready.strategy
  switch (found.kind) {
    case 'found':
      return `${[
        `${name}: largest ${knob} ${found.value}`,
        `Bound by ${bindingText(found.breaks)} at ${found.beyond}`,
        ...proofText(proof),
      ].join('\n')}\n`
    case 'unbounded':
      return `${name}: every ${knob} up to ${found.searchedTo} keeps all limits.\n`
    case 'none':
      return `${name}: no ${knob} keeps all limits; at ${found.least} breaks ${bindingText(found.breaks)}\n`
  }
}

const act = async (argument: string, options: Options, session: Session): Promise<void> => {
  const plan = await readPlan(argument, options, session)
  const market = await marketOf(plan, session)
  const { solveLargest } = await import('../../analysis/solve.js')
  const range = { from: Number(plan.ready.params[plan.knob]), ...RANGES[plan.knob] }
  const found = await solveLargest(range, value => {
    session.meter.say(`trying ${plan.knob} ${value}`)
    return keeps(plan, market, value)
  })
  const proof = await proofOf(plan, found, session)
  const text =
    options['json'] === true
      ? `${JSON.stringify({ kind: 'fit', position: plan.ready.strategy.name, solve: plan.knob, found, proof: proof ?? null }, null, 2)}\n`
      : textOfFit(plan, found, proof)
  await session.print(text)
  if (found.kind === 'none') throw new LimitError(`No ${plan.knob} keeps all limits.`)
  if (proof && !(proof.keeps && proof.breaks))
    throw new LimitError('The fork does not agree with the model on what keeps the limits.')
}

/** `plimsoll fit`. */
export const fitCommand: Command = {
  name: 'fit',
  about: 'the largest size or leverage that keeps all limits, and the limit that binds; proven on the fork',
  argument: {
    flags: '[position]',
    about: 'a strategy, or a file of holdings (.yaml, .csv) with one account',
  },
  options: [
    ['--solve <what>', 'size or leverage (default: size); of holdings, size is times as much of each'],
    ...LIMIT_OPTIONS,
    ['--scenario <names>', 'scenarios with commas between (default: those of the limits, or calm)'],
    HELD_OPTION,
    ['--set <key=value...>', 'parameters of the strategy; that of --solve is where the search begins'],
    ['--world <world>', 'model leaves out the proof on the fork (default: both)'],
    ...ORIGIN_OPTIONS,
    ['--json', 'print one JSON document and nothing else'],
  ],
  act: (argument, options, session) => act(argument ?? '', options, session),
}
