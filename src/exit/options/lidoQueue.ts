import { consensusDelta, knownFallWad } from '../../market/consensus.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { all, type Leg } from '../../position/legs.js'
import type { Loan } from '../../position/loan.js'
import type { ExitPlan, Wait } from '../../position/strategy.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../../protocols/ethereum/sweep.js'
import { unfinalizedStEth } from '../../protocols/lido/queue.js'
import {
  type CaseLuck,
  exitParts,
  type WithdrawalComponents,
  type WithdrawalForecastInput,
  withdrawalDays,
  withdrawalInCase,
} from '../../protocols/lido/withdrawalDays.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { max, mulDivCeil, mulDivFloor, SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { PLANNED_PRICE_BPS, payDown, planRounds, type Round, type RoundWait, withdrawOf } from './rounds.js'

/** Lido's limit of 1,000 stETH a request, less what the share rate may rise before it is sent. */
const MAX_REQUEST = 990n * WAD
/** A report leaves in the vaults what would lift the rate by more than 0.075 %; nine days of rewards stay below. */
const REPORT_EVERY_DAYS = 9

/** Splits wstETH into requests that stay below Lido's limit. */
export const splitRequests = (market: Market, wstEth: bigint): readonly bigint[] => {
  const largest = mulDivFloor(MAX_REQUEST, WAD, stEthPerToken(market.lido))
  const count = (wstEth + largest - 1n) / largest
  const requests = new Array<bigint>(Number(count)).fill(largest)
  if (count > 0n) requests[requests.length - 1] = wstEth - largest * (count - 1n)
  return requests
}

/** Reports that bring the ether of a wait of `days` that begins `elapsed` seconds from now, and what its last report pays. */
type Reports = {
  readonly elapsed: number
  readonly days: number
  readonly finalizeUpTo: number
  readonly ether: bigint
}

/** Lido's reports while a request waits: rewards and known penalties go on, the last brings the ether and finalises. */
export const waiting = (market: Market, { elapsed, days, finalizeUpTo, ether }: Reports): readonly Leg[] => {
  const total = Math.max(1, Math.round(days * SECONDS_PER_DAY))
  const count = Math.max(1, Math.ceil(days / REPORT_EVERY_DAYS))
  const each = Math.floor(total / count)
  const start = market.block.timestamp + elapsed
  return Array.from({ length: count }, (_, i) => {
    const last = i === count - 1
    const seconds = last ? total - each * (count - 1) : each
    const from = i === 0 && elapsed === SECONDS_PER_SLOT ? market.lido.lastReport : start + each * i
    const clDelta = consensusDelta(market, from, start + each * i + seconds)
    // Lido's limit may leave as much of a report's gain in the vault: the ether that pays must come all the same.
    const report: Action = {
      kind: 'lido.report',
      clDelta,
      elRewards: 0n,
      clWithdrawn: last ? ether + 2n * max(0n, clDelta) : 0n,
      clPending: market.lido.clPendingBalance,
      exited: 0,
      finalizeUpTo: last ? finalizeUpTo : 0,
      bunker: market.lido.bunkerSince > 0,
    }
    return { seconds, txs: [{ from: CROWD.oracle, actions: [report] }] }
  })
}

/**
 * Where a round stands: seconds from now, what earlier rounds already took of Lido's buffer, and the wait of the first
 * round. Others come as it is paid: a later round stands behind as many as the first did, if the queue stands.
 */
type Standing = {
  readonly elapsed: number
  readonly taken: bigint
  readonly first?: RoundWait | undefined
}

/** A report that pays may be a day away. */
const REPORT_DAYS = 1

/** What a request stands before then: an earlier round was paid, and all that stood ahead of it with it. */
const inputOf = (market: Market, stEth: bigint, { elapsed, taken }: Standing): WithdrawalForecastInput => {
  const { lido } = market
  const { lastRequestId, lastFinalizedRequestId } = lido.queue
  const settled = taken > 0n ? lastRequestId : lastFinalizedRequestId
  return {
    lido: {
      ...lido,
      queue: { ...lido.queue, lastFinalizedRequestId: settled },
      bufferedEther: max(0n, lido.bufferedEther - taken),
      lastReport: lido.lastReport + elapsed,
    },
    ethereum: market.ethereum,
    stEth,
    now: market.block.timestamp + elapsed,
  }
}

/** Days when all that is ahead exits at the very end of the queue, the sweep takes a whole cycle, and the report a day. */
const behindAll = (parts: Pick<WithdrawalComponents, 'exitRequest' | 'exitQueue' | 'withdrawable'>): number =>
  parts.exitRequest + parts.exitQueue + parts.withdrawable + sweepCycleDays(SWEEP_VALIDATORS) + REPORT_DAYS

/** Of one case: where the exits of those ahead stand in the queue, whether others ask first, and the report; 0 to 1 each. */
export type RoundLuck = CaseLuck & {
  readonly late: number
  readonly others: number
  readonly report: number
}

/** One time in ten others ask before a later round, for the ether that came in between (assumed). */
const OTHERS_FIRST = 0.1
/** In a fifth of all cases others' deposits pay a part of a later round sooner, up to half of its wait (assumed). */
const DEPOSITS = 0.8
const sooner = (days: number, { others }: RoundLuck): number =>
  Math.max(0, days - REPORT_DAYS) * 0.5 * (Math.max(0, others - DEPOSITS) / (1 - DEPOSITS))

/** One report in ten is a day late, the others come up to a tenth of a day early (assumed). */
const LATE_REPORT = 0.9
const EARLY_REPORT_DAYS = 0.1

const reportOff = ({ report }: RoundLuck): number =>
  report > LATE_REPORT ? REPORT_DAYS : -EARLY_REPORT_DAYS * (1 - report / LATE_REPORT)

/** In half of all cases the exits of those ahead stand evenly in the queue, in the others later, up to its end (assumed). */
const lateness = ({ late }: RoundLuck): number => Math.max(0, 2 * late - 1)

/**
 * Days that a request of `stEth` takes in one case, with nobody who came meanwhile before it. What comes into Lido's buffer pays a later round, unless others have
 * asked for it.
 */
export const queueDaysIn = (market: Market, stEth: bigint, standing: Standing, luck: RoundLuck): number => {
  const input = inputOf(market, stEth, standing)
  const days = withdrawalInCase(input, luck) + reportOff(luck)
  const later = standing.taken > 0n
  if (later && luck.others >= OTHERS_FIRST) return days - sooner(days, luck)
  const last = behindAll(exitParts(input, luck.frame))
  if (later) return Math.max(days, last)
  const ahead = unfinalizedStEth(input.lido.queue) > input.lido.bufferedEther
  return ahead ? days + lateness(luck) * Math.max(0, last - days) : days
}

/**
 * Forecast of days for a request of `wstEth` made then. The bad case is no better than this: all that is ahead exits at
 * the very end of today's exit queue, the sweep takes a whole cycle, and the report another day. The early one is as
 * much before the median as that is after it (assumed), but not before the next report.
 */
export const queueWait = (market: Market, wstEth: bigint, standing: Standing): Wait => {
  const { taken, first } = standing
  const stEth = mulDivCeil(wstEth, stEthPerToken(market.lido), WAD)
  const forecast = withdrawalDays(inputOf(market, stEth, standing))
  const { median, medianDays } = forecast
  // Rewards that others ask for first, and a buffer that earlier rounds took, leave it to exits too.
  const covered = forecast.paidBy === 'buffer' && taken === 0n
  const badDays = Math.max(forecast.badDays, covered ? medianDays + REPORT_DAYS : behindAll(median))
  const earlyDays = Math.min(medianDays, Math.max(2 * medianDays - badDays, 0.9 * REPORT_DAYS))
  const asked = { stEth, taken, follows: first !== undefined }
  if (!first || first.medianDays <= medianDays) return { earlyDays, medianDays, badDays, asked }
  return {
    earlyDays,
    medianDays: first.medianDays,
    badDays: Math.max(badDays, first.badDays),
    asked,
    aloneDays: medianDays,
  }
}

const secondsOf = (legs: readonly Leg[]): number => legs.reduce((sum, leg) => sum + leg.seconds, 0)

/** wstETH that secures a loan, through Lido's queue, one wait a round: no market discount touches it. */
export const throughQueue = (market: Market, loan: Loan): readonly ExitPlan[] => {
  const half = (loan.collateral.find(({ asset }) => asset === 'wstETH')?.amount ?? 0n) / 2n
  const first = queueWait(market, half, { elapsed: 0, taken: 0n })
  const elapsed = Math.round(first.medianDays * SECONDS_PER_DAY)
  const later = queueWait(market, half, { elapsed, taken: market.lido.bufferedEther, first })
  const rounds = planRounds(market, loan, 'wstETH', {
    priceBps: loan.debt.every(({ asset }) => asset === 'WETH') ? 9_999n : PLANNED_PRICE_BPS,
    waits: [first, later],
    knownFallWad: knownFallWad(market),
  })
  if (!rounds) return []
  return [
    {
      method: { id: 'lidoRounds', count: rounds.length },
      ...roundLegs(market, loan, rounds),
      assumed: [
        'each round waits the median forecast, with what earlier rounds took of Lido’s buffer gone',
        'rewards and known penalties go on; nothing else happens while waiting',
        ...(loan.lender === 'morpho'
          ? ['rounds are sized for twice the rate that today’s utilisation leads to on Morpho']
          : []),
      ],
    },
  ]
}

/** Legs of all rounds: take, ask, wait; what a round brings is claimed and paid in the transaction that begins the next. */
const roundLegs = (
  market: Market,
  loan: Loan,
  rounds: readonly Round[],
): Pick<ExitPlan, 'legs' | 'waits'> => {
  const { owner } = loan
  const legs: Leg[] = []
  const waits: Wait[] = []
  let nextId = market.lido.queue.lastRequestId + 1
  let ahead = unfinalizedStEth(market.lido.queue)
  let taken = 0n
  let carried: readonly Action[] = []
  for (const round of rounds) {
    if (round.withdraw === 0n) continue
    const amounts = splitRequests(market, round.withdraw)
    const ids = amounts.map((_, i) => nextId + i)
    nextId += ids.length
    const stEth = mulDivCeil(round.withdraw, stEthPerToken(market.lido), WAD)
    const wait = queueWait(market, round.withdraw, { elapsed: secondsOf(legs), taken, first: waits[0] })
    waits.push(wait)
    const take = withdrawOf(round, loan, 'wstETH')
    const actions: readonly Action[] = [...carried, take, { kind: 'lido.request', amounts }]
    legs.push({ seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions }] })
    // All that is ahead is paid too; the round's own ether may have earned rewards until its last report.
    const ether = ahead + mulDivCeil(stEth, 1_001n, 1_000n)
    taken += ether
    ahead = 0n
    const order = { days: wait.medianDays, finalizeUpTo: ids.at(-1) ?? 0, ether }
    legs.push(...waiting(market, { elapsed: secondsOf(legs), ...order }))
    carried = claimAndPay(ids, round, loan)
  }
  return { legs: [...legs, { seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: carried }] }], waits }
}

const claimAndPay = (requestIds: readonly number[], round: Round, loan: Loan): readonly Action[] => [
  { kind: 'lido.claim', requestIds },
  ...(round.last ? [] : [{ kind: 'weth.wrap', amount: all('ETH') } as const, ...payDown(loan, round)]),
]
