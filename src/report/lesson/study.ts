import type { Tries } from '../../analysis/loadLine.js'
import { sensitivities } from '../../analysis/measures/sensitivities.js'
import type { Sensitivity } from '../../analysis/measures/sensitivity.js'
import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Strategy } from '../../position/strategy.js'
import { SCENARIOS } from '../../scenario/library.js'
import type { Scenario } from '../../scenario/scenario.js'
import type { Frontier } from '../../simulation/exitPlanner.js'
import type { Frame, ValuedLayer } from '../../simulation/frame.js'
import { type Explored, explore, type Severities } from '../explore/engine.js'

/** A model run of the position under one scenario of the library, as it stands there. */
export type Watched = { readonly scenario: Scenario; readonly seen: Explored }

/** What a reader would set on the sliders. */
export type Trial = {
  readonly scenario: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly severities?: Severities
}

/** Everything a lesson reads: the position, the market it stands in, and what the model made of both. */
export type Study = {
  readonly strategy: Strategy
  readonly params: Readonly<Record<string, unknown>>
  /** Before the position was opened. */
  readonly start: Market
  readonly opened: Market
  readonly layers: readonly ValuedLayer[]
  readonly first: Frame
  readonly openingCostWei: bigint
  readonly calm: Watched
  /** Every scenario that was run, calm among them, in the library's order. */
  readonly watched: readonly Watched[]
  readonly sensitivities: readonly Sensitivity[]
  /** Runs the model at other settings; undefined where the strategy or the market refuses them. */
  attempt(trial: Trial): Promise<Explored | undefined>
  /** Ways out at a frame of a run, planned in full. */
  exits(seen: Explored, index: number): Frontier
}

export type StudyRequest = {
  readonly market: Market
  readonly strategy: Strategy
  readonly params: Readonly<Record<string, unknown>>
  /** To run beside those that the chapters speak of; some of every family unless said otherwise. */
  readonly scenarios?: readonly Scenario[]
  /** Called before each run of the model, and awaited: a caller may let other things happen between, and show how far it is. */
  readonly onTry?: (tries: Tries) => void | Promise<void>
}

/** What the chapters and the questions speak of by name. */
const SPOKEN_OF = ['calm', 'depeg', 'slashing', 'liquidity-crunch', 'eth-crash']

/** What shows each kind of risk where nothing else is asked for: the rest of the library shows more of the same. */
const TELLING = [
  'depeg-and-crash',
  'operator-slashed',
  'own-validators-slashed',
  'missed-rewards',
  'weth-full',
  'long-queues',
  'wrong-feed',
  'price-cap',
  'market-oracle',
  'threshold-cut',
  'rate-curve',
  'reserve-paused',
  'withdrawals-paused',
  'pool-drained',
  'forged-collateral',
  'june-2022',
  'weth-squeeze-2025-07',
  'capo-2026-03',
  'rseth-2026-04',
]

const scenariosFor = ({ scenarios }: StudyRequest): readonly Scenario[] => {
  const asked = scenarios?.map(({ name }) => name) ?? TELLING
  return SCENARIOS.filter(({ name }) => SPOKEN_OF.includes(name) || asked.includes(name))
}

/** Runs that the questions make beside the scenarios, at most. */
const ASKED = 18

const named = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new Error(`the library has no scenario ${name}`)
  return found
}

const NO_FRAME: Frontier = { effort: 'full', ways: [], closed: [] }

const exitsAt = ({ frames }: Explored, index: number): Frontier =>
  frames[index]?.exits.frontier('full') ?? NO_FRAME

type Watch = { readonly watched: readonly Watched[]; tell(): void | Promise<void> }

/** What was watched already is not run again. */
const attempting =
  ({ market, strategy, params }: StudyRequest, { watched, tell }: Watch) =>
  async ({ scenario, params: changed = {}, severities = {} }: Trial): Promise<Explored | undefined> => {
    const asItIs = Object.keys(changed).length === 0 && Object.keys(severities).length === 0
    const known = asItIs ? watched.find(entry => entry.scenario.name === scenario) : undefined
    if (known) return known.seen
    await tell()
    try {
      const settings =
        Object.keys(changed).length === 0 ? params : strategy.params.parse({ ...params, ...changed })
      return await explore(market, { strategy, params: settings, scenario: named(scenario), severities })
    } catch (error) {
      if (error instanceof Error && ['OpeningError', 'ZodError', '$ZodError'].includes(error.name))
        return undefined
      throw error
    }
  }

/** Runs the model on scenarios of the library. Throws `OpeningError` where the market refuses the position. */
export const study = async (request: StudyRequest): Promise<Study> => {
  const { market, strategy, params } = request
  const watched: Watched[] = []
  const scenarios = scenariosFor(request)
  const most = scenarios.length + ASKED
  let begun = 0
  const tell = () => {
    begun = Math.min(begun + 1, most)
    return request.onTry?.({ begun, most })
  }
  for (const scenario of scenarios) {
    await tell()
    watched.push({ scenario, seen: await explore(market, { strategy, params, scenario, severities: {} }) })
  }
  const calm = watched.find(({ scenario }) => scenario.name === 'calm')
  const [first, opened] = [calm?.seen.frames[0], calm?.seen.markets[0]]
  if (!calm || !first || !opened) throw new Error('the library has no calm to measure against')
  return {
    strategy,
    params,
    start: market,
    opened,
    layers: first.layers,
    first,
    openingCostWei: calm.seen.openingCostWei,
    calm,
    watched,
    sensitivities: sensitivities(opened, OWNER),
    attempt: attempting(request, { watched, tell }),
    exits: exitsAt,
  }
}

/** Lowest health factor at any block of a run, and when; undefined without debt. */
export const lowestIn = ({ frames }: Explored): { readonly wad: bigint; readonly at: number } | undefined =>
  frames.reduce<{ wad: bigint; at: number } | undefined>((low, frame) => {
    const wad = frame.lowestHealthFactorWad
    return wad === null || (low && low.wad <= wad) ? low : { wad, at: frame.at }
  }, undefined)

/** Liquidations of a run. */
export const liquidationsIn = ({ frames }: Explored) =>
  frames.flatMap(frame => frame.events.flatMap(event => (event.kind === 'liquidation' ? [event] : [])))

/** Net worth at the end less net worth at the start, wei of ether. */
export const changeIn = ({ frames }: Explored): bigint =>
  (frames.at(-1)?.equityWei ?? 0n) - (frames[0]?.equityWei ?? 0n)

/** Assets of the layers, debts apart. */
export const assetsHeld = ({ layers }: Study): ReadonlySet<string> =>
  new Set(
    layers.flatMap(layer => {
      if (layer.kind === 'claim') return layer.parts.filter(part => part.amount > 0n).map(part => part.asset)
      return layer.kind === 'wallet' || layer.kind === 'aave.supply' ? [layer.asset] : []
    }),
  )

/** Assets that the position owes, on Aave or elsewhere. */
export const assetsOwed = ({ layers }: Study): readonly string[] => [
  ...new Set(
    layers.flatMap(layer => {
      if (layer.kind === 'aave.debt') return [layer.asset]
      return layer.kind === 'claim'
        ? layer.parts.filter(part => part.amount < 0n).map(part => part.asset)
        : []
    }),
  ),
]

/** A wad as a plain number. */
export const number = (wad: bigint): number => Number(wad) / 1e18

/** Growth over some days, compounded to a year of 365 days. */
export const perYear = (growth: number, days: number): number => (1 + growth) ** (365 / days) - 1
