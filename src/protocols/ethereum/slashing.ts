import { max, min } from '../../units/fixed.js'
import {
  type ConsensusFork,
  EFFECTIVE_BALANCE_INCREMENT,
  EPOCHS_PER_SLASHINGS_VECTOR,
  epochAt,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  SECONDS_PER_EPOCH,
  WEI_PER_GWEI,
} from './forks.js'
import type { EthereumState, Slashing } from './state.js'

/** Amounts on the consensus layer are in gwei. */
export type Gwei = bigint

/** `PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX`. */
const PROPORTIONAL_SLASHING_MULTIPLIER = 3n

/** `MIN_SLASHING_PENALTY_QUOTIENT` of the fork. */
const minSlashingPenaltyQuotient = (fork: ConsensusFork): bigint => {
  switch (fork) {
    case 'bellatrix':
    case 'deneb':
      return 32n
    case 'electra':
    case 'gloas':
      return 4096n
  }
}

/** The penalty of `slash_validator`, taken at once; floored. */
export const initialSlashingPenalty = (fork: ConsensusFork, effectiveBalance: Gwei): Gwei =>
  effectiveBalance / minSlashingPenaltyQuotient(fork)

/** What the correlation penalty depends on, in gwei. */
export type Correlation = {
  /** Effective balance of one validator. */
  readonly effectiveBalance: Gwei
  /** `sum(state.slashings)`: all that was slashed in the last 8,192 epochs. */
  readonly slashed: Gwei
  /** `get_total_active_balance`. */
  readonly total: Gwei
}

/** The penalty of `process_slashings` for one validator, before it is limited to the validator's balance. */
export const correlationPenalty = (fork: ConsensusFork, at: Correlation): Gwei => {
  const adjusted = min(at.slashed * PROPORTIONAL_SLASHING_MULTIPLIER, at.total)
  const increments = at.effectiveBalance / EFFECTIVE_BALANCE_INCREMENT
  switch (fork) {
    case 'bellatrix':
    case 'deneb':
      return ((increments * adjusted) / at.total) * EFFECTIVE_BALANCE_INCREMENT
    case 'electra':
    case 'gloas':
      return (adjusted / (at.total / EFFECTIVE_BALANCE_INCREMENT)) * increments
  }
}

/** One validator as `process_slashings` sees it. */
export type SlashedValidator = {
  readonly balance: Gwei
  readonly effectiveBalance: Gwei
  readonly slashed: boolean
  readonly withdrawableEpoch: number
}

/** `process_slashings` at the end of `epoch`: the validators' balances after it, never below zero. */
export const processSlashings = (
  fork: ConsensusFork,
  at: {
    readonly epoch: number
    readonly total: Gwei
    readonly slashed: Gwei
    readonly validators: readonly SlashedValidator[]
  },
): readonly SlashedValidator[] =>
  at.validators.map(validator => {
    const isDue = at.epoch + EPOCHS_PER_SLASHINGS_VECTOR / 2 === validator.withdrawableEpoch
    if (!validator.slashed || !isDue) return validator
    const { effectiveBalance } = validator
    const penalty = correlationPenalty(fork, { effectiveBalance, slashed: at.slashed, total: at.total })
    return { ...validator, balance: max(validator.balance - penalty, 0n) }
  })

/** `withdrawable_epoch` of a validator slashed in `epoch` whose exit the queue puts at `exitEpoch`. */
export const withdrawableEpochOf = (epoch: number, exitEpoch: number): number =>
  Math.max(exitEpoch + MIN_VALIDATOR_WITHDRAWABILITY_DELAY, epoch + EPOCHS_PER_SLASHINGS_VECTOR)

/** When the correlation penalty of a slashing falls: `withdrawable_epoch − 4096`, as Unix time in seconds. */
export const correlationTime = (slashing: Slashing): number =>
  slashing.withdrawableAt - (EPOCHS_PER_SLASHINGS_VECTOR / 2) * SECONDS_PER_EPOCH

/** `sum(state.slashings)` in `epoch`: the slashings of it and of the 8,191 epochs before it, gwei. */
export const slashedInWindow = (ethereum: EthereumState, epoch: number): Gwei =>
  ethereum.slashings.reduce((sum, slashing) => {
    const age = epoch - epochAt(slashing.at)
    const counts = age >= 0 && age < EPOCHS_PER_SLASHINGS_VECTOR
    return counts ? sum + slashing.balance / WEI_PER_GWEI : sum
  }, 0n)

/**
 * The whole correlation penalty of one slashing, in gwei, from all slashings known so far. The penalty is linear in
 * increments, so validators of `effectiveBalance` each are counted one by one and summed; a remainder is left out.
 */
export const slashingCorrelationPenalty = (
  ethereum: EthereumState,
  slashing: Slashing,
  at: { readonly fork: ConsensusFork; readonly effectiveBalance: Gwei },
): Gwei => {
  const { effectiveBalance } = at
  const slashed = slashedInWindow(ethereum, epochAt(correlationTime(slashing)))
  const total = ethereum.stakedEther / WEI_PER_GWEI
  const count = slashing.balance / WEI_PER_GWEI / effectiveBalance
  return count * correlationPenalty(at.fork, { effectiveBalance, slashed, total })
}
