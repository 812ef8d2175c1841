import { max, min, SECONDS_PER_DAY } from '../../units/fixed.js'
import { exitChurn, exitQueueNow } from '../ethereum/churn.js'
import { EPOCHS_PER_DAY, WEI_PER_GWEI } from '../ethereum/forks.js'
import { rewardsPerDay } from '../ethereum/rewards.js'
import type { EthereumState } from '../ethereum/state.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../ethereum/sweep.js'
import { bunkerEnds } from './bunker.js'
import { bufferedEtherAllocation } from './deposits.js'
import { paidAfter } from './outflow.js'
import { unfinalizedStEth } from './queue.js'
import { REQUEST_TIMESTAMP_MARGIN } from './sanity.js'
import type { LidoState } from './state.js'
import {
  EXIT_BUS_FRAME_DAYS,
  flowOf,
  type Luck,
  type Settled,
  type Situation,
  typicalCases,
  WITHDRAWABLE_DAYS,
} from './withdrawalCases.js'

/** Exit requests of one exit-bus report, in wei: 19,200 ETH. Source: state-mate lido.yaml @ 9f6df199. */
const EXIT_REQUESTS_PER_REPORT = 19_200n * 10n ** 18n

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

/** What requests may have of Lido's own ether, wei: its vault, and the buffer without what is kept for deposits. */
const payableNow = (lido: LidoState): bigint =>
  lido.bufferedEther - bufferedEtherAllocation(lido).depositsReserve + lido.withdrawalVault

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

/** What the wait of a case is made of: first without buffer and rewards, then with one, then with both. */
const componentsOf = (bare: Situation, actual: Situation, { luck, days }: Settled): WithdrawalComponents => {
  const alone = paidAfter(flowOf(bare, luck, 0))
  const buffered = paidAfter(flowOf(actual, luck, 0))
  const exitRequest = bare.requests + luck.frame * EXIT_BUS_FRAME_DAYS
  const exitQueue = bare.queue + bare.ownSpan
  return {
    ...NOTHING,
    exitRequest,
    exitQueue,
    withdrawable: WITHDRAWABLE_DAYS,
    sweep: alone - exitRequest - exitQueue - WITHDRAWABLE_DAYS,
    buffer: buffered - alone,
    rewards: days - buffered,
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
  const buffer = payableNow(lido)
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
  const [usual, slow] = typicalCases(actual)
  const byRewards = (actual.own + actual.ahead) / actual.rewardsPerDay
  const median = componentsOf(bare, actual, usual)
  const byExits = sum({ ...median, rewards: 0 })
  return forecast(byRewards < byExits ? 'rewards' : 'exits', [median, componentsOf(bare, actual, slow)])
}

/** Of one case: the luck of the withdrawal, and how late bunker mode ends, from 0 to 1. */
export type CaseLuck = Luck & { readonly bunker: number }

/** When bunker mode ends in a case: half of them at the likely time, then evenly later up to the latest in one of twenty. */
const bunkerEndIn = ({ likely, latest }: ReturnType<typeof bunkerEnds>, bunker: number): number =>
  likely + Math.min(1, Math.max(0, (bunker - 0.5) / 0.45)) * (latest - likely)

/** Days that a withdrawal takes in one case of luck, report included: what `withdrawalDays` takes its median of. */
export const withdrawalInCase = (input: WithdrawalForecastInput, luck: CaseLuck): number => {
  const actual = situation(input, payableNow(input.lido))
  const paid = actual.own + actual.ahead <= 0 ? 0 : paidAfter(flowOf(actual, luck))
  const end = bunkerEndIn(bunkerEnds(input), luck.bunker)
  const bunker = Math.max(0, (end - input.now) / SECONDS_PER_DAY - paid)
  return paid + bunker + untilReport(input.lido, input.now, paid + bunker)
}

/** What an exit of all that is asked for waits for, whatever Lido's buffer and rewards pay; days. */
export const exitParts = (
  input: WithdrawalForecastInput,
  frame: number,
): Pick<WithdrawalComponents, 'exitRequest' | 'exitQueue' | 'withdrawable'> => {
  const bare = situation(input, 0n)
  return {
    exitRequest: bare.requests + frame * EXIT_BUS_FRAME_DAYS,
    exitQueue: bare.queue + bare.ownSpan,
    withdrawable: WITHDRAWABLE_DAYS,
  }
}
