import { exitChurn, exitQueueNow } from './churn.js'
import { EPOCHS_PER_DAY, MIN_VALIDATOR_WITHDRAWABILITY_DELAY, WEI_PER_GWEI } from './forks.js'
import type { EthereumState } from './state.js'

/** `MAX_WITHDRAWALS_PER_PAYLOAD` × slots a day: validators that the sweep passes in a day. Consensus-specs, Capella. */
const SWEPT_PER_DAY = 16 * 7200

/** Validators on the beacon chain, 2025-12-09 (validatorqueue.com): the sweep walks through them. */
export const SWEEP_VALIDATORS = 997_713

/** Days until the sweep has been at every validator once. */
export const sweepCycleDays = (validators: number): number => validators / SWEPT_PER_DAY

/** Days from the request to exit until the ether is on the execution layer, in parts. */
export type ValidatorExit = {
  readonly exitQueue: number
  readonly withdrawable: number
  readonly sweep: number
}

/** The wait of one validator that asks to exit now: half of such waits are shorter, one in twenty is longer. Days. */
export type ValidatorExitForecast = {
  readonly medianDays: number
  readonly badDays: number
  readonly median: ValidatorExit
  readonly bad: ValidatorExit
}

const inDays = ({ exitQueue, withdrawable, sweep }: ValidatorExit): number => exitQueue + withdrawable + sweep

/**
 * How long one validator of `ether` wei waits that asks to exit at `now` (seconds): behind everyone ahead at the churn
 * limit, 256 epochs, and the sweep, which is equally likely to be anywhere. In closed form; nothing is fitted.
 */
export const validatorExitDays = (order: {
  readonly ethereum: EthereumState
  readonly ether: bigint
  readonly now: number
  readonly sweepValidators?: number
}): ValidatorExitForecast => {
  const { ethereum, ether, now } = order
  const gwei = Number((exitQueueNow(ethereum, now) + ether) / WEI_PER_GWEI)
  const exitQueue = gwei / Number(exitChurn(ethereum) / WEI_PER_GWEI) / EPOCHS_PER_DAY
  const withdrawable = MIN_VALIDATOR_WITHDRAWABILITY_DELAY / EPOCHS_PER_DAY
  const cycle = sweepCycleDays(order.sweepValidators ?? SWEEP_VALIDATORS)
  const [median, bad] = [0.5, 0.95].map(part => ({ exitQueue, withdrawable, sweep: part * cycle })) as [
    ValidatorExit,
    ValidatorExit,
  ]
  return { medianDays: inDays(median), badDays: inDays(bad), median, bad }
}
