import { max, min } from '../../units/fixed.js'
import { isLeaking, leaksOf } from '../ethereum/active.js'
import { EFFECTIVE_BALANCE_INCREMENT, EPOCHS_PER_SLASHINGS_VECTOR, WEI_PER_GWEI } from '../ethereum/forks.js'
import { missEpochs } from '../ethereum/inactivity.js'
import { getBaseRewardPerIncrement } from '../ethereum/rewards.js'
import { correlationPenaltyAt } from '../ethereum/slashing.js'
import type { EthereumState } from '../ethereum/state.js'
import type { Validator, ValidatorsState } from './state.js'

/** What the consensus layer stands at, as the validators meet it. */
export type Epoch = { readonly epoch: number; readonly ethereum: EthereumState }

/** `HYSTERESIS_*`: a quarter down, five quarters up, of one increment. */
const DOWN = EFFECTIVE_BALANCE_INCREMENT / 4n
const UP = (EFFECTIVE_BALANCE_INCREMENT * 5n) / 4n
/** A score falls by one where the target is met, and by `INACTIVITY_SCORE_RECOVERY_RATE` more outside a leak. */
const RECOVERY = 17n
const RECOVERY_IN_LEAK = 1n
/** Of 64 parts of a reward, those of proposals and sync committees: a leak leaves no other. */
const PARTS_IN_LEAK = 10n
const PARTS = 64n

const totalOf = (ethereum: EthereumState): bigint => ethereum.stakedEther / WEI_PER_GWEI

/** `process_effective_balance_updates` for one validator. */
const effective = ({ balance, effectiveBalance, maxEffectiveBalance }: Validator): bigint =>
  balance + DOWN < effectiveBalance || effectiveBalance + UP < balance
    ? min(balance - (balance % EFFECTIVE_BALANCE_INCREMENT), maxEffectiveBalance)
    : effectiveBalance

/** The epoch at whose end the correlation penalty of a slashed validator falls. */
export const correlationEpoch = ({ withdrawableEpoch }: Validator): number =>
  withdrawableEpoch - EPOCHS_PER_SLASHINGS_VECTOR / 2

const isActive = ({ activationEpoch, exitEpoch }: Validator, epoch: number): boolean =>
  activationEpoch <= epoch && (exitEpoch === 0 || epoch < exitEpoch)

/** Whether an outage keeps it from attesting. */
export const isOff = ({ offFrom, offUntil }: Validator, epoch: number): boolean =>
  offFrom <= epoch && epoch < offUntil

/** Whether `epoch` costs it: a slashed one pays as if it were off until it is withdrawable. */
const isMissing = (validator: Validator, epoch: number): boolean =>
  validator.slashed
    ? epoch < validator.withdrawableEpoch
    : isActive(validator, epoch) && isOff(validator, epoch)

/** Epochs up to `epoch` at which what a validator does changes, and `epoch` itself. */
const turns = (validator: Validator, { epoch, ethereum }: Epoch): readonly number[] => {
  const { activationEpoch, exitEpoch, withdrawableEpoch, offFrom, offUntil, settledEpoch } = validator
  const all = [activationEpoch, exitEpoch, withdrawableEpoch, offFrom, offUntil]
  const due = validator.slashed ? [correlationEpoch(validator)] : []
  const inside = [...all, ...due, ...leaksOf(ethereum).flat()].filter(
    turn => turn > settledEpoch && turn < epoch,
  )
  return [...inside.sort((a, b) => a - b), epoch]
}

/** The correlation penalty where it falls in the epoch that comes next; effective balances follow at its end. */
const correlated = (validator: Validator, ethereum: EthereumState): Validator => {
  const { slashed, settledEpoch, effectiveBalance, balance } = validator
  if (!slashed || settledEpoch !== correlationEpoch(validator)) return validator
  const penalty = correlationPenaltyAt(ethereum, { epoch: settledEpoch, effectiveBalance })
  return { ...validator, balance: max(0n, balance - penalty) }
}

const missed = (validator: Validator, epochs: number, ethereum: EthereumState): Validator => {
  const leak = isLeaking(leaksOf(ethereum), validator.settledEpoch)
  return {
    ...validator,
    ...missEpochs(validator, epochs, { fork: ethereum.fork, total: totalOf(ethereum), leak }),
  }
}

const rewarded = (validator: Validator, epochs: number, ethereum: EthereumState): Validator => {
  const increments = validator.effectiveBalance / EFFECTIVE_BALANCE_INCREMENT
  const leak = isLeaking(leaksOf(ethereum), validator.settledEpoch)
  const full = increments * getBaseRewardPerIncrement(totalOf(ethereum))
  const reward = leak ? (full * PARTS_IN_LEAK) / PARTS : full
  const recovery = (leak ? RECOVERY_IN_LEAK : RECOVERY) * BigInt(epochs)
  const inactivityScore = max(0n, validator.inactivityScore - recovery)
  return { ...validator, balance: validator.balance + reward * BigInt(epochs), inactivityScore }
}

/** One stretch in which it does the same in every epoch. After rewards the effective balance follows once, at the end. */
const stretch = (validator: Validator, until: number, ethereum: EthereumState): Validator => {
  const { settledEpoch, slashed } = validator
  const epochs = until - settledEpoch
  if (epochs === 0) return validator
  const done = isMissing(validator, settledEpoch)
    ? missed(correlated(validator, ethereum), epochs, ethereum)
    : !slashed && isActive(validator, settledEpoch)
      ? rewarded(validator, epochs, ethereum)
      : validator
  return { ...done, effectiveBalance: effective(done), settledEpoch: until }
}

/** Every validator brought up to an epoch: rewards of duties done, penalties of those missed, at the stake of now. */
export const settle = (state: ValidatorsState, { epoch, ethereum }: Epoch): ValidatorsState => ({
  ...state,
  validators: state.validators.map(validator =>
    turns(validator, { epoch, ethereum }).reduce((now, until) => stretch(now, until, ethereum), validator),
  ),
})
