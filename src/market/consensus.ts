import { isLeaking, leaksOf } from '../protocols/ethereum/active.js'
import { epochAt, SECONDS_PER_EPOCH, startOfEpoch, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { outageLoss, slashingLoss } from '../protocols/ethereum/penalties.js'
import { epochRewards } from '../protocols/ethereum/rewards.js'
import type { Gwei } from '../protocols/ethereum/slashing.js'
import type { Outage, Slashing } from '../protocols/ethereum/state.js'
import { simulateReport } from '../protocols/lido/report.js'
import { internalEther } from '../protocols/lido/steth.js'
import { max, mulDivCeil, WAD, type Wad } from '../units/fixed.js'
import type { Market } from './market.js'

const totalStake = (market: Market): Gwei => market.ethereum.stakedEther / WEI_PER_GWEI

const isOff = (outage: Outage, at: number): boolean => outage.from <= at && at < outage.until

/** Slashed, and not withdrawn yet: no attestation counts. */
const isSlashed = (slashing: Slashing, at: number): boolean =>
  slashing.at <= at && at < slashing.withdrawableAt

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
    leak: isLeaking(leaksOf(market.ethereum), epochAt(at)),
  })
}

/** Times inside a span at which who attests changes. */
const turns = (market: Market, from: number, to: number): readonly number[] => {
  const { slashings, outages } = market.ethereum
  const all = [
    ...slashings.flatMap(entry => [entry.at, entry.withdrawableAt]),
    ...outages.flatMap(entry => [entry.from, entry.until]),
    ...leaksOf(market.ethereum).flatMap(leak => leak.map(startOfEpoch)),
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

/** What the consensus layer brought Lido from `from` to `to`, in wei; negative where penalties outweigh rewards. */
export const consensusDelta = (market: Market, from: number, to: number): bigint => {
  const { slashings, outages } = market.ethereum
  const lost =
    sumOf(
      slashings,
      entry => slashingLoss(market.ethereum, entry, to) - slashingLoss(market.ethereum, entry, from),
    ) +
    sumOf(outages, entry => outageLoss(market.ethereum, entry, to) - outageLoss(market.ethereum, entry, from))
  return (rewards(market, from, to) - lost) * WEI_PER_GWEI
}

/** Penalties that Lido's slashed validators cannot escape and that fall after `at`, in wei: correlation, and not attesting. */
export const penaltiesToCome = (market: Market, at: number): bigint =>
  sumOf(market.ethereum.slashings, entry =>
    entry.at > at || entry.withdrawableAt <= at
      ? 0n
      : slashingLoss(market.ethereum, entry, entry.withdrawableAt) - slashingLoss(market.ethereum, entry, at),
  ) * WEI_PER_GWEI

/** What is left of a slashing's balance when it becomes withdrawable, in wei. */
export const slashedRemainder = (market: Market, slashing: Slashing): bigint =>
  slashing.balance - slashingLoss(market.ethereum, slashing, slashing.withdrawableAt) * WEI_PER_GWEI

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
