import { USUAL_EXIT_LIMITS } from '../../analysis/illiquid.js'
import {
  appliesTo,
  type Compiled,
  type Facts,
  judge,
  type Moved,
  type Verdict,
} from '../../analysis/limits.js'
import { observeRun } from '../../analysis/observe.js'
import type { Market } from '../../market/market.js'
import { scaleScenario } from '../../scenario/scenario.js'
import type { Ready } from '../commands/run.js'
import { OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { type Chosen, labelOf } from '../input/scenarios.js'
import { LOAD_LINES, needsExits } from './known.js'

/** One position under one scenario. */
export type Subject = { readonly ready: Ready; readonly chosen: Chosen; readonly market: Market }

const withLoadLine = async (facts: Facts, { ready, chosen, market }: Subject): Promise<Facts> => {
  const { findLoadLine } = await import('../../analysis/loadLine.js')
  const { strategy, params } = ready
  const line = await findLoadLine({
    market,
    strategy,
    params,
    scenario: chosen.scenario,
    limits: USUAL_EXIT_LIMITS,
  })
  const cells = Object.entries(line).map(([fate, { severity }]) => [
    `loadLine.${fate}`,
    // Not up to the largest severity that is searched: above every bound.
    { ok: true, value: severity ?? Number.POSITIVE_INFINITY, unit: 'severity' } as const,
  ])
  return { ...facts, measures: { ...facts.measures, ...Object.fromEntries(cells) } }
}

const isLoadLine = (name: string): boolean => LOAD_LINES.some(line => line === name)

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
  const moved: Moved[] = []
  for (const depth of ['half', 'twice'] as const) {
    const scenario = scaleScenario(subject.chosen.scenario, subject.chosen.severity)
    const seen = await observeRun(atDepth(subject.market, depth), subject.ready, scenario, {
      names,
      exits: 'planned',
    })
    moved.push({ input: `${depth} the depth of the pools`, facts: seen.facts })
  }
  return moved
}

/** Verdicts of one pair, in the order of the limits, and the names that `share` finds there. */
export const judgePair = async (
  subject: Subject,
  limits: readonly Compiled[],
): Promise<{ readonly verdicts: readonly Verdict[]; readonly stands: readonly string[] }> => {
  const { ready, chosen, market } = subject
  const own = limits.filter(({ limit }) => appliesTo(limit, labelOf(chosen)))
  const names = own.flatMap(one => one.names)
  const byExits = names.some(name => needsExits(name) && !isLoadLine(name))
  const scenario = scaleScenario(chosen.scenario, chosen.severity)
  const seen = await observeRun(market, ready, scenario, { names, exits: byExits ? 'planned' : 'left out' })
  const facts = names.some(isLoadLine) ? await withLoadLine(seen.facts, subject) : seen.facts
  const moved = byExits ? await atDepths(subject, names) : []
  const pair = { position: ready.strategy.name, scenario: labelOf(chosen) }
  const verdicts = own.map(one =>
    judge(one, facts, {
      ...pair,
      moved: one.names.some(name => needsExits(name) && !isLoadLine(name)) ? moved : [],
    }),
  )
  return { verdicts, stands: seen.stands }
}
