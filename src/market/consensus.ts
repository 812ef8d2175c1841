import { epochAt, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { missedAttestationPenalty, rewardsPerDay } from '../protocols/ethereum/rewards.js'
import {
  correlationTime,
  type Gwei,
  initialSlashingPenalty,
  slashingCorrelationPenalty,
} from '../protocols/ethereum/slashing.js'
import type { Slashing } from '../protocols/ethereum/state.js'
import { MAX_POSITIVE_REBASE } from '../protocols/lido/report.js'
import { internalEther } from '../protocols/lido/steth.js'
import { max, SECONDS_PER_DAY } from '../units/fixed.js'
import type { Market } from './market.js'

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
  const start = epochAt(Math.max(from, slashing.at))
  const end = epochAt(Math.min(to, slashing.withdrawableAt))
  const missed =
    validators *
    missedAttestationPenalty(EFFECTIVE_BALANCE, totalStake(market)) *
    BigInt(Math.max(0, end - start))
  return initial + correlation + missed
}

/** What the consensus layer brought Lido from `from` to `to`, in wei; negative where penalties outweigh rewards. */
export const consensusDelta = (market: Market, from: number, to: number): bigint => {
  const lost = market.ethereum.slashings.reduce(
    (sum, slashing) => sum + penalties(market, slashing, from, to),
    0n,
  )
  return (rewards(market, from, to) - lost) * WEI_PER_GWEI
}

/** The most a report may add, in wei; Lido leaves the rest in its vaults. */
export const rebaseLimit = (market: Market): bigint =>
  (internalEther(market.lido) * MAX_POSITIVE_REBASE) / 10n ** 9n
