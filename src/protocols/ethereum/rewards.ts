import { max } from '../../units/fixed.js'
import { EFFECTIVE_BALANCE_INCREMENT, EPOCHS_PER_DAY, SECONDS_PER_EPOCH } from './forks.js'
import type { Gwei } from './slashing.js'

/** Altair `BASE_REWARD_FACTOR`. */
const BASE_REWARD_FACTOR = 64n
/** Altair's weights: `TIMELY_SOURCE_WEIGHT`, `TIMELY_TARGET_WEIGHT`, of `WEIGHT_DENOMINATOR`. */
const TIMELY_SOURCE_WEIGHT = 14n
const TIMELY_TARGET_WEIGHT = 26n
const TIMELY_HEAD_WEIGHT = 14n
const WEIGHT_DENOMINATOR = 64n
const SYNC_REWARD_WEIGHT = 2n
const PROPOSER_WEIGHT = 8n
const ATTESTATION_WEIGHT = TIMELY_SOURCE_WEIGHT + TIMELY_TARGET_WEIGHT + TIMELY_HEAD_WEIGHT
/** A Julian year, as issuance is usually quoted. */
const EPOCHS_PER_YEAR = (365.25 * 86_400) / SECONDS_PER_EPOCH

/** `integer_squareroot`: the largest root whose square is not above `n`. */
export const integerSquareRoot = (n: bigint): bigint => {
  let x = n
  let y = (x + 1n) / 2n
  while (y < x) {
    x = y
    y = (x + n / x) / 2n
  }
  return x
}

/** The last root taken: epochs are walked one by one at the same stake. */
let lastRoot = { total: 0n, root: 0n }

const rootOf = (total: Gwei): bigint => {
  if (lastRoot.total !== total) lastRoot = { total, root: integerSquareRoot(total) }
  return lastRoot.root
}

/** Altair `get_base_reward_per_increment`: gwei per whole ether and epoch, floored. */
export const getBaseRewardPerIncrement = (total: Gwei): Gwei =>
  (EFFECTIVE_BALANCE_INCREMENT * BASE_REWARD_FACTOR) / rootOf(max(total, EFFECTIVE_BALANCE_INCREMENT))

/** Altair `get_base_reward` of one validator: gwei an epoch. */
const getBaseReward = (effectiveBalance: Gwei, total: Gwei): Gwei =>
  (effectiveBalance / EFFECTIVE_BALANCE_INCREMENT) * getBaseRewardPerIncrement(total)

/** What the consensus layer issues at most in a Julian year, in gwei: every duty of every validator done. */
export const annualIssuance = (total: Gwei): number => Number(getBaseReward(total, total)) * EPOCHS_PER_YEAR

/** `annualIssuance` as a fraction of the stake. */
export const annualIssuanceRate = (total: Gwei): number => annualIssuance(total) / Number(total)

/** Most that validators of this effective balance earn on the consensus layer in a day, in gwei. */
export const rewardsPerDay = (effectiveBalance: Gwei, total: Gwei): Gwei =>
  getBaseReward(effectiveBalance, total) * BigInt(EPOCHS_PER_DAY)

/** Who attests while an epoch's rewards are earned: effective balances in gwei, and whether the chain leaks. */
export type Participation = { readonly attesting: Gwei; readonly total: Gwei; readonly leak: boolean }

/**
 * What validators that do every duty earn in an epoch, in gwei, floored once for all of them. Altair
 * `get_flag_index_deltas`: attestations earn in proportion to who attests, and nothing in a leak; proposers earn in
 * proportion too, and sync committees as ever.
 */
export const epochRewards = (effectiveBalance: Gwei, at: Participation): Gwei => {
  const base = getBaseReward(effectiveBalance, at.total)
  const attestations = at.leak ? 0n : (base * ATTESTATION_WEIGHT * at.attesting) / at.total
  const proposals = (base * PROPOSER_WEIGHT * at.attesting) / at.total
  return (attestations + proposals + base * SYNC_REWARD_WEIGHT) / WEIGHT_DENOMINATOR
}

/**
 * Altair `get_flag_index_deltas` for one epoch without an attestation: source and target cost, head does not. A slashed
 * validator counts as one that never attests until it is withdrawable. Gwei, each flag floored.
 */
export const missedAttestationPenalty = (effectiveBalance: Gwei, total: Gwei): Gwei => {
  const baseReward = getBaseReward(effectiveBalance, total)
  const source = (baseReward * TIMELY_SOURCE_WEIGHT) / WEIGHT_DENOMINATOR
  const target = (baseReward * TIMELY_TARGET_WEIGHT) / WEIGHT_DENOMINATOR
  return source + target
}

/** What a validator slashed in `epoch` loses by not attesting until its withdrawable epoch, at a constant stake. Gwei. */
export const slashedAttestationPenalties = (at: {
  readonly effectiveBalance: Gwei
  readonly total: Gwei
  readonly epoch: number
  readonly withdrawableEpoch: number
}): Gwei => missedAttestationPenalty(at.effectiveBalance, at.total) * BigInt(at.withdrawableEpoch - at.epoch)
