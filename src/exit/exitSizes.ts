import { OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { equityWei } from '../position/holdings.js'
import type { Strategy } from '../position/strategy.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Actor } from '../simulation/actors/actor.js'
import type { Frontier } from '../simulation/exitPlanner.js'
import type { Frame } from '../simulation/frame.js'
import { createModelWorld } from '../simulation/model/modelWorld.js'
import { OpeningError } from '../simulation/opening.js'
import type { Management } from '../simulation/policies/policy.js'
import { run } from '../simulation/run.js'
import { exitPlanner } from './frontier.js'

/** What leaving a position of another size would bring at one moment of a scenario. */
export type SizedExits = {
  readonly atSeconds: number
  /** Times the size that was run. */
  readonly factor: number
  /** Net worth at that moment, wei of ether; null where the position could not be opened. */
  readonly equityWei: bigint | null
  /** Why it could not be opened. */
  readonly refused: string | null
  /** At effort `full`; no ways where it could not be opened. */
  readonly exits: Frontier
}

export type SizesRequest = {
  /** Before the position was opened. */
  readonly market: Market
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  readonly management?: Management | undefined
  /** Everyone else who acts, made anew for each run. */
  readonly actors: () => readonly Actor[]
  /** Seconds since the scenario began at which leaving is asked for. */
  readonly moments: readonly number[]
}

/** Sizes asked for, in sizes of the position itself. */
export const SIZE_FACTORS: readonly number[] = [0.1, 0.3, 1, 3, 10, 30]

type Seen = { readonly frame: Frame; readonly market: Market }

const sizeOf = (params: unknown): number | undefined => {
  const size = (params as { readonly size?: unknown } | null)?.size
  return typeof size === 'number' ? size : undefined
}

/** The moments of one run, without what leaving brings. */
const momentsOf = async (request: SizesRequest, params: unknown): Promise<readonly Seen[]> => {
  const seen: Seen[] = []
  await run({
    world: createModelWorld(request.market),
    strategy: request.strategy,
    params,
    scenario: request.scenario,
    management: request.management,
    actors: request.actors(),
    onFrame: (frame, market) => {
      if (request.moments.includes(frame.at)) seen.push({ frame, market })
    },
  })
  return seen
}

const sized = ({ strategy }: SizesRequest, factor: number, { frame, market }: Seen): SizedExits => {
  const moment = { market, strategy, owner: OWNER, gasPriceWei: frame.gasPriceWei }
  return {
    atSeconds: frame.at,
    factor,
    equityWei: equityWei(market, OWNER),
    refused: null,
    exits: exitPlanner.frontier(moment, 'full', undefined),
  }
}

const NO_WAYS: Frontier = { effort: 'full', ways: [], closed: [] }

/**
 * What leaving costs by size: the position is opened so many times as large, the scenario happens to it, and its exit
 * is planned. By the model; at factor 1 it equals the run. Empty for a strategy whose parameters have no `size`.
 */
export const exitsBySize = async (request: SizesRequest): Promise<readonly SizedExits[]> => {
  const size = sizeOf(request.params)
  if (size === undefined) return []
  const all: SizedExits[] = []
  for (const factor of SIZE_FACTORS) {
    const params = { ...(request.params as object), size: size * factor }
    try {
      for (const seen of await momentsOf(request, params)) all.push(sized(request, factor, seen))
    } catch (error) {
      if (!(error instanceof OpeningError)) throw error
      const refused = { factor, equityWei: null, refused: error.message, exits: NO_WAYS }
      all.push(...request.moments.map(atSeconds => ({ atSeconds, ...refused })))
    }
  }
  return all
}
