import { exitPlanner } from '../exit/frontier.js'
import { OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { equityWei, layersOf, layerValueWei } from '../position/holdings.js'
import type { Scenario } from '../scenario/scenario.js'
import { type ActorName, cast } from '../simulation/actors/cast.js'
import { createModelWorld } from '../simulation/model/modelWorld.js'
import type { Order } from '../simulation/opening.js'
import type { Management } from '../simulation/policies/policy.js'
import { type Run, run } from '../simulation/run.js'
import { max, SECONDS_PER_DAY } from '../units/fixed.js'
import { besidesWei } from './held/strategy.js'
import type { Facts } from './limits.js'
import { exposures } from './measures/exposures.js'
import { MEASURES } from './measures/measures.js'

/** Net worth at the first frame, wei of ether, and how much of it is tokens without a model, at their given prices. */
export type Worth = { readonly netWei: bigint; readonly withoutModelWei: bigint }

/** What a position is measured with when it is checked: one run of the model. */
export type Observed = {
  readonly run: Run
  /** With the position open, at the first frame. */
  readonly opened: Market
  readonly facts: Facts
  /** Names that `share` finds. */
  readonly stands: readonly string[]
  readonly worth: Worth
}

const sharesOf = (opened: Market, besides: bigint): ReadonlyMap<string, number> => {
  const gross = layersOf(opened, OWNER).reduce(
    (sum, layer) => sum + max(0n, layerValueWei(opened, layer)),
    besides,
  )
  const shares = new Map<string, number>()
  for (const { name, valueWei } of exposures(opened, OWNER)) {
    const share = gross === 0n ? 0 : Number((valueWei * 1_000_000n) / gross) / 1e6
    shares.set(name, Math.max(share, shares.get(name) ?? 0))
  }
  return shares
}

/** Days on which a measure was worst, of those whose frame is known. */
const daysOf = ({ frames }: Run): Readonly<Record<string, number>> => {
  const lows = frames.flatMap(({ at, lowestHealthFactorWad: wad }) => (wad === null ? [] : [{ at, wad }]))
  const [first, ...rest] = lows
  const low = first && rest.reduce((worst, next) => (next.wad < worst.wad ? next : worst), first)
  const seized = frames.find(({ events }) => events.some(({ kind }) => kind === 'liquidation'))
  return {
    ...(low ? { minHealthFactor: low.at / SECONDS_PER_DAY } : {}),
    ...(seized ? { liquidated: seized.at / SECONDS_PER_DAY } : {}),
  }
}

/** A position that owes nothing cannot be liquidated: its health factor is above every bound. */
const withoutDebt = (done: Run, measures: Facts['measures']): Facts['measures'] =>
  done.frames.some(({ lowestHealthFactorWad: wad }) => wad !== null)
    ? measures
    : { ...measures, minHealthFactor: { ok: true, value: Number.POSITIVE_INFINITY, unit: 'ratio' } }

/** Those measures of a run that are named, as limits read them. */
export const factsOf = (
  done: Run,
  opened: Market,
  { names, params }: { readonly names: readonly string[]; readonly params: unknown },
): Pick<Observed, 'facts' | 'stands' | 'worth'> => {
  const withoutModelWei = besidesWei(params)
  const wanted = MEASURES.filter(({ name }) => names.includes(name))
  const measured = Object.fromEntries(wanted.map(({ name, compute }) => [name, compute(done)]))
  const shares = sharesOf(opened, withoutModelWei)
  const facts: Facts = {
    measures: withoutDebt(done, measured),
    share: name => shares.get(name) ?? 0,
    days: daysOf(done),
  }
  const worth = { netWei: equityWei(opened, OWNER) + withoutModelWei, withoutModelWei }
  return { facts, stands: [...shares.keys()], worth }
}

/** How a run is made besides its position: who manages it, and who does not act. */
export type Manner = {
  readonly management?: Management | undefined
  readonly without?: readonly ActorName[] | undefined
}

type Wanted = Manner & { readonly names: readonly string[]; readonly exits: 'planned' | 'left out' }

/** Runs a position through a scenario in the model, for the measures that are named; throws `OpeningError` where the market refuses it. */
export const observeRun = async (
  market: Market,
  { strategy, params }: Order,
  scenario: Scenario,
  { names, exits, management, without }: Wanted,
): Promise<Observed> => {
  let opened: Market | undefined
  const done = await run({
    world: createModelWorld(market),
    strategy,
    params,
    scenario,
    management,
    actors: cast(without),
    ...(exits === 'planned' ? { planner: exitPlanner } : {}),
    onFrame(_, seen) {
      opened ??= seen
    },
  })
  const there = opened ?? market
  return { run: done, opened: there, ...factsOf(done, there, { names, params }) }
}
