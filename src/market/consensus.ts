import { epochAt, SECONDS_PER_EPOCH, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import {
  MIN_EPOCHS_TO_INACTIVITY_PENALTY,
  missEpochs,
  type OfflineValidator,
} from '../protocols/ethereum/inactivity.js'
import { epochRewards, missedAttestationPenalty } from '../protocols/ethereum/rewards.js'
import {
  correlationTime,
  type Gwei,
  slashedValidators,
  slashingCorrelationPenalty,
  slashingInitialPenalty,
} from '../protocols/ethereum/slashing.js'
import type { Outage, Slashing } from '../protocols/ethereum/state.js'
import { simulateReport } from '../protocols/lido/report.js'
import { internalEther } from '../protocols/lido/steth.js'
import { max, min, mulDivCeil, WAD, type Wad } from '../units/fixed.js'
import type { Market } from './market.js'

/** Lido's validators with withdrawal credentials 0x01 hold 32 ether each; those that go off are taken to be such. */
const LIDO_EFFECTIVE_BALANCE: Gwei = 32n * 10n ** 9n

const totalStake = (market: Market): Gwei => market.ethereum.stakedEther / WEI_PER_GWEI

const isOff = (outage: Outage, at: number): boolean => outage.from <= at && at < outage.until

/** Slashed, and not withdrawn yet: no attestation counts. */
const isSlashed = (slashing: Slashing, at: number): boolean =>
  slashing.at <= at && at < slashing.withdrawableAt

/** The leak begins when finality has been missing for four epochs. */
const leakTime = (outage: Outage): number =>
  outage.from + MIN_EPOCHS_TO_INACTIVITY_PENALTY * SECONDS_PER_EPOCH

const sumOf = <T>(list: readonly T[], read: (entry: T) => bigint): bigint =>
  list.reduce((sum, entry) => sum + read(entry), 0n)

/** What Lido's validators earn in an epoch at `at`, gwei: of those that attest, with whoever else does. */
const rewardsOfEpoch = (market: Market, at: number): Gwei => {
  const { slashings, outages } = market.ethereum
  const slashed = slashings.filter(entry => isSlashed(entry, at))
  const off = outages.filter(entry => isOff(entry, at))
  const own = sumOf(slashed, entry => entry.balance) + sumOf(off, entry => entry.offline)
  const others = sumOf(slashed, entry => entry.others) + sumOf(off, entry => entry.others)
  const total = totalStake(market)
  const attesting = max(0n, market.lido.clValidatorsBalance - own) / WEI_PER_GWEI
  return epochRewards(attesting, {
    attesting: max(0n, total - (own + others) / WEI_PER_GWEI),
    total,
    leak: off.some(entry => entry.leak && at >= leakTime(entry)),
  })
}

/** Times inside a span at which who attests changes. */
const turns = (market: Market, from: number, to: number): readonly number[] => {
  const { slashings, outages } = market.ethereum
  const all = [
    ...slashings.flatMap(entry => [entry.at, entry.withdrawableAt]),
    ...outages.flatMap(entry => [entry.from, leakTime(entry), entry.until]),
  ]
  const inside = all.filter(time => time > from && time < to).sort((a, b) => a - b)
  return [from, ...inside, to]
}

/** Rewards from `from` to `to`, gwei, floored once for each stretch in which the same validators attest. */
const rewards = (market: Market, from: number, to: number): Gwei => {
  const times = turns(market, from, to)
  return times.slice(1).reduce((sum, end, i) => {
    const start = times[i] ?? from
    return sum + (rewardsOfEpoch(market, start) * BigInt(end - start)) / BigInt(SECONDS_PER_EPOCH)
  }, 0n)
}

/** All that a slashing has cost Lido's validators up to `to`, gwei; no validator loses more than it has. */
const lossBy = (market: Market, slashing: Slashing, to: number): Gwei => {
  if (to < slashing.at) return 0n
  const { ethereum } = market
  const effectiveBalance = slashing.effectiveBalance / WEI_PER_GWEI
  const epochs = epochAt(Math.min(to, slashing.withdrawableAt)) - epochAt(slashing.at)
  const missed = missedAttestationPenalty(effectiveBalance, totalStake(market)) * BigInt(epochs)
  const isDue = correlationTime(slashing) <= to
  const lost =
    slashingInitialPenalty(ethereum, slashing) +
    (isDue ? slashingCorrelationPenalty(ethereum, slashing) : 0n) +
    slashedValidators(slashing) * missed
  return min(lost, slashing.balance / WEI_PER_GWEI)
}

/** What Lido's validators that are off lose from `from` to `to`, gwei: by the spec, epoch by epoch, since the outage began. */
const outagePenalties = (market: Market, outage: Outage, from: number, to: number): Gwei => {
  const first = epochAt(outage.from)
  const start = Math.max(epochAt(from), first) - first
  const end = Math.min(epochAt(to), epochAt(outage.until)) - first
  if (end <= start) return 0n
  const { fork } = market.ethereum
  const total = totalStake(market)
  const quiet = outage.leak ? MIN_EPOCHS_TO_INACTIVITY_PENALTY : Number.POSITIVE_INFINITY
  const afterEpochs = (validator: OfflineValidator, first_: number, last_: number): OfflineValidator => {
    const calm = missEpochs(validator, Math.max(0, Math.min(last_, quiet) - first_), {
      fork,
      total,
      leak: false,
    })
    return missEpochs(calm, Math.max(0, last_ - Math.max(first_, quiet)), { fork, total, leak: true })
  }
  const full = LIDO_EFFECTIVE_BALANCE
  const before = afterEpochs({ balance: full, effectiveBalance: full, inactivityScore: 0n }, 0, start)
  const after = afterEpochs(before, start, end)
  const validators = outage.offline / WEI_PER_GWEI / LIDO_EFFECTIVE_BALANCE
  return validators * (before.balance - after.balance)
}

/** What the consensus layer brought Lido from `from` to `to`, in wei; negative where penalties outweigh rewards. */
export const consensusDelta = (market: Market, from: number, to: number): bigint => {
  const { slashings, outages } = market.ethereum
  const lost =
    sumOf(slashings, entry => lossBy(market, entry, to) - lossBy(market, entry, from)) +
    sumOf(outages, entry => outagePenalties(market, entry, from, to))
  return (rewards(market, from, to) - lost) * WEI_PER_GWEI
}

/** Penalties that Lido's slashed validators cannot escape and that fall after `at`, in wei: correlation, and not attesting. */
export const penaltiesToCome = (market: Market, at: number): bigint =>
  sumOf(market.ethereum.slashings, entry =>
    entry.at > at || entry.withdrawableAt <= at
      ? 0n
      : lossBy(market, entry, entry.withdrawableAt) - lossBy(market, entry, at),
  ) * WEI_PER_GWEI

/** What is left of a slashing's balance when it becomes withdrawable, in wei. */
export const slashedRemainder = (market: Market, slashing: Slashing): bigint =>
  slashing.balance - lossBy(market, slashing, slashing.withdrawableAt) * WEI_PER_GWEI

const rateWith = (market: Market, clDelta: bigint): Wad => {
  const clPending = market.lido.clPendingBalance
  const none = { elRewards: 0n, clWithdrawn: 0n, clPending, exited: 0, finalizeUpTo: 0, bunker: false }
  const now = market.block.timestamp
  return simulateReport(market.lido, { ...none, clDelta, now }).shareRateRay / 10n ** 9n
}

const unreported = (market: Market): bigint =>
  consensusDelta(market, market.lido.lastReport, market.block.timestamp)

/** The share rate that a report made now would set, were it not refused, 18 decimals. */
export const trueShareRateWad = (market: Market): Wad => rateWith(market, unreported(market))

/** `trueShareRateWad` less the penalties that are known and still to come: what a share is known to be worth, 18 decimals. */
export const knownShareRateWad = (market: Market): Wad =>
  rateWith(market, unreported(market) - penaltiesToCome(market, market.block.timestamp))

/** By how much penalties that are known and still to come will lower the share rate, of one, ceiled; 18 decimals. */
export const knownFallWad = (market: Market): Wad =>
  mulDivCeil(penaltiesToCome(market, market.block.timestamp), WAD, internalEther(market.lido))
