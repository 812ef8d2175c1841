import { exitPlanner } from '../../exit/frontier.js'
import type { Market } from '../../market/market.js'
import type { Strategy } from '../../position/strategy.js'
import { type Scenario, type Shock, scaleKinds } from '../../scenario/scenario.js'
import { type ActorName, cast } from '../../simulation/actors/cast.js'
import type { Frame } from '../../simulation/frame.js'
import { createModelWorld } from '../../simulation/model/modelWorld.js'
import type { Management } from '../../simulation/policies/policy.js'
import { run } from '../../simulation/run.js'

/** Times as hard as the library has it, by kind of shock; a kind that is not named strikes as it does there. */
export type Severities = Readonly<Partial<Record<Shock['kind'], number>>>

/** What can be moved: the position's parameters, and how hard each kind of shock strikes. */
export type Settings = {
  readonly strategy: Strategy
  /** As the strategy's schema gives them back. */
  readonly params: unknown
  /** As it stands in the library, not scaled. */
  readonly scenario: Scenario
  readonly severities: Severities
  /** How the position is managed meanwhile; nobody unless said otherwise. */
  readonly management?: Management | undefined
  /** Actors that are switched off. */
  readonly without?: readonly ActorName[]
}

/** One run of the exact model; ways out are worked out for the frames that are asked for them. */
export type Explored = {
  readonly openingCostWei: bigint
  readonly frames: readonly Frame[]
  /** The market at each frame. */
  readonly markets: readonly Market[]
}

/** Runs the exact model from `market`: the code of the report's own model run. */
export const explore = async (market: Market, settings: Settings): Promise<Explored> => {
  const { strategy, params, scenario, severities, management } = settings
  const markets: Market[] = []
  const done = await run({
    world: createModelWorld(market),
    strategy,
    params,
    scenario: scaleKinds(scenario, kind => severities[kind] ?? 1),
    management,
    actors: cast(settings.without),
    planner: exitPlanner,
    onFrame(_, seen) {
      markets.push(seen)
    },
  })
  return { openingCostWei: done.openingCostWei, frames: done.frames, markets }
}

/** Kinds of shock in a scenario, in the order in which they strike. */
export const kindsOf = (scenario: Scenario): readonly Shock['kind'][] => [
  ...new Set(scenario.steps.flatMap(step => step.shocks.map(shock => shock.kind))),
]
