import { max, min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import {
  EFFECTIVE_BALANCE_INCREMENT,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  WEI_PER_GWEI,
} from '../ethereum/forks.js'
import { initialSlashingPenalty, withdrawableEpochOf } from '../ethereum/slashing.js'
import { Revert } from '../revert.js'
import { type Epoch, settle } from './duties.js'
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
/** Wei of deposits that still wait before one made in `epoch`. */
export const entryQueueAt = ({ entryQueue, entryQueueEpoch }: ValidatorsState, epoch: number): bigint =>
  max(0n, entryQueue - BigInt(epoch - entryQueueEpoch) * ENTRY_CHURN)

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
    offFrom: 0,
    offUntil: 0,
    inactivityScore: 0n,
  }
  return { validators: [...state.validators, validator], entryQueue: queue, entryQueueEpoch: epoch }
}

/** Whether a validator may ask to leave in `epoch`. */
export const canExit = ({ activationEpoch, exitEpoch }: Validator, epoch: number): boolean =>
  exitEpoch === 0 && epoch >= activationEpoch + SHARD_COMMITTEE_PERIOD

/** `exitQueue` and `churn` in wei: what waits before, and what leaves in an epoch. */
export type ExitQueue = { readonly exitQueue: bigint; readonly churn: bigint }

type Leaving = {
  readonly owner: Address
  readonly epoch: number
  readonly queue: ExitQueue
  /** Of those that may leave, in the order of their deposits; all where nothing is said. */
  readonly count?: number | undefined
}

/** The owner's validators that may leave do, or the first `count` of them; each joins the queue behind the one before. */
export const exit = (
  state: ValidatorsState,
  { owner, epoch, queue, count = Number.POSITIVE_INFINITY }: Leaving,
): ValidatorsState => {
  let waiting = queue.exitQueue
  let asked = 0
  const validators = state.validators.map(validator => {
    if (validator.owner !== owner || !canExit(validator, epoch) || asked >= count) return validator
    asked += 1
    waiting += validator.effectiveBalance * WEI_PER_GWEI
    const exitEpoch = epoch + LOOKAHEAD + Number((waiting + queue.churn - 1n) / queue.churn)
    return { ...validator, exitEpoch, withdrawableEpoch: exitEpoch + MIN_VALIDATOR_WITHDRAWABILITY_DELAY }
  })
  return { ...state, validators }
}

/** `is_slashable_validator`; one that was swept is gone. */
export const isSlashable = (validator: Validator, epoch: number): boolean => {
  const { activationEpoch, exitEpoch, withdrawableEpoch, slashed, balance } = validator
  const isOut = exitEpoch !== 0 && epoch >= withdrawableEpoch
  return activationEpoch <= epoch && !isOut && !slashed && balance > 0n
}

type Order = Epoch & { readonly owner: Address; readonly queue: ExitQueue }

/** `slash_validator` for every slashable validator of an owner, settled until then: the initial penalty at once, and out. */
export const slashOwner = (state: ValidatorsState, order: Order): ValidatorsState => {
  const { owner, epoch, queue, ethereum } = order
  let waiting = queue.exitQueue
  const settled = settle(state, order)
  const validators = settled.validators.map(validator => {
    if (validator.owner !== owner || !isSlashable(validator, epoch)) return validator
    waiting += validator.effectiveBalance * WEI_PER_GWEI
    const exitEpoch =
      validator.exitEpoch || epoch + LOOKAHEAD + Number((waiting + queue.churn - 1n) / queue.churn)
    const withdrawableEpoch = withdrawableEpochOf(epoch, exitEpoch)
    const penalty = initialSlashingPenalty(ethereum.fork, validator.effectiveBalance)
    const balance = max(0n, validator.balance - penalty)
    return { ...validator, balance, exitEpoch, withdrawableEpoch, slashed: true }
  })
  return { ...settled, validators }
}

/** An owner's validators, settled until now, go off until the epoch `until`. */
export const turnOff = (
  state: ValidatorsState,
  order: Epoch & { readonly owner: Address; readonly until: number },
): ValidatorsState => {
  const { owner, epoch, until } = order
  const settled = settle(state, order)
  const validators = settled.validators.map(validator =>
    validator.owner === owner ? { ...validator, offFrom: epoch, offUntil: until } : validator,
  )
  return { ...settled, validators }
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
