import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { refusal as aRefusal, type Refusal, refusalOfRevert } from '../../position/refusal.js'
import type { Strategy } from '../../position/strategy.js'
import type { Scenario } from '../../scenario/scenario.js'
import { cast } from '../../simulation/actors/cast.js'
import type { Frame } from '../../simulation/frame.js'
import { openBlock } from '../../simulation/model/modelWorld.js'
import { etherOf, playPlan } from '../../simulation/model/play.js'
import { run } from '../../simulation/run.js'
import type { World } from '../../simulation/world.js'
import { SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import type { ExitReport, OpenOption } from '../option.js'
import { playPart, skimmedWei } from '../part/fixAmounts.js'
import { type ErrorSplit, splitError, worthOf } from './attribution.js'
import { refusal, type TrialRequest, type Tried, tryAll, tryMoves } from './dryRun.js'
import {
  apart,
  claimWei,
  isDue,
  type NextIds,
  nextIds,
  type OwnLeg,
  ownLegs,
  type RequestIds,
  withIds,
  withRequests,
} from './legs.js'

/** A leg as it was carried out. */
export type LegResult = {
  /** Since the plan was made. */
  readonly days: number
  readonly transactions: number
  /** Nothing waited before it: it must come out as planned, to the smallest unit. */
  readonly prompt: boolean
  /** All that the owner has, against the plan, added up; null after a wait. */
  readonly differenceWei: bigint | null
  /** Ether claimed from the queue, and what the plan said. */
  readonly claimedWei: bigint
  readonly refused: string | null
  /** Fair value of all that the owner has, debts taken off: in the leg's block before the leg, and after it. */
  readonly worthBeforeWei: bigint
  readonly worthAfterWei: bigint
}

export type Execution = {
  readonly world: World['name']
  /** The market on which the plan was made. */
  readonly market: Market
  readonly report: ExitReport
  readonly tried: readonly Tried[]
  readonly chosen: OpenOption | null
  readonly legs: readonly LegResult[]
  /** Null where it did not come to an end. */
  readonly proceedsWei: bigint | null
  readonly days: number
  /** After the last leg. */
  readonly after: Market
  readonly failure: Refusal | null
  /** Why it came out otherwise than planned; null where it did not come to an end, or a part left. */
  readonly apart: ErrorSplit | null
}

export type ExecutionRequest = TrialRequest & {
  readonly strategy: Strategy
  readonly params: unknown
  readonly scenario: Scenario
  /** Seconds since the scenario began: the plan is made at the first frame from then on. */
  readonly at: number
  /** Plans on the market of that frame, with the gas price of the day. */
  readonly plan: (market: Market, gasPriceWei: bigint) => ExitReport
  readonly progress: (frame: number, of: number) => void
}

/** Where an execution stands between two frames. */
type State = {
  readonly made: Pick<Execution, 'market' | 'report' | 'tried' | 'chosen'>
  readonly left: readonly OwnLeg[]
  readonly ids: RequestIds
  /** The plan's numbers of the next requests. */
  readonly nextPlanned: NextIds
  readonly legs: readonly LegResult[]
  /** Ether that sweeps took of what is kept. */
  readonly skimmedWei: bigint
  readonly failure: Refusal | null
}

/** The plan's own market after a leg, from one that stands before it; undefined where the model refuses. */
const plannedAfter = (before: Market, state: State, leg: OwnLeg): Market | undefined => {
  const { chosen } = state.made
  const planned = chosen?.quote.plan.legs[leg.at]
  if (!planned) return undefined
  const now = { ...planned, seconds: SECONDS_PER_SLOT }
  const played = playPlan(before, { method: '', legs: [now], assumed: [] }, OWNER)
  return played.ok ? played.market : undefined
}

/** The leg's transactions on the market as it stands: a part's amounts are fixed only now, as days may have passed. */
const fixedNow = (market: Market, state: State, leg: OwnLeg): readonly Tx[] | Refusal => {
  const txs = withIds(leg.txs, state.ids)
  const { kept } = state.made.report
  if (!kept) return txs
  const plan = { method: '', legs: [{ seconds: SECONDS_PER_SLOT, txs }], assumed: [] }
  const played = playPart(market, plan, OWNER, kept)
  return played.ok ? played.plan.legs.flatMap(one => one.txs) : played.refusal
}

const carryOut = async ({ world }: ExecutionRequest, state: State, leg: OwnLeg): Promise<State> => {
  const before = await world.market()
  const txs = fixedNow(before, state, leg)
  if ('code' in txs) return { ...state, failure: legRefused(txs) }
  const claimedWei = claimWei(leg, state.ids, before)
  const planned = leg.afterWait ? undefined : plannedAfter(before, state, leg)
  const refused = refusal(await world.block(SECONDS_PER_SLOT, txs))
  const after = await world.market()
  const result: LegResult = {
    days: (after.block.timestamp - state.made.market.block.timestamp) / SECONDS_PER_DAY,
    transactions: txs.filter(tx => tx.from === OWNER).length,
    prompt: !leg.afterWait,
    differenceWei: planned ? apart(planned, after, OWNER) : null,
    claimedWei,
    refused,
    worthBeforeWei: worthOf(openBlock(before, SECONDS_PER_SLOT), OWNER),
    worthAfterWei: worthOf(after, OWNER),
  }
  const made = withRequests(state.ids, { txs, planned: state.nextPlanned, market: before })
  const { kept } = state.made.report
  return {
    ...state,
    left: state.left.slice(1),
    ids: made.ids,
    nextPlanned: made.planned,
    legs: [...state.legs, result],
    skimmedWei: state.skimmedWei + (kept ? skimmedWei(before, after, kept) : 0n),
    failure: refused === null ? null : legRefused(refusalOfRevert(refused)),
  }
}

/** A plan that no longer goes is the owner's to make again, with what is left. */
const legRefused = (cause: Refusal): Refusal => aRefusal('legRefused', { cause })

const start = async (request: ExecutionRequest, frame: Frame, market: Market): Promise<State> => {
  const report = request.plan(market, frame.gasPriceWei)
  const tried = [...(await tryAll(request, report)), ...(await tryMoves(request, report))]
  const chosen = report.recommended
  return {
    made: { market, report, tried, chosen },
    left: chosen ? ownLegs(chosen.unfixed, OWNER) : [],
    ids: new Map(),
    nextPlanned: nextIds(market),
    legs: [],
    skimmedWei: 0n,
    failure: null,
  }
}

/** Sends every leg that is due. */
const goOn = async (request: ExecutionRequest, from: State): Promise<State> => {
  let state = from
  while (state.failure === null) {
    const [leg] = state.left
    if (!leg || !isDue(leg, state.ids, { market: await request.world.market(), owner: OWNER })) break
    state = await carryOut(request, state, leg)
  }
  return state
}

/** What happens after the plan may make it longer than any case it knew: it is followed that far beyond its bad one. */
const SPARE_DAYS = 120
/** Nobody waits longer. */
const MOST_DAYS = 1_000

/**
 * Runs the scenario to the day, makes the plan there, and carries out the recommended one while the scenario and
 * everyone in it go on, until its last leg is through. The same in both worlds.
 */
export const executeExit = async (request: ExecutionRequest): Promise<Execution> => {
  const { world, strategy, params, scenario, at, progress } = request
  let state: State | undefined
  let frames = 0
  let lastDay = Number.POSITIVE_INFINITY
  const hear = async (frame: Frame, market: Market, of: number): Promise<'stop' | undefined> => {
    frames += 1
    progress(frames, of)
    if (frame.at < at) return undefined
    if (!state) {
      state = await start(request, frame, market)
      const waits = state.made.chosen?.quote.badDays ?? 0
      lastDay = frame.at / SECONDS_PER_DAY + waits + SPARE_DAYS
    }
    state = await goOn(request, state)
    const over = state.left.length === 0 || state.failure !== null || frame.at / SECONDS_PER_DAY > lastDay
    return over ? 'stop' : undefined
  }
  const days = Math.max(scenario.days, Math.ceil(at / SECONDS_PER_DAY)) + MOST_DAYS
  await run({
    world,
    strategy,
    params,
    // Whoever leaves looks every day.
    scenario: { ...scenario, days, frameEveryDays: 1 },
    actors: cast(),
    onFrame: hear,
  })
  if (!state) throw new RangeError('the scenario ended before the day of the plan')
  return finished(request, state, await world.market())
}

const finished = (request: ExecutionRequest, state: State, after: Market): Execution => {
  const done = state.left.length === 0 && state.failure === null && state.made.chosen !== null
  const { chosen, market, report } = state.made
  const broughtWei = etherOf(after.wallets[OWNER] ?? {}) - request.keptWei - state.skimmedWei
  const whole = done && report.shareWad === WAD ? chosen : null
  return {
    world: request.world.name,
    ...state.made,
    legs: state.legs,
    apart: whole && splitError(market, whole, { legs: state.legs, proceedsWei: broughtWei }, OWNER),
    proceedsWei: done ? broughtWei : null,
    days: state.legs.at(-1)?.days ?? 0,
    after,
    failure: state.failure ?? (done || !state.made.chosen ? null : aRefusal('notPaid', {})),
  }
}
