import { max, min } from '../../units/fixed.js'
import { activeBalanceAt } from './active.js'
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

/** Forks that know slashing. Phase 0 is here for its penalties alone: nothing else of it is modelled. */
export type SlashingFork = 'phase0' | ConsensusFork

/** `PROPORTIONAL_SLASHING_MULTIPLIER` of the fork. */
const proportionalSlashingMultiplier = (fork: SlashingFork): bigint => {
  switch (fork) {
    case 'phase0':
      return 1n
    case 'altair':
      return 2n
    case 'bellatrix':
    case 'deneb':
    case 'electra':
    case 'gloas':
      return 3n
  }
}

/** `MIN_SLASHING_PENALTY_QUOTIENT` of the fork. */
const minSlashingPenaltyQuotient = (fork: SlashingFork): bigint => {
  switch (fork) {
    case 'phase0':
      return 128n
    case 'altair':
      return 64n
    case 'bellatrix':
    case 'deneb':
      return 32n
    case 'electra':
    case 'gloas':
      return 4096n
  }
}

/** The penalty of `slash_validator`, taken at once; floored. */
export const initialSlashingPenalty = (fork: SlashingFork, effectiveBalance: Gwei): Gwei =>
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
export const correlationPenalty = (fork: SlashingFork, at: Correlation): Gwei => {
  const adjusted = min(at.slashed * proportionalSlashingMultiplier(fork), at.total)
  const increments = at.effectiveBalance / EFFECTIVE_BALANCE_INCREMENT
  switch (fork) {
    case 'phase0':
    case 'altair':
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
  fork: SlashingFork,
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

/** The epoch at whose end the correlation penalty of a slashing falls: `withdrawable_epoch − 4096`. */
export const correlationEpochOf = ({ withdrawableAt }: Slashing): number =>
  epochAt(withdrawableAt) - EPOCHS_PER_SLASHINGS_VECTOR / 2

/** When that epoch ends, as Unix time in seconds. */
export const correlationTime = (slashing: Slashing): number =>
  slashing.withdrawableAt - (EPOCHS_PER_SLASHINGS_VECTOR / 2 - 1) * SECONDS_PER_EPOCH

/** `sum(state.slashings)` in `epoch`: the slashings of it and of the 8,191 epochs before it, others' too, gwei. */
export const slashedInWindow = (ethereum: EthereumState, epoch: number): Gwei =>
  ethereum.slashings.reduce((sum, { at, balance, others }) => {
    const age = epoch - epochAt(at)
    const counts = age >= 0 && age < EPOCHS_PER_SLASHINGS_VECTOR
    return counts ? sum + (balance + others) / WEI_PER_GWEI : sum
  }, 0n)

/** How many of Lido's validators a slashing took; a remainder is left out. */
export const slashedValidators = ({ balance, effectiveBalance }: Slashing): bigint =>
  balance / effectiveBalance

/** The correlation penalty that falls at the end of `epoch` on one validator of `effectiveBalance` gwei, in gwei. */
export const correlationPenaltyAt = (
  ethereum: EthereumState,
  at: { readonly epoch: number; readonly effectiveBalance: Gwei },
): Gwei =>
  correlationPenalty(ethereum.fork, {
    effectiveBalance: at.effectiveBalance,
    slashed: slashedInWindow(ethereum, at.epoch),
    total: activeBalanceAt(ethereum, at.epoch),
  })

/**
 * The whole correlation penalty of one slashing, in gwei, from all slashings known so far, as if its validators had kept
 * their effective balance: what lido-oracle expects. Counted validator by validator, each floored, and summed.
 */
export const slashingCorrelationPenalty = (ethereum: EthereumState, slashing: Slashing): Gwei => {
  const effectiveBalance = slashing.effectiveBalance / WEI_PER_GWEI
  const at = { epoch: correlationEpochOf(slashing), effectiveBalance }
  return slashedValidators(slashing) * correlationPenaltyAt(ethereum, at)
}

/** The initial penalties of one slashing, in gwei. */
export const slashingInitialPenalty = (ethereum: EthereumState, slashing: Slashing): Gwei =>
  slashedValidators(slashing) *
  initialSlashingPenalty(ethereum.fork, slashing.effectiveBalance / WEI_PER_GWEI)
