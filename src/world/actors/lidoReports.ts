import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { SWEEP_VALIDATORS } from '../../position/unwind.js'
import { epochAt, SECONDS_PER_EPOCH, WEI_PER_GWEI } from '../../protocols/ethereum/forks.js'
import { missedAttestationPenalty, rewardsPerDay } from '../../protocols/ethereum/rewards.js'
import {
  correlationTime,
  type Gwei,
  initialSlashingPenalty,
  slashingCorrelationPenalty,
} from '../../protocols/ethereum/slashing.js'
import type { Slashing } from '../../protocols/ethereum/state.js'
import { requestAt } from '../../protocols/lido/queue.js'
import { MAX_POSITIVE_REBASE } from '../../protocols/lido/report.js'
import { internalEther } from '../../protocols/lido/steth.js'
import { withdrawalDays } from '../../protocols/lido/withdrawalDays.js'
import { max, min, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

const FORK = 'electra'
/** Lido's validators of before Electra: 32 ether each. */
const EFFECTIVE_BALANCE: Gwei = 32n * 10n ** 9n

const totalStake = (market: Market): Gwei => market.ethereum.stakedEther / WEI_PER_GWEI

/** Effective balance that still attests at `at`, gwei: what is slashed earns nothing more. */
const attesting = (market: Market, at: number): Gwei => {
  const slashed = market.ethereum.slashings.filter(slashing => slashing.at <= at)
  const lost = slashed.reduce((sum, slashing) => sum + slashing.balance, 0n)
  return max(0n, market.lido.clValidatorsBalance - lost) / WEI_PER_GWEI
}

/** Rewards of every duty done from `from` to `to`, gwei. */
const rewards = (market: Market, from: number, to: number): Gwei =>
  (rewardsPerDay(attesting(market, from), totalStake(market)) * BigInt(to - from)) / BigInt(SECONDS_PER_DAY)

const within = (time: number, from: number, to: number): boolean => time > from && time <= to

/** Penalties of one slashing that fall after `from` and up to `to`, gwei. */
const penalties = (market: Market, slashing: Slashing, from: number, to: number): Gwei => {
  const validators = slashing.balance / WEI_PER_GWEI / EFFECTIVE_BALANCE
  const initial = within(slashing.at, from, to)
    ? validators * initialSlashingPenalty(FORK, EFFECTIVE_BALANCE)
    : 0n
  const correlation = within(correlationTime(slashing), from, to)
    ? slashingCorrelationPenalty(market.ethereum, slashing, {
        fork: FORK,
        effectiveBalance: EFFECTIVE_BALANCE,
      })
    : 0n
  const start = epochAt(max2(from, slashing.at))
  const end = epochAt(Math.min(to, slashing.withdrawableAt))
  const missed =
    validators *
    missedAttestationPenalty(EFFECTIVE_BALANCE, totalStake(market)) *
    BigInt(Math.max(0, end - start))
  return initial + correlation + missed
}

const max2 = (a: number, b: number): number => (a > b ? a : b)

/** What the consensus layer brought Lido from `from` to `to`, in wei; negative where penalties outweigh rewards. */
export const consensusDelta = (market: Market, from: number, to: number): bigint => {
  const lost = market.ethereum.slashings.reduce(
    (sum, slashing) => sum + penalties(market, slashing, from, to),
    0n,
  )
  return (rewards(market, from, to) - lost) * WEI_PER_GWEI
}

/** The most a report may add, in wei; Lido leaves the rest in its vaults. */
const rebaseLimit = (market: Market): bigint => (internalEther(market.lido) * MAX_POSITIVE_REBASE) / 10n ** 9n

/** Ids that wait, and when the ether for each is expected. */
type Due = Map<number, number>

const noteRequests = (market: Market, due: Due): void => {
  const { queue } = market.lido
  for (let id = queue.lastFinalizedRequestId + 1; id <= queue.lastRequestId; id++) {
    if (due.has(id)) continue
    const { cumulativeStEth, timestamp } = requestAt(queue, id)
    const stEth = cumulativeStEth - requestAt(queue, id - 1).cumulativeStEth
    const { median } = withdrawalDays({
      lido: market.lido,
      ethereum: market.ethereum,
      stEth,
      now: market.block.timestamp,
      fork: FORK,
      sweepValidators: SWEEP_VALIDATORS,
    })
    const wait = median.exitRequest + median.exitQueue + median.withdrawable + median.sweep
    due.set(id, timestamp + Math.ceil(wait * SECONDS_PER_DAY))
  }
}

const lastDue = (market: Market, due: Due): number => {
  const { queue } = market.lido
  let last = 0
  for (let id = queue.lastFinalizedRequestId + 1; id <= queue.lastRequestId; id++) {
    if ((due.get(id) ?? Number.POSITIVE_INFINITY) > market.block.timestamp) break
    last = id
  }
  return last
}

/** Ether that must leave validators so that requests up to `id` can be paid; the buffer pays first. */
const shortfall = (market: Market, id: number): bigint => {
  if (id === 0) return 0n
  const { queue, bufferedEther } = market.lido
  const asked =
    requestAt(queue, id).cumulativeStEth - requestAt(queue, queue.lastFinalizedRequestId).cumulativeStEth
  return max(0n, asked + WAD - bufferedEther)
}

/**
 * Lido's oracle: a report once a day with what the consensus layer did, and requests finalised when the ether for them
 * has come. A report that Lido's sanity checks refuse is sent again the next day, with a day more in it.
 */
export const lidoReports = (): Actor => {
  const due: Due = new Map()
  let attempted = 0
  return {
    name: 'lido oracle',
    act(market) {
      noteRequests(market, due)
      const { timestamp } = market.block
      const since = max2(market.lido.lastReport, attempted)
      if (timestamp - since < SECONDS_PER_DAY - SECONDS_PER_EPOCH) return []
      attempted = timestamp
      const finalizeUpTo = lastDue(market, due)
      const earned = consensusDelta(market, market.lido.lastReport, timestamp)
      return [
        {
          from: CROWD.oracle,
          actions: [
            {
              kind: 'lido.report',
              clDelta: min(earned, rebaseLimit(market)),
              elRewards: 0n,
              clWithdrawn: shortfall(market, finalizeUpTo),
              finalizeUpTo,
            },
          ],
        },
      ]
    },
  }
}
