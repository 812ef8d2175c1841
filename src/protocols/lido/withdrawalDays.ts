import { max, min, SECONDS_PER_DAY } from '../../units/fixed.js'
import { exitChurn, exitQueueNow } from '../ethereum/churn.js'
import {
  type ConsensusFork,
  EPOCHS_PER_DAY,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  WEI_PER_GWEI,
} from '../ethereum/forks.js'
import { rewardsPerDay } from '../ethereum/rewards.js'
import type { EthereumState } from '../ethereum/state.js'
import { unfinalizedStEth } from './queue.js'
import type { LidoState } from './state.js'

/** `MAX_WITHDRAWALS_PER_PAYLOAD` × slots a day: validators that the sweep passes in a day. Consensus-specs, Capella. */
const SWEPT_PER_DAY = 16 * 7200
/** Exit requests of one exit-bus report, in wei: 19,200 ETH. Source: state-mate lido.yaml @ 9f6df199. */
const EXIT_REQUESTS_PER_REPORT = 19_200n * 10n ** 18n
/** The exit-bus oracle's frame: 45 epochs. Source: the same. */
const EXIT_BUS_FRAME_DAYS = 45 / EPOCHS_PER_DAY
/** `requestTimestampMargin`: a request must be this much older than the report that finalises it, seconds. Same. */
const REQUEST_TIMESTAMP_MARGIN = 7_680

/** What to forecast: the withdrawal of `stEth` wei, asked for at `now` (seconds). */
export type WithdrawalForecastInput = {
  readonly lido: LidoState
  readonly ethereum: EthereumState
  readonly stEth: bigint
  readonly now: number
  readonly fork: ConsensusFork
  /** Validators on the beacon chain, which the sweep walks through: 902,000 in August 2026 (consensus-specs, facts B.10). */
  readonly sweepValidators: number
}

/** The steps a withdrawal waits through, in days. All but `report` are zero where no validator has to exit. */
export type WithdrawalComponents = {
  /** Until the exit-bus oracle has asked for the exits. */
  readonly exitRequest: number
  /** Behind everyone else at the churn limit. */
  readonly exitQueue: number
  /** `MIN_VALIDATOR_WITHDRAWABILITY_DELAY`. */
  readonly withdrawable: number
  /** Until the sweep comes by. */
  readonly sweep: number
  /** Until the daily report that counts the ether and finalises. */
  readonly report: number
}

export type WithdrawalForecast = {
  readonly medianDays: number
  readonly badDays: number
  readonly median: WithdrawalComponents
  readonly bad: WithdrawalComponents
  /** Whether the ether comes from validators' exits, or from the buffer and the rewards that flow into it. */
  readonly paidBy: 'buffer' | 'rewards' | 'exits'
}

const NOTHING: WithdrawalComponents = { exitRequest: 0, exitQueue: 0, withdrawable: 0, sweep: 0, report: 0 }

const sum = (c: WithdrawalComponents): number =>
  c.exitRequest + c.exitQueue + c.withdrawable + c.sweep + c.report

/** Days until the first report that may finalise a request made now; reports come a day after the last. */
const reportDays = (lido: LidoState, now: number): number => {
  const age = now - lido.lastReport
  const untilNext = SECONDS_PER_DAY - (((age % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY)
  const wait = untilNext < REQUEST_TIMESTAMP_MARGIN ? untilNext + SECONDS_PER_DAY : untilNext
  return wait / SECONDS_PER_DAY
}

const days = (amount: bigint, perDay: bigint): number =>
  Number(amount / WEI_PER_GWEI) / Number(perDay / WEI_PER_GWEI)

/** Consensus-layer rewards, which are swept to Lido and fill the buffer, in wei a day. */
const rewardsInflow = (lido: LidoState, ethereum: EthereumState): bigint =>
  rewardsPerDay(lido.clValidatorsBalance / WEI_PER_GWEI, ethereum.stakedEther / WEI_PER_GWEI) * WEI_PER_GWEI

/** `joining` is what must still exit behind the queue as it stands. `wait` is the share of a frame, cycle or day. */
const byExits = (input: WithdrawalForecastInput, joining: bigint, wait: number): WithdrawalComponents => {
  const churnPerDay = exitChurn(input.ethereum, input.fork) * BigInt(EPOCHS_PER_DAY)
  const queue = exitQueueNow(input.ethereum, input.now, input.fork) + joining
  const frames = Number((max(joining, 1n) - 1n) / EXIT_REQUESTS_PER_REPORT) + wait
  return {
    exitRequest: frames * EXIT_BUS_FRAME_DAYS,
    exitQueue: days(queue, churnPerDay),
    withdrawable: MIN_VALIDATOR_WITHDRAWABILITY_DELAY / EPOCHS_PER_DAY,
    sweep: (input.sweepValidators / SWEPT_PER_DAY) * wait,
    report: wait,
  }
}

/**
 * How long a withdrawal from Lido asked for now is likely to take; a forecast, not a mirror.
 *
 * What the buffer covers after the requests ahead is paid at the next report. What a stream of rewards covers sooner than
 * exits would is paid by it. Otherwise validators exit: exit request + exit queue ÷ churn + 256 epochs + sweep + report.
 * Median: exits for the requests ahead are in the queue already (Lido asks for them every 4.8 hours), so only this
 * request's own ether joins; half an oracle frame, half a sweep cycle, half a day to the report. Bad: none of them is, and
 * every wait is a whole one. Nothing is fitted. Bunker mode is not in it.
 */
export const withdrawalDays = (input: WithdrawalForecastInput): WithdrawalForecast => {
  const { lido, ethereum, stEth } = input
  const missing = max(0n, unfinalizedStEth(lido.queue) + stEth - lido.bufferedEther)
  const report = reportDays(lido, input.now)
  if (missing === 0n) return forecast('buffer', { ...NOTHING, report }, { ...NOTHING, report: report + 1 })
  const inflow = rewardsInflow(lido, ethereum)
  const exits = byExits(input, min(missing, stEth), 0.5)
  const badExits = byExits(input, missing, 1)
  const rewardDays = inflow > 0n ? Math.ceil(days(missing, inflow)) - 1 + report : Number.POSITIVE_INFINITY
  if (rewardDays >= sum(exits)) return forecast('exits', exits, badExits)
  // Rewards come with the sweep too, so a bad wait for them is a whole cycle longer.
  const late = { ...NOTHING, report: rewardDays, sweep: badExits.sweep }
  return forecast('rewards', { ...NOTHING, report: rewardDays }, sum(late) < sum(badExits) ? late : badExits)
}

const forecast = (
  paidBy: WithdrawalForecast['paidBy'],
  median: WithdrawalComponents,
  bad: WithdrawalComponents,
): WithdrawalForecast => ({ medianDays: sum(median), badDays: sum(bad), median, bad, paidBy })
