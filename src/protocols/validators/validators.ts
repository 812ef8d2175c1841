import { max, min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import {
  EFFECTIVE_BALANCE_INCREMENT,
  EPOCHS_PER_SLASHINGS_VECTOR,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  WEI_PER_GWEI,
} from '../ethereum/forks.js'
import { getBaseRewardPerIncrement } from '../ethereum/rewards.js'
import { Revert } from '../revert.js'
import type { Validator, ValidatorsState } from './state.js'

/** `MAX_EFFECTIVE_BALANCE` and `MAX_EFFECTIVE_BALANCE_ELECTRA`, gwei. */
export const PLAIN = 32n * 10n ** 9n
const COMPOUNDING = 2_048n * 10n ** 9n
/** `MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT`: what enters in an epoch, wei. */
const ENTRY_CHURN = 256n * 10n ** 18n
/** `MAX_SEED_LOOKAHEAD` and one. */
const LOOKAHEAD = 5
/** `SHARD_COMMITTEE_PERIOD`: how long a validator must serve. */
export const SHARD_COMMITTEE_PERIOD = 256
/** `HYSTERESIS_*`: a quarter down, five quarters up, of one increment. */
const DOWN = EFFECTIVE_BALANCE_INCREMENT / 4n
const UP = (EFFECTIVE_BALANCE_INCREMENT * 5n) / 4n

/** What the consensus layer stands at, as the validators meet it. */
export type Epoch = { readonly epoch: number; readonly total: bigint }

/** Wei of deposits that still wait before one made in `epoch`. */
export const entryQueueAt = ({ entryQueue, entryQueueEpoch }: ValidatorsState, epoch: number): bigint =>
  max(0n, entryQueue - BigInt(epoch - entryQueueEpoch) * ENTRY_CHURN)

/** `process_effective_balance_updates` for one validator. */
const effective = ({ balance, effectiveBalance, maxEffectiveBalance }: Validator): bigint =>
  balance + DOWN < effectiveBalance || effectiveBalance + UP < balance
    ? min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), maxEffectiveBalance)
    : effectiveBalance

/** Epochs between two in which a validator is on duty. */
const onDuty = ({ activationEpoch, exitEpoch, settledEpoch }: Validator, epoch: number): number => {
  const until = exitEpoch === 0 ? epoch : Math.min(epoch, exitEpoch)
  return Math.max(0, until - Math.max(settledEpoch, activationEpoch))
}

/** Rewards of every duty done up to `epoch`, at the stake of now; the effective balance follows once, at the end. */
const settleOne = (validator: Validator, { epoch, total }: Epoch): Validator => {
  const increments = validator.effectiveBalance / EFFECTIVE_BALANCE_INCREMENT
  const epochs = validator.slashed ? 0 : onDuty(validator, epoch)
  const balance = validator.balance + increments * getBaseRewardPerIncrement(total) * BigInt(epochs)
  const settled = { ...validator, balance, settledEpoch: epoch }
  return { ...settled, effectiveBalance: effective(settled) }
}

/** Every validator brought up to an epoch. */
export const settle = (state: ValidatorsState, at: Epoch): ValidatorsState => ({
  ...state,
  validators: state.validators.map(validator => settleOne(validator, at)),
})

/** A deposit of `wei` for a new validator; it joins the entry queue. */
export const deposit = (
  state: ValidatorsState,
  order: {
    readonly owner: Address
    readonly wei: bigint
    readonly compounding: boolean
    readonly epoch: number
  },
): ValidatorsState => {
  const { owner, wei, compounding, epoch } = order
  if (wei < 32n * 10n ** 18n) throw new Revert('DepositContract: deposit value too low')
  if (wei % WEI_PER_GWEI !== 0n) throw new Revert('DepositContract: deposit value not multiple of gwei')
  const queue = entryQueueAt(state, epoch) + wei
  const balance = wei / WEI_PER_GWEI
  const maxEffectiveBalance = compounding ? COMPOUNDING : PLAIN
  const validator: Validator = {
    owner,
    balance,
    effectiveBalance: min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), maxEffectiveBalance),
    maxEffectiveBalance,
    activationEpoch: epoch + LOOKAHEAD + Number((queue + ENTRY_CHURN - 1n) / ENTRY_CHURN),
    exitEpoch: 0,
    withdrawableEpoch: 0,
    slashed: false,
    settledEpoch: epoch,
  }
  return { validators: [...state.validators, validator], entryQueue: queue, entryQueueEpoch: epoch }
}

/** Whether a validator may ask to leave in `epoch`. */
export const canExit = ({ activationEpoch, exitEpoch }: Validator, epoch: number): boolean =>
  exitEpoch === 0 && epoch >= activationEpoch + SHARD_COMMITTEE_PERIOD

/** `exitQueue` and `churn` in wei: what waits before, and what leaves in an epoch. */
export type ExitQueue = { readonly exitQueue: bigint; readonly churn: bigint }

/** The owner's validators that may leave do; each joins the queue behind the one before. */
export const exit = (
  state: ValidatorsState,
  { owner, epoch, queue }: { readonly owner: Address; readonly epoch: number; readonly queue: ExitQueue },
): ValidatorsState => {
  let waiting = queue.exitQueue
  const validators = state.validators.map(validator => {
    if (validator.owner !== owner || !canExit(validator, epoch)) return validator
    waiting += validator.effectiveBalance * WEI_PER_GWEI
    const exitEpoch = epoch + LOOKAHEAD + Number((waiting + queue.churn - 1n) / queue.churn)
    return { ...validator, exitEpoch, withdrawableEpoch: exitEpoch + MIN_VALIDATOR_WITHDRAWABILITY_DELAY }
  })
  return { ...state, validators }
}

/** `slash_validator` (Electra) for every active validator of an owner: 1/4096 at once, and out. */
export const slashOwner = (
  state: ValidatorsState,
  { owner, epoch, queue }: { readonly owner: Address; readonly epoch: number; readonly queue: ExitQueue },
): ValidatorsState => {
  let waiting = queue.exitQueue
  const validators = state.validators.map(validator => {
    const active = validator.activationEpoch <= epoch && !validator.slashed && validator.balance > 0n
    if (validator.owner !== owner || !active) return validator
    waiting += validator.effectiveBalance * WEI_PER_GWEI
    const exitEpoch =
      validator.exitEpoch || epoch + LOOKAHEAD + Number((waiting + queue.churn - 1n) / queue.churn)
    const withdrawableEpoch = Math.max(
      exitEpoch + MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
      epoch + EPOCHS_PER_SLASHINGS_VECTOR,
    )
    const balance = validator.balance - validator.effectiveBalance / 4_096n
    return { ...validator, balance, exitEpoch, withdrawableEpoch, slashed: true }
  })
  return { ...state, validators }
}

/** What the sweep takes of one validator in `epoch`, gwei. */
const sweepable = (validator: Validator, epoch: number): bigint => {
  const { balance, maxEffectiveBalance, exitEpoch, withdrawableEpoch, activationEpoch } = validator
  if (exitEpoch !== 0 && epoch >= withdrawableEpoch) return balance
  const isFull = epoch >= activationEpoch && validator.effectiveBalance === maxEffectiveBalance
  return isFull ? max(0n, balance - maxEffectiveBalance) : 0n
}

/** The sweep passes over an owner's validators: gwei paid out. */
export const sweep = (
  state: ValidatorsState,
  { owner, epoch }: { readonly owner: Address; readonly epoch: number },
): readonly [gwei: bigint, next: ValidatorsState] => {
  let paid = 0n
  const validators = state.validators.map(validator => {
    if (validator.owner !== owner) return validator
    const gwei = sweepable(validator, epoch)
    paid += gwei
    return gwei === 0n ? validator : { ...validator, balance: validator.balance - gwei }
  })
  return [paid, { ...state, validators }]
}
