import { max, min } from '../../units/fixed.js'
import { type ConsensusFork, EFFECTIVE_BALANCE_INCREMENT } from './forks.js'
import { missedAttestationPenalty } from './rewards.js'
import type { Gwei } from './slashing.js'

/** `MIN_EPOCHS_TO_INACTIVITY_PENALTY`: epochs without finality before the leak begins. */
export const MIN_EPOCHS_TO_INACTIVITY_PENALTY = 4
const INACTIVITY_SCORE_BIAS = 4n
const INACTIVITY_SCORE_RECOVERY_RATE = 16n
/** `HYSTERESIS_QUOTIENT`, with its multiplier for down; a validator that is off never rises. */
const HYSTERESIS_QUOTIENT = 4n
const HYSTERESIS_DOWNWARD_MULTIPLIER = 1n

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

/** `process_effective_balance_updates` of a balance that falls: whole ether, moved once it is a quarter below. */
const lowered = (balance: Gwei, effectiveBalance: Gwei): Gwei => {
  const step = EFFECTIVE_BALANCE_INCREMENT / HYSTERESIS_QUOTIENT
  if (balance + step * HYSTERESIS_DOWNWARD_MULTIPLIER >= effectiveBalance) return effectiveBalance
  return min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), effectiveBalance)
}

/** The active balance is held constant; gwei. */
type Rules = { readonly fork: ConsensusFork; readonly total: Gwei; readonly leak: boolean }

/**
 * One epoch of a validator that is off: its score, then what it loses (source, target, inactivity), then its effective
 * balance.
 */
export const missEpoch = (validator: OfflineValidator, at: Rules): OfflineValidator => {
  const { effectiveBalance } = validator
  const inactivityScore = missedScore(validator.inactivityScore, at.leak)
  const lost =
    missedAttestationPenalty(effectiveBalance, at.total) +
    inactivityPenalty(at.fork, effectiveBalance, inactivityScore)
  const balance = max(0n, validator.balance - lost)
  return {
    balance,
    effectiveBalance: lowered(balance, effectiveBalance),
    inactivityScore,
  }
}

/** Epochs in which nothing but the same loss happens: outside a leak, until the effective balance falls. */
const evenEpochs = ({ balance, effectiveBalance, inactivityScore }: OfflineValidator, at: Rules): bigint => {
  if (at.leak || inactivityScore > 0n) return 0n
  const each = missedAttestationPenalty(effectiveBalance, at.total)
  const room = balance + EFFECTIVE_BALANCE_INCREMENT / HYSTERESIS_QUOTIENT - effectiveBalance
  return each > 0n ? max(0n, min(room, balance) / each) : 0n
}

/** `epochs` epochs off, one after the other; a stretch of equal ones is taken at once. */
export const missEpochs = (validator: OfflineValidator, epochs: number, at: Rules): OfflineValidator => {
  let now = validator
  let left = BigInt(epochs)
  while (left > 0n) {
    const even = min(left, evenEpochs(now, at))
    const lost = even * missedAttestationPenalty(now.effectiveBalance, at.total)
    now = even > 0n ? { ...now, balance: now.balance - lost } : missEpoch(now, at)
    left -= even > 0n ? even : 1n
  }
  return now
}

/** What one validator of `effectiveBalance` gwei loses in `epochs` epochs off, gwei; it starts with a score of zero. */
export const offlineLoss = (effectiveBalance: Gwei, epochs: number, at: Rules): Gwei => {
  const start = { balance: effectiveBalance, effectiveBalance, inactivityScore: 0n }
  return effectiveBalance - missEpochs(start, epochs, at).balance
}
