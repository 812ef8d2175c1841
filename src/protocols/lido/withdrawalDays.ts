import { max, min, SECONDS_PER_DAY } from '../../units/fixed.js'
import { exitChurn, exitQueueNow } from '../ethereum/churn.js'
import { EPOCHS_PER_DAY, MIN_VALIDATOR_WITHDRAWABILITY_DELAY, WEI_PER_GWEI } from '../ethereum/forks.js'
import { rewardsPerDay } from '../ethereum/rewards.js'
import type { EthereumState } from '../ethereum/state.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../ethereum/sweep.js'
import { bunkerEnds } from './bunker.js'
import { type Flow, isPaidBy, type Known, longest, paidAfter } from './outflow.js'
import { unfinalizedStEth } from './queue.js'
import { REQUEST_TIMESTAMP_MARGIN } from './sanity.js'
import type { LidoState } from './state.js'

/** Exit requests of one exit-bus report, in wei: 19,200 ETH. Source: state-mate lido.yaml @ 9f6df199. */
const EXIT_REQUESTS_PER_REPORT = 19_200n * 10n ** 18n
/** The exit-bus oracle's frame: 45 epochs. Source: the same. */
const EXIT_BUS_FRAME_DAYS = 45 / EPOCHS_PER_DAY
/** What one validator brings, in ether. */
const VALIDATOR = 32

/** What to forecast: the withdrawal of `stEth` wei, asked for at `now` (seconds). */
export type WithdrawalForecastInput = {
  readonly lido: LidoState
  readonly ethereum: EthereumState
  readonly stEth: bigint
  readonly now: number
  /** Validators that the sweep walks through; those of the seed's day unless given. */
  readonly sweepValidators?: number
}

/** What a wait is made of, in days; they add up to it. Savings are negative. */
export type WithdrawalComponents = {
  /** Until the exit-bus oracle has asked for the exits. */
  readonly exitRequest: number
  /** Behind everyone else at the churn limit. */
  readonly exitQueue: number
  /** `MIN_VALIDATOR_WITHDRAWABILITY_DELAY`. */
  readonly withdrawable: number
  /** Until the sweep has come by, for all ether that is ahead. */
  readonly sweep: number
  /** Saved, because Lido's buffer pays a part at once. */
  readonly buffer: number
  /** Saved, because rewards that are swept meanwhile pay a part. */
  readonly rewards: number
  /** Until the daily report that counts the ether and finalises. */
  readonly report: number
  /** Longer, because bunker mode holds back who asks now. */
  readonly bunker: number
}

export type WithdrawalForecast = {
  /** Half of the cases are shorter. */
  readonly medianDays: number
  /** One case in twenty is longer. */
  readonly badDays: number
  readonly median: WithdrawalComponents
  readonly bad: WithdrawalComponents
  /** Whether the buffer pays it all, or rewards would before any exit, or validators must exit. */
  readonly paidBy: 'buffer' | 'rewards' | 'exits'
}

const NOTHING: WithdrawalComponents = {
  exitRequest: 0,
  exitQueue: 0,
  withdrawable: 0,
  sweep: 0,
  buffer: 0,
  rewards: 0,
  report: 0,
  bunker: 0,
}

const sum = (parts: WithdrawalComponents): number =>
  parts.exitRequest +
  parts.exitQueue +
  parts.withdrawable +
  parts.sweep +
  parts.buffer +
  parts.rewards +
  parts.report +
  parts.bunker

const inEther = (wei: bigint): number => Number(wei / WEI_PER_GWEI) / 1e9

/** Days from `days` on until the first report that may count it; reports come a day after the last. */
const untilReport = (lido: LidoState, now: number, days: number): number => {
  const time =
    Math.max(days, REQUEST_TIMESTAMP_MARGIN / SECONDS_PER_DAY) + (now - lido.lastReport) / SECONDS_PER_DAY
  return Math.ceil(time - 1e-9) - (now - lido.lastReport) / SECONDS_PER_DAY - days
}

/** One of the equally likely cases: numbers from 0 to 1. */
type Luck = {
  /** Of the exit-bus frame. */
  readonly frame: number
  /** How many ask after us: from nobody to twice as many a day as stand ahead. */
  readonly followers: number
  /** Where the sweep stands for our own validators. */
  readonly sweep: number
}

const CASES = 64

/** Spread evenly over the cube (a Kronecker lattice on the plastic number's powers): no seed, the same every time. */
const LUCK: readonly Luck[] = Array.from({ length: CASES }, (_, i) => {
  const part = (step: number): number => (0.5 + (i + 1) * step) % 1
  return {
    frame: part(0.8191725133961645),
    followers: part(0.6710436067037893),
    sweep: part(0.5497004779019703),
  }
})

/** What stands between the request and its ether, whatever the luck. Ether and days. */
type Situation = {
  readonly ahead: number
  readonly own: number
  /** All of the exit queue, in days. */
  readonly queue: number
  readonly ownSpan: number
  readonly rewardsPerDay: number
  readonly cycle: number
  readonly requests: number
}

const situation = (input: WithdrawalForecastInput, buffer: bigint): Situation => {
  const { lido, ethereum, stEth, now } = input
  const churn = inEther(exitChurn(ethereum)) * EPOCHS_PER_DAY
  const missing = max(0n, unfinalizedStEth(lido.queue) + stEth - buffer)
  const own = min(stEth, missing)
  const ahead = missing - own
  const total = ethereum.stakedEther / WEI_PER_GWEI
  const reports = Number((max(own, 1n) - 1n) / EXIT_REQUESTS_PER_REPORT)
  return {
    ahead: inEther(ahead),
    own: inEther(own),
    queue: inEther(max(exitQueueNow(ethereum, now), ahead)) / churn,
    ownSpan: inEther(own) / churn,
    rewardsPerDay: Number(rewardsPerDay(lido.clValidatorsBalance / WEI_PER_GWEI, total)) / 1e9,
    cycle: sweepCycleDays(input.sweepValidators ?? SWEEP_VALIDATORS),
    requests: reports * EXIT_BUS_FRAME_DAYS,
  }
}

const WITHDRAWABLE_DAYS = MIN_VALIDATOR_WITHDRAWABILITY_DELAY / EPOCHS_PER_DAY

const flowOf = (at: Situation, luck: Luck): Flow => ({
  ahead: at.ahead,
  aheadSpan: at.queue,
  own: at.own,
  ownFrom: at.requests + luck.frame * EXIT_BUS_FRAME_DAYS + at.queue,
  ownSpan: at.ownSpan,
  followersPerDay: at.queue > 0 ? (2 * luck.followers * at.ahead) / at.queue : 0,
  rewardsPerDay: at.rewardsPerDay,
  delay: WITHDRAWABLE_DAYS,
  cycle: at.cycle,
  // The last of n validators that stand anywhere in the cycle: the n-th root of an even draw.
  ownCycle: at.cycle * luck.sweep ** (1 / Math.max(1, at.own / VALIDATOR)),
})

type Case = { readonly luck: Luck; readonly flow: Flow }

/** One case, and what its wait is made of: first without buffer and rewards, then with one, then with both. */
const componentsOf = (bare: Situation, { luck, flow: actual }: Case): WithdrawalComponents => {
  const alone = paidAfter({ ...flowOf(bare, luck), rewardsPerDay: 0 })
  const buffered = paidAfter({ ...actual, rewardsPerDay: 0 })
  const paid = paidAfter(actual)
  const exitRequest = bare.requests + luck.frame * EXIT_BUS_FRAME_DAYS
  const exitQueue = bare.queue + bare.ownSpan
  return {
    ...NOTHING,
    exitRequest,
    exitQueue,
    withdrawable: WITHDRAWABLE_DAYS,
    sweep: alone - exitRequest - exitQueue - WITHDRAWABLE_DAYS,
    buffer: buffered - alone,
    rewards: paid - buffered,
  }
}

/** The wait for bunker mode to end, and for the report after it. */
const withReport = (
  input: WithdrawalForecastInput,
  parts: WithdrawalComponents,
  bunkerEnd: number,
): WithdrawalComponents => {
  const paid = sum(parts)
  const bunker = Math.max(0, (bunkerEnd - input.now) / SECONDS_PER_DAY - paid)
  return { ...parts, bunker, report: untilReport(input.lido, input.now, paid + bunker) }
}

const inOrder = (cases: readonly Case[], known: Known): readonly Case[] =>
  cases
    .map(one => ({ one, days: paidAfter(one.flow, known) }))
    .sort((a, b) => a.days - b.days)
    .map(({ one }) => one)

/** Days below which cases are put in order one by one. */
const ALIKE_DAYS = 1e-6

/** Where rewards pay before any exit, luck has no part in it, and all cases are as long as the first. */
const together = (cases: readonly Case[]): readonly Case[] | undefined => {
  const [first] = cases
  if (!first) return undefined
  const days = paidAfter(first.flow)
  const known = { after: days - ALIKE_DAYS, until: days + ALIKE_DAYS }
  const alike = cases.every(({ flow }) => isPaidBy(flow, known.until) && !isPaidBy(flow, known.after))
  return alike ? inOrder(cases, known) : undefined
}

/** The case at `rank`, counted from the shortest wait: halves are cut away by time until few are left to put in order. */
const apart = (all: readonly Case[], rank: number): Case | undefined => {
  let [cases, shorter, after, until] = [all, 0, 0, Math.max(...all.map(one => longest(one.flow)))]
  while (cases.length > 1 && until - after > ALIKE_DAYS) {
    const middle = (after + until) / 2
    const paid: Case[] = []
    const later: Case[] = []
    for (const one of cases) (isPaidBy(one.flow, middle) ? paid : later).push(one)
    if (rank - shorter < paid.length) [cases, until] = [paid, middle]
    else [cases, after, shorter] = [later, middle, shorter + paid.length]
  }
  return inOrder(cases, { after, until })[rank - shorter]
}

/**
 * How long a withdrawal from Lido asked for now is likely to take; a forecast, not a mirror. The median and the 95th
 * percentile of 64 equally likely cases, with what each part contributes.
 *
 * What the buffer covers after the requests ahead is paid at the next report (turbo mode). The rest comes from rewards
 * that are swept, and from validators that exit: exit request + exit queue ÷ churn + 256 epochs + sweep, for those
 * ahead, who asked for their exits already, for the request itself, and for who asks after it, whose ether pays it too.
 * Then the next daily report, or the first after bunker mode. Assumed: Lido's exits stand evenly in the queue; as many
 * ask after it as before, give or take as many; no execution-layer rewards. Nothing is fitted.
 *
 * Back-tests (withdrawalDays.test.ts): 2,673,349 ETH of exits ahead are 46.41 days of exit queue, as published for
 * 2025-09-13. July 2025, 743,989 ETH of exits ahead and 235,000 stETH in Lido's queue: exit queue 12.92 days, and with
 * sweep, buffer, rewards and report 18.5 in the median and 20.5 in a bad case, where about 18 days were observed.
 */
export const withdrawalDays = (input: WithdrawalForecastInput): WithdrawalForecast => {
  const { lido } = input
  const buffer = lido.bufferedEther + lido.withdrawalVault
  const ends = bunkerEnds(input)
  const forecast = (
    paidBy: WithdrawalForecast['paidBy'],
    [half, most]: readonly [WithdrawalComponents, WithdrawalComponents],
  ): WithdrawalForecast => {
    const [median, bad] = [withReport(input, half, ends.likely), withReport(input, most, ends.latest)]
    return { medianDays: sum(median), badDays: sum(bad), median, bad, paidBy }
  }
  const actual = situation(input, buffer)
  if (actual.own + actual.ahead <= 0) return forecast('buffer', [NOTHING, NOTHING])
  const bare = situation(input, 0n)
  const cases = LUCK.map(luck => ({ luck, flow: flowOf(actual, luck) }))
  const ordered = together(cases)
  /** The case that this part of all cases do not exceed. */
  const quantile = (part: number): WithdrawalComponents => {
    const rank = Math.ceil(part * cases.length) - 1
    const found = ordered ? ordered[rank] : apart(cases, rank)
    return found ? componentsOf(bare, found) : NOTHING
  }
  const byRewards = (actual.own + actual.ahead) / actual.rewardsPerDay
  const median = quantile(0.5)
  const byExits = sum({ ...median, rewards: 0 })
  return forecast(byRewards < byExits ? 'rewards' : 'exits', [median, quantile(0.95)])
}
