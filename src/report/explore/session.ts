import { marketFromJson } from '../../market/json.js'
import type { Strategy } from '../../position/strategy.js'
import type { Scenario } from '../../scenario/scenario.js'
import { POLICIES } from '../../simulation/policies/policies.js'
import type { Management } from '../../simulation/policies/policy.js'
import { frameJson } from '../frameJson.js'
import { type Explored, explore, kindsOf, type Severities } from './engine.js'
import type { Case, Managing, Measured, Payload } from './payload.js'
import type { Seen } from './summary.js'

/** What the reader has chosen. */
export type Choice = {
  /** Which report of the file. */
  readonly report: number
  readonly scenario: string
  /** Parameters that were moved; the report's stand for the rest. */
  readonly params: Readonly<Record<string, unknown>>
  /** Severities that were moved. */
  readonly severities: Severities
  /** How the position is managed; undefined: as in the report. */
  readonly managing?: Managing | null | undefined
  /** Index of the frame to leave at. */
  readonly chosen: number
}

/** What a choice comes to; a reason is a finding, such as a market that refuses to open the position. */
export type Result =
  | { readonly ok: true; readonly seen: Seen }
  | { readonly ok: false; readonly reason: string }

/** What a choice is compared with: what the report measured, or the model where the report did not look. */
export type Baseline = { readonly heading: string; readonly measured: boolean; readonly result: Result }

export type Explorer = {
  readonly payload: Payload
  caseOf(choice: Choice): Case
  scenarioOf(choice: Choice): Scenario
  /** How the position is managed: as chosen, or as in the report. */
  managingOf(choice: Choice): Managing | null
  /** How hard the report's own setting strikes. */
  usualSeverity(choice: Choice): number
  baseline(choice: Choice): Promise<Baseline>
  yours(choice: Choice): Promise<Result>
}

/** Runs kept: a reader goes back and forth between few settings, and moves the day on one. */
const KEPT = 12

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`there is no ${what}`)
  return value
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'OpeningError'
    ? `This market refuses to open that position: ${error.message}.`
    : `The strategy refuses: ${error.message}.`
}

const managementOf = (managing: Managing | null): Management | undefined => {
  if (!managing) return undefined
  const policy = found(
    POLICIES.find(({ name }) => name === managing.policy),
    `policy ${managing.policy}`,
  )
  return { policy, settings: managing.settings }
}

/** No frame is chosen. */
const NO_EXITS: Seen['exits'] = { effort: 'frame', ways: [], closed: [] }

const measuredSeen = ({ openingCostWei, frames }: Measured, chosen: number): Seen => ({
  openingCostWei: BigInt(openingCostWei),
  frames,
  chosen,
  exits: frames[chosen]?.exits ?? NO_EXITS,
})

/** The choice with the report's own settings. */
const asReported = (choice: Choice): Choice => ({
  ...choice,
  params: {},
  severities: {},
  managing: undefined,
})

/** The explorer without a page: it starts from what a report carries and runs the exact model. */
export const createExplorer = (
  payload: Payload,
  strategies: Readonly<Record<string, Strategy>>,
): Explorer => {
  const markets = payload.markets.map(marketFromJson)
  const runs = new Map<string, Explored>()
  const caseOf = (choice: Choice): Case => found(payload.cases[choice.report], 'such report')
  const scenarioOf = (choice: Choice): Scenario =>
    found(
      payload.scenarios.find(scenario => scenario.name === choice.scenario),
      `scenario ${choice.scenario}`,
    )
  const strategyOf = (choice: Choice): Strategy => {
    const { strategy } = caseOf(choice)
    return found(strategies[strategy], `strategy ${strategy}`)
  }
  const usualSeverity = (choice: Choice): number => {
    const { scenario, severity } = caseOf(choice)
    return scenario === choice.scenario ? severity : 1
  }
  // The report's own parameters are taken as they are; moved ones go through the strategy's schema.
  const paramsOf = (choice: Choice): unknown => {
    const { params } = caseOf(choice)
    return Object.keys(choice.params).length === 0
      ? params
      : strategyOf(choice).params.parse({ ...params, ...choice.params })
  }
  const managingOf = (choice: Choice): Managing | null =>
    choice.managing === undefined ? caseOf(choice).managing : choice.managing
  const severitiesOf = (choice: Choice): Severities =>
    Object.fromEntries(
      kindsOf(scenarioOf(choice)).map(kind => [kind, choice.severities[kind] ?? usualSeverity(choice)]),
    )
  const runOf = async (choice: Choice): Promise<Explored> => {
    const settings = {
      strategy: strategyOf(choice),
      params: paramsOf(choice),
      scenario: scenarioOf(choice),
      severities: severitiesOf(choice),
      management: managementOf(managingOf(choice)),
      without: caseOf(choice).without,
    }
    const key = JSON.stringify([
      caseOf(choice).market,
      caseOf(choice).strategy,
      settings.params,
      choice.scenario,
      settings.severities,
      managingOf(choice),
    ])
    const known = runs.get(key)
    if (known) return known
    const next = await explore(found(markets[caseOf(choice).market], 'such market'), settings)
    runs.set(key, next)
    for (const old of [...runs.keys()].slice(0, Math.max(0, runs.size - KEPT))) runs.delete(old)
    return next
  }
  const yours = async (choice: Choice): Promise<Result> => {
    try {
      const explored = await runOf(choice)
      const frames = explored.frames.map((frame, i) =>
        i === choice.chosen ? frameJson(frame, frame.exits.frontier('full')) : frameJson(frame),
      )
      const { openingCostWei } = explored
      return {
        ok: true,
        seen: {
          openingCostWei,
          frames,
          chosen: choice.chosen,
          exits: frames[choice.chosen]?.exits ?? NO_EXITS,
        },
      }
    } catch (error) {
      return { ok: false, reason: reasonOf(error) }
    }
  }
  const baseline = async (choice: Choice): Promise<Baseline> => {
    const { scenario, measured } = caseOf(choice)
    if (scenario === choice.scenario) {
      const heading = measured.world === 'fork' ? 'Measured on the fork' : 'The report’s model run'
      const seen = measuredSeen(measured, choice.chosen)
      if (seen.exits.effort === 'full') return { heading, measured: true, result: { ok: true, seen } }
      // The report drew this day's exits in haste: they are planned in full, on the same run of the model.
      const again = await yours(asReported(choice))
      const exits = again.ok ? again.seen.exits : seen.exits
      return { heading, measured: true, result: { ok: true, seen: { ...seen, exits } } }
    }
    const result = await yours(asReported(choice))
    return { heading: 'The model at the report’s settings', measured: false, result }
  }
  return { payload, caseOf, scenarioOf, managingOf, usualSeverity, baseline, yours }
}
