import { max } from '../../units/fixed.js'
import { type ConsensusFork, EFFECTIVE_BALANCE_INCREMENT } from './forks.js'
import { missedAttestationPenalty } from './rewards.js'
import type { Gwei } from './slashing.js'

/** `MIN_EPOCHS_TO_INACTIVITY_PENALTY`: epochs without finality before the leak begins. */
export const MIN_EPOCHS_TO_INACTIVITY_PENALTY = 4
const INACTIVITY_SCORE_BIAS = 4n
const INACTIVITY_SCORE_RECOVERY_RATE = 16n
/** `HYSTERESIS_QUOTIENT`, with its multipliers for down and up. */
const HYSTERESIS_QUOTIENT = 4n
const HYSTERESIS_DOWNWARD_MULTIPLIER = 1n
const HYSTERESIS_UPWARD_MULTIPLIER = 5n

/** `INACTIVITY_PENALTY_QUOTIENT` of the fork. */
const inactivityPenaltyQuotient = (fork: ConsensusFork): bigint => {
  switch (fork) {
    case 'altair':
      return 3n * 2n ** 24n
    case 'bellatrix':
    case 'deneb':
    case 'electra':
    case 'gloas':
      return 2n ** 24n
  }
}

/** What a validator that is off is at the end of an epoch; balances in gwei. */
export type OfflineValidator = {
  readonly balance: Gwei
  readonly effectiveBalance: Gwei
  readonly inactivityScore: bigint
}

/** Altair `process_inactivity_updates` of one validator that misses its target: up by 4, and down by 16 outside a leak. */
export const missedScore = (score: bigint, leak: boolean): bigint => {
  const raised = score + INACTIVITY_SCORE_BIAS
  return leak ? raised : max(0n, raised - INACTIVITY_SCORE_RECOVERY_RATE)
}

/** Altair `get_inactivity_penalty_deltas` of one validator that missed its target, in gwei, floored. */
export const inactivityPenalty = (fork: ConsensusFork, effectiveBalance: Gwei, score: bigint): Gwei =>
  (effectiveBalance * score) / (INACTIVITY_SCORE_BIAS * inactivityPenaltyQuotient(fork))

/** `process_effective_balance_updates`: whole ether, moved only once the balance is a quarter below or five above. */
const effectiveBalanceOf = (balance: Gwei, effectiveBalance: Gwei, most: Gwei): Gwei => {
  const step = EFFECTIVE_BALANCE_INCREMENT / HYSTERESIS_QUOTIENT
  const isLow = balance + step * HYSTERESIS_DOWNWARD_MULTIPLIER < effectiveBalance
  const isHigh = effectiveBalance + step * HYSTERESIS_UPWARD_MULTIPLIER < balance
  if (!isLow && !isHigh) return effectiveBalance
  const whole = balance - (balance % EFFECTIVE_BALANCE_INCREMENT)
  return whole < most ? whole : most
}

/**
 * One epoch of a validator that is off: its score, then what it loses (source, target, inactivity), then its effective
 * balance. `total` is the active balance, held constant; gwei.
 */
export const missEpoch = (
  validator: OfflineValidator,
  at: { readonly fork: ConsensusFork; readonly total: Gwei; readonly leak: boolean },
): OfflineValidator => {
  const { effectiveBalance } = validator
  const inactivityScore = missedScore(validator.inactivityScore, at.leak)
  const lost =
    missedAttestationPenalty(effectiveBalance, at.total) +
    inactivityPenalty(at.fork, effectiveBalance, inactivityScore)
  const balance = max(0n, validator.balance - lost)
  return {
    balance,
    effectiveBalance: effectiveBalanceOf(balance, effectiveBalance, effectiveBalance),
    inactivityScore,
  }
}

/** What one validator of `effectiveBalance` gwei loses in `epochs` epochs off, gwei; it starts with a score of zero. */
export const offlineLoss = (
  effectiveBalance: Gwei,
  epochs: number,
  at: { readonly fork: ConsensusFork; readonly total: Gwei; readonly leak: boolean },
): Gwei => {
  let validator: OfflineValidator = { balance: effectiveBalance, effectiveBalance, inactivityScore: 0n }
  for (let epoch = 0; epoch < epochs; epoch++) validator = missEpoch(validator, at)
  return effectiveBalance - validator.balance
}
