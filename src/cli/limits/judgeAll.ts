import { USUAL_EXIT_LIMITS } from '../../analysis/illiquid.js'
import {
  appliesTo,
  type Compiled,
  type Facts,
  judge,
  type Limits,
  type Moved,
  type Verdict,
  withOwn,
} from '../../analysis/limits.js'
import { factsOf, type Manner, observeRun, type Worth } from '../../analysis/observe.js'
import type { Simulation } from '../../analysis/simulate.js'
import type { Market } from '../../market/market.js'
import { scaleScenario } from '../../scenario/scenario.js'
import type { Ready } from '../commands/run.js'
import { OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { type Chosen, labelOf } from '../input/scenarios.js'
import { LOAD_LINES, needsExits } from './known.js'

/** One position under one scenario, and how it is run besides. */
export type Subject = Manner & { readonly ready: Ready; readonly chosen: Chosen; readonly market: Market }

/** Severities at which a position goes under, as far as a report has them. */
type Severities = Readonly<Record<string, { readonly severity: number | null }>>

const loadLineFacts = (line: Severities): Facts['measures'] =>
  Object.fromEntries(
    Object.entries(line).map(([fate, { severity }]) => [
      `loadLine.${fate}`,
      // Not up to the largest severity that is searched: above every bound.
      { ok: true, value: severity ?? Number.POSITIVE_INFINITY, unit: 'severity' } as const,
    ]),
  )

const searchLine = async ({ ready, chosen, market, management, without }: Subject): Promise<Severities> => {
  const { findLoadLine } = await import('../../analysis/loadLine.js')
  const { strategy, params } = ready
  const { scenario } = chosen
  const limits = USUAL_EXIT_LIMITS
  return findLoadLine({ market, strategy, params, scenario, limits, management, without })
}

const isLoadLine = (name: string): boolean => LOAD_LINES.some(line => line === name)
const restsOnDepth = (name: string): boolean => needsExits(name) && !isLoadLine(name)

/** Refuses a share of something that no position stands on: a name that was typed wrong would always pass. */
export const checkNames = (limits: readonly Compiled[], stands: readonly string[]): void => {
  for (const { limit, shares } of limits)
    for (const name of shares)
      if (!stands.includes(name))
        throw new OptionError(`The limit "${limit.text}" names "${name}", on which nothing stands.`, {
          hint: suggest(name, stands),
        })
}

/** The same run at half and at twice the depth of the pools, which is assumed. */
const atDepths = async (subject: Subject, names: readonly string[]): Promise<readonly Moved[]> => {
  const { atDepth } = await import('../../exit/depthBand.js')
  const { management, without } = subject
  const moved: Moved[] = []
  for (const depth of ['half', 'twice'] as const) {
    const scenario = scaleScenario(subject.chosen.scenario, subject.chosen.severity)
    const wanted = { names, exits: 'planned', management, without } as const
    const seen = await observeRun(atDepth(subject.market, depth), subject.ready, scenario, wanted)
    moved.push({ input: `${depth} the depth of the pools`, facts: seen.facts })
  }
  return moved
}

type Found = { readonly facts: Facts; readonly moved: readonly Moved[] }

/** Verdicts of limits by what was found of one position; a limit that rests on no depth is decided at every depth. */
export const judgeFound = (
  { limits, own }: Limits,
  { facts, moved }: Found,
  pair: { readonly position: string; readonly scenario: string },
): readonly Verdict[] => {
  const all = withOwn(facts, own)
  const there = moved.map(one => ({ ...one, facts: withOwn(one.facts, own) }))
  return limits.map(one => judge(one, all, { ...pair, moved: one.needs.some(restsOnDepth) ? there : [] }))
}

/** Verdicts of one pair, in the order of the limits, the names that `share` finds there, and what is held. */
type Judged = {
  readonly verdicts: readonly Verdict[]
  readonly stands: readonly string[]
  readonly worth: Worth
}

type Seen = Pick<Awaited<ReturnType<typeof observeRun>>, 'facts' | 'stands' | 'worth'>
type See = (names: readonly string[], exits: 'planned' | 'left out') => Promise<Seen>

const judged = async (
  subject: Subject,
  { limits, own }: Limits,
  { see, line }: { readonly see: See; readonly line: () => Promise<Severities> },
): Promise<Judged> => {
  const scenario = labelOf(subject.chosen)
  const ours = limits.filter(({ limit }) => appliesTo(limit, scenario))
  const names = ours.flatMap(one => one.needs)
  const byDepth = names.some(restsOnDepth)
  const { facts, stands, worth } = await see(names, byDepth ? 'planned' : 'left out')
  const lines = names.some(isLoadLine) ? loadLineFacts(await line()) : {}
  const found: Found = {
    facts: { ...facts, measures: { ...facts.measures, ...lines } },
    moved: byDepth ? await atDepths(subject, names) : [],
  }
  const pair = { position: subject.ready.strategy.name, scenario }
  return { verdicts: judgeFound({ limits: ours, own }, found, pair), stands, worth }
}

/** Judges a pair that was run already with all that the limits need. */
export const judgeObserved = (subject: Subject, seen: Seen, limits: Limits): Promise<Judged> =>
  judged(subject, limits, { see: async () => seen, line: () => searchLine(subject) })

/** Runs one pair in the model, and judges it. */
export const judgePair = (subject: Subject, limits: Limits): Promise<Judged> => {
  const { ready, chosen, market, management, without } = subject
  const scenario = scaleScenario(chosen.scenario, chosen.severity)
  return judged(subject, limits, {
    see: (names, exits) => observeRun(market, ready, scenario, { names, exits, management, without }),
    line: () => searchLine(subject),
  })
}

/** Judges a pair by a run that is done, on the fork where it ran there. */
export const judgeSimulation = (
  subject: Omit<Subject, 'market'>,
  { simulation, line }: { readonly simulation: Simulation; readonly line: Severities | null },
  limits: Limits,
): Promise<Judged> => {
  const [done] = simulation.runs
  if (!done) throw new Error('a verdict needs a run')
  const whole: Subject = { ...subject, market: simulation.start }
  return judged(whole, limits, {
    see: async names => factsOf(done, simulation.opened, { names, params: subject.ready.params }),
    line: async () => line ?? searchLine(whole),
  })
}
