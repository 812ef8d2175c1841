import { OWNER } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import { fairValueWei } from '../position/holdings.js'
import { liquidityValue, providedBy } from '../position/provided.js'
import type { Strategy } from '../position/strategy.js'
import { debtBalance, supplyBalance } from '../protocols/aave/balance.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { Scenario, Step } from '../scenario/scenario.js'
import { min, SECONDS_PER_DAY, SECONDS_PER_SLOT } from '../units/fixed.js'
import type { Actor, Deed, Move } from './actors/actor.js'
import { atTime, bringBack, lowerStep } from './applyShocks.js'
import { type ExitMoment, type ExitPlanner, type FrameExits, lazyExits, NO_EXITS } from './exitPlanner.js'
import { type Frame, observe, type RunEvent, type Sender } from './frame.js'
import { gasOfTx } from './gas.js'
import { type Cascade, cascadeOf, joined } from './liquidations/cascade.js'
import { securedLiquidations } from './liquidations/detect.js'
import { keepAside, openPosition } from './opening.js'
import type { Management } from './policies/policy.js'
import type { Outcome, World } from './world.js'

/** Blocks after each step in which actors may still act. */
const SETTLING_BLOCKS = 12

/** Median of the hourly samples of 2025 (gas-hourly: base fee plus median priority fee): 1.21 gwei. */
const USUAL_GAS_WEI = 1_210_000_000n

export type RunRequest = {
  readonly world: World
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  readonly actors: readonly Actor[]
  /** How the owner manages the position; nobody does unless said. */
  readonly management?: Management | undefined
  /** Plans the exits of a frame when someone reads them; without it a frame has none. */
  readonly planner?: ExitPlanner | undefined
  /**
   * Called after each frame, with the market it was taken from, and awaited: whoever listens may make blocks of their own
   * before time goes on, or answer 'stop' when the run is over.
   */
  readonly onFrame?: (frame: Frame, market: Market, of: number) => unknown
}

export type Run = {
  readonly world: World['name']
  readonly scenario: Scenario
  /** Before the position was opened. */
  readonly market: Market
  /** What opening cost: fair value of the endowment less equity after, wei of ether. */
  readonly openingCostWei: bigint
  readonly frames: readonly Frame[]
}

const assetsOf = (market: Market): readonly Asset[] => Object.keys(market.aave.reserves) as Asset[]

/** What left the owner's account on Aave from one block to the next, beyond interest: a liquidation. */
const aaveLiquidations = (before: Market, after: Market, owner: Address): readonly RunEvent[] => {
  const now = after.block.timestamp
  const had = before.aave.accounts[owner]
  if (!had) return []
  const change = (balance: typeof supplyBalance, asset: Asset) =>
    balance(before.aave, asset, owner, now) - balance(after.aave, asset, owner, now)
  const collateral = assetsOf(after).find(asset => asset in had.supplies && change(supplyBalance, asset) > 1n)
  const debt = assetsOf(after).find(asset => asset in had.debts && change(debtBalance, asset) > 1n)
  if (!collateral || !debt) return []
  const seized = change(supplyBalance, collateral)
  const covered = change(debtBalance, debt)
  const lossWei = fairValueWei(after, collateral, seized) - fairValueWei(after, debt, covered)
  return [{ kind: 'liquidation', block: after.block.number, collateral, seized, debt, covered, lossWei }]
}

const liquidationsBetween = (before: Market, after: Market, owner: Address): readonly RunEvent[] => [
  ...aaveLiquidations(before, after, owner),
  ...securedLiquidations(before, after, owner),
]

type Sent = { readonly by: string; readonly role: Sender; readonly tx: Move }

const eventOf = ({ by, role, tx }: Sent, outcome: Outcome | undefined, block: bigint): RunEvent => ({
  kind: 'transaction',
  block,
  by,
  role,
  what: tx.actions.map(action => action.kind).join(', '),
  refused: outcome?.status === 'reverted' ? outcome.reason : null,
})

/** What everyone does in one block, and what it did to the owner. */
type Settled = {
  readonly events: readonly RunEvent[]
  readonly lowest: bigint | undefined
  readonly lowestCurvePriceWad: bigint | undefined
  /** Gas that the owner paid for, in units. */
  readonly ownGasUnits: bigint
  readonly cascade: Cascade | undefined
}

const lowest = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === undefined ? b : b === undefined ? a : min(a, b)

const step = async (
  world: World,
  seconds: number,
  sent: readonly Sent[],
  owner: Address,
): Promise<Settled> => {
  const before = await world.market()
  const outcomes = await world.block(
    seconds,
    sent.map(entry => entry.tx),
  )
  const [after, answers] = await Promise.all([world.market(), world.ask(owner)])
  const events = sent.map((entry, i) => eventOf(entry, outcomes[i], after.block.number))
  const own = sent.some(({ tx }) => tx.from === owner)
  return {
    events: [...events, ...(own ? [] : liquidationsBetween(before, after, owner))],
    lowest: answers.healthFactorWad,
    lowestCurvePriceWad: answers.curvePriceWad,
    ownGasUnits: ownGas(sent, owner),
    cascade: cascadeOf(before, after, doneDeeds(sent, outcomes)),
  }
}

/** Liquidations that went through. */
const doneDeeds = (sent: readonly Sent[], outcomes: readonly Outcome[]): readonly Deed[] =>
  sent.flatMap(({ tx }, i) => (tx.deed && outcomes[i]?.status === 'done' ? [tx.deed] : []))

const actOnce = async (
  world: World,
  actors: readonly Actor[],
  gasPriceWei: bigint,
): Promise<readonly Sent[]> => {
  const market = await world.market()
  const sent: Sent[] = []
  for (const actor of actors)
    for (const tx of await actor.act(market, world, gasPriceWei))
      sent.push({ by: actor.name, role: actor.role ?? 'other', tx })
  return sent
}

/** What others send goes into one block, what the owner sends into the next: others pay to be first. */
const inBlocks = (sent: readonly Sent[], owner: Address): readonly (readonly Sent[])[] =>
  [sent.filter(({ tx }) => tx.from !== owner), sent.filter(({ tx }) => tx.from === owner)].filter(
    block => block.length > 0,
  )

/** Actors act block after block until none has anything left to do. */
const settle = async (
  { world, actors }: Pick<RunRequest, 'world' | 'actors'>,
  owner: Address,
  gasPriceWei: bigint,
): Promise<Settled> => {
  const events: RunEvent[] = []
  let low: bigint | undefined
  let lowCurve: bigint | undefined
  let ownGasUnits = 0n
  let cascade: Cascade | undefined
  for (let i = 0; i < SETTLING_BLOCKS; i++) {
    const sent = await actOnce(world, actors, gasPriceWei)
    if (sent.length === 0) break
    for (const block of inBlocks(sent, owner)) {
      const settled = await step(world, SECONDS_PER_SLOT, block, owner)
      events.push(...settled.events)
      low = lowest(low, settled.lowest)
      lowCurve = lowest(lowCurve, settled.lowestCurvePriceWad)
      ownGasUnits += settled.ownGasUnits
      cascade = joined(cascade, settled.cascade)
    }
  }
  return { events, lowest: low, lowestCurvePriceWad: lowCurve, ownGasUnits, cascade }
}

/** Everyone who acts, the owner's own policy last. */
const actorsOf = ({ actors, management, strategy }: RunRequest, owner: Address): readonly Actor[] =>
  management ? [...actors, management.policy.manage(management.settings, { owner, strategy })] : actors

/** Gas of what the owner sent, in units of the table. */
const ownGas = (sent: readonly Sent[], owner: Address): bigint =>
  sent.reduce((sum, { tx }) => (tx.from === owner ? sum + gasOfTx(tx.actions) : sum), 0n)

/** Every day of the scenario, with the shocks that fall on it or at their own time between. */
const timeline = (scenario: Scenario): readonly Step[] => {
  const times = new Set(Array.from({ length: scenario.days }, (_, day) => (day + 1) * SECONDS_PER_DAY))
  for (const { at } of scenario.steps) times.add(at)
  return [...times]
    .sort((a, b) => a - b)
    .map(at => ({
      at,
      shocks: scenario.steps.filter(entry => entry.at === at).flatMap(entry => entry.shocks),
    }))
}

/** Whether a frame is recorded after a step: where something strikes, at the end, and every so many days. */
const isSeen = ({ days, frameEveryDays = 1 }: Scenario, { at, shocks }: Step): boolean =>
  shocks.length > 0 ||
  at >= days * SECONDS_PER_DAY ||
  at % SECONDS_PER_DAY !== 0 ||
  (at / SECONDS_PER_DAY) % frameEveryDays === 0

/** Seconds at which a run of the scenario records a frame; the first is its start. */
export const momentsOf = (scenario: Scenario): readonly number[] => [
  0,
  ...timeline(scenario)
    .filter(entry => isSeen(scenario, entry))
    .map(entry => entry.at),
]

const NOTHING: Settled = {
  events: [],
  lowest: undefined,
  lowestCurvePriceWad: undefined,
  ownGasUnits: 0n,
  cascade: undefined,
}

/** What happened in one stretch and then in another, as if in one. */
const followedBy = (a: Settled, b: Settled): Settled => ({
  events: [...a.events, ...b.events],
  lowest: lowest(a.lowest, b.lowest),
  lowestCurvePriceWad: lowest(a.lowestCurvePriceWad, b.lowestCurvePriceWad),
  ownGasUnits: a.ownGasUnits + b.ownGasUnits,
  cascade: joined(a.cascade, b.cascade),
})

const gasPriceAfter = (shocks: Step['shocks'], before: bigint): bigint =>
  shocks.reduce(
    (price, shock) => (shock.kind === 'gas' ? BigInt(Math.round(shock.gwei * 1e9)) : price),
    before,
  )

const exitsOf = ({ planner }: RunRequest, moment: ExitMoment, before: FrameExits | undefined): FrameExits =>
  planner ? lazyExits(planner, moment, before) : NO_EXITS

/** Opens the position, lets the scenario happen, and records a frame a day. The same loop for every world. */
export const run = async (request: RunRequest): Promise<Run> => {
  const { world, strategy, scenario, onFrame } = request
  const owner = OWNER
  await bringBack(world, scenario.overlay ?? [])
  const initial = await world.market()
  const endowment =
    (await openPosition(world, request, owner)) + (await keepAside(world, request.management, owner))
  const actors = actorsOf(request, owner)
  const start = await world.market()
  const provided = providedBy(start, owner)
  let gasPriceWei = USUAL_GAS_WEI
  const frames: Frame[] = []
  const count = momentsOf(scenario).length
  const record = async (at: number, settled: Settled): Promise<boolean> => {
    const market = await world.market()
    const seen = observe(market, await world.ask(owner), owner)
    const exits = exitsOf(request, { market, strategy, owner, gasPriceWei }, frames.at(-1)?.exits)
    const low = lowest(settled.lowest, seen.healthFactorWad ?? undefined) ?? null
    const ownGasWei = settled.ownGasUnits * gasPriceWei
    const frame = {
      at,
      ...seen,
      liquidity: liquidityValue(market, owner, provided),
      lowestHealthFactorWad: low,
      lowestCurvePriceWad: lowest(settled.lowestCurvePriceWad, seen.curvePriceWad) ?? seen.curvePriceWad,
      gasPriceWei,
      ownGasWei,
      exits,
      events: settled.events,
      cascade: settled.cascade ?? null,
    }
    frames.push(frame)
    return (await onFrame?.(frame, market, count)) === 'stop'
  }
  let over = await record(0, NOTHING)
  let unseen = NOTHING
  for (const entry of timeline(scenario)) {
    const { at, shocks } = entry
    if (over) break
    const now = await world.market()
    gasPriceWei = gasPriceAfter(shocks, gasPriceWei)
    const due = atTime(now, start.block.timestamp + at)
    const sent = lowerStep(shocks, due, start)
    const shocked = await step(world, start.block.timestamp + at - now.block.timestamp, sent, owner)
    const settled = await settle({ world, actors }, owner, gasPriceWei)
    unseen = followedBy(unseen, followedBy(shocked, settled))
    if (!isSeen(scenario, entry)) continue
    over = await record(at, unseen)
    unseen = NOTHING
  }
  const openingCostWei = endowment - (frames[0]?.equityWei ?? 0n)
  return { world: world.name, scenario, market: initial, openingCostWei, frames }
}
