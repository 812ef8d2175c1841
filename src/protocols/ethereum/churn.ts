import { max, min, mulDivFloor } from '../../units/fixed.js'
import {
  type ConsensusFork,
  computeActivationExitEpoch,
  EFFECTIVE_BALANCE_INCREMENT,
  EPOCHS_PER_DAY,
  epochAt,
  GWEI,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  SECONDS_PER_EPOCH,
  startOfEpoch,
  WEI_PER_GWEI,
} from './forks.js'
import { type Gwei, withdrawableEpochOf } from './slashing.js'
import type { EthereumState, Slashing } from './state.js'

/** `CHURN_LIMIT_QUOTIENT`, the same number for counts and for balances. */
const CHURN_LIMIT_QUOTIENT = 65_536n
/** Gloas (EIP-8061). */
const CHURN_LIMIT_QUOTIENT_GLOAS = 32_768n
const MIN_PER_EPOCH_CHURN_LIMIT = 4n
/** Deneb (EIP-7514), activations only. */
const MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT = 8n
const MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA = 128n * GWEI
const MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT = 256n * GWEI
/** What one validator weighs where the queue counts validators. */
const MAX_EFFECTIVE_BALANCE = 32n * GWEI

/** Phase 0 `get_validator_churn_limit`: validators an epoch. */
export const getValidatorChurnLimit = (activeValidators: bigint): bigint =>
  max(MIN_PER_EPOCH_CHURN_LIMIT, activeValidators / CHURN_LIMIT_QUOTIENT)

/** Deneb `get_validator_activation_churn_limit`: validators an epoch. Exits keep the limit above. */
export const getValidatorActivationChurnLimit = (activeValidators: bigint): bigint =>
  min(MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT, getValidatorChurnLimit(activeValidators))

const floorToIncrement = (amount: Gwei): Gwei => amount - (amount % EFFECTIVE_BALANCE_INCREMENT)

/** Electra `get_balance_churn_limit`: gwei an epoch, whole ether. */
export const getBalanceChurnLimit = (total: Gwei): Gwei =>
  floorToIncrement(max(MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, total / CHURN_LIMIT_QUOTIENT))

/** Electra `get_activation_exit_churn_limit`: gwei an epoch for activations, and as much for exits. */
export const getActivationExitChurnLimit = (total: Gwei): Gwei =>
  min(MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT, getBalanceChurnLimit(total))

/** Electra `get_consolidation_churn_limit`: gwei an epoch. */
export const getConsolidationChurnLimit = (total: Gwei): Gwei =>
  getBalanceChurnLimit(total) - getActivationExitChurnLimit(total)

/** Gloas `get_exit_churn_limit` (EIP-8061): no cap. Source: ethereum/consensus-specs, specs/gloas/beacon-chain.md. */
const getExitChurnLimitGloas = (total: Gwei): Gwei =>
  floorToIncrement(max(MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, total / CHURN_LIMIT_QUOTIENT_GLOAS))

/** What may exit in an epoch, in gwei. Before Electra validators are counted, here as if each held 32 ETH. */
export const exitChurnLimit = (fork: ConsensusFork, total: Gwei): Gwei => {
  switch (fork) {
    case 'bellatrix':
    case 'deneb':
      return getValidatorChurnLimit(total / MAX_EFFECTIVE_BALANCE) * MAX_EFFECTIVE_BALANCE
    case 'electra':
      return getActivationExitChurnLimit(total)
    case 'gloas':
      return getExitChurnLimitGloas(total)
  }
}

/** `exitChurnLimit` of the state, in wei an epoch. */
export const exitChurn = (ethereum: EthereumState, fork: ConsensusFork): bigint =>
  exitChurnLimit(fork, ethereum.stakedEther / WEI_PER_GWEI) * WEI_PER_GWEI

/**
 * Ether still waiting to exit at `now` (seconds), in wei: the queue drains evenly by the churn limit of each epoch of
 * 384 seconds; what has left is floored. In Electra our Beacon.sol says the same (`exitQueueNow`).
 */
export const exitQueueNow = (ethereum: EthereumState, now: number, fork: ConsensusFork): bigint => {
  const elapsed = BigInt(now - ethereum.exitQueueAt)
  const left = mulDivFloor(elapsed, exitChurn(ethereum, fork), BigInt(SECONDS_PER_EPOCH))
  return max(0n, ethereum.exitQueue - left)
}

/** The queue from now on, in wei. */
export const setExitQueue = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number },
): EthereumState => ({ ...ethereum, exitQueue: order.ether, exitQueueAt: order.now })

/** Days until `ether` (wei) at the end of an exit queue is through it. */
export const exitQueueDays = (ethereum: EthereumState, ether: bigint, fork: ConsensusFork): number =>
  Number(ether / WEI_PER_GWEI) / Number(exitChurn(ethereum, fork) / WEI_PER_GWEI) / EPOCHS_PER_DAY

/** The exit queue as the state of Electra keeps it: the last epoch given out, and what is left of it. */
export type ExitChurn = { readonly earliestExitEpoch: number; readonly exitBalanceToConsume: Gwei }

/** Electra `compute_exit_epoch_and_update_churn`: `earliestExitEpoch` of the result is the exit epoch. */
export const computeExitEpochAndUpdateChurn = (
  churn: ExitChurn,
  order: { readonly exitBalance: Gwei; readonly perEpochChurn: Gwei; readonly currentEpoch: number },
): ExitChurn => {
  const { exitBalance, perEpochChurn } = order
  const first = Math.max(churn.earliestExitEpoch, computeActivationExitEpoch(order.currentEpoch))
  const consumable = churn.earliestExitEpoch < first ? perEpochChurn : churn.exitBalanceToConsume
  const missing = exitBalance - consumable
  const additional = missing > 0n ? (missing - 1n) / perEpochChurn + 1n : 0n
  return {
    earliestExitEpoch: first + Number(additional),
    exitBalanceToConsume: consumable + additional * perEpochChurn - exitBalance,
  }
}

/** The epoch in which `ether` (wei) leaves that joins the queue at `now`; everything of it is out by then. */
export const exitEpochAt = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number; readonly fork: ConsensusFork },
): number => {
  const churn = exitChurn(ethereum, order.fork)
  const queue = exitQueueNow(ethereum, order.now, order.fork) + order.ether
  const epochs = queue === 0n ? 0n : (queue - 1n) / churn
  return computeActivationExitEpoch(epochAt(order.now)) + Number(epochs)
}

/** When ether that joins the exit queue at `now` may be swept: its exit epoch and 256 more, as Unix time in seconds. */
export const withdrawableTime = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number; readonly fork: ConsensusFork },
): number => startOfEpoch(exitEpochAt(ethereum, order) + MIN_VALIDATOR_WITHDRAWABILITY_DELAY)

/** `withdrawable_epoch` of validators slashed at `now`, who join the exit queue: as Unix time in seconds. */
export const slashedWithdrawableTime = (
  ethereum: EthereumState,
  order: { readonly balance: bigint; readonly now: number; readonly fork: ConsensusFork },
): number => {
  const { balance, now, fork } = order
  const exitEpoch = exitEpochAt(ethereum, { ether: balance, now, fork })
  return startOfEpoch(withdrawableEpochOf(epochAt(now), exitEpoch))
}

/** Validators slashed together at `now`: they join the exit queue and the list of slashings. Wei, seconds. */
export const slash = (
  ethereum: EthereumState,
  order: Omit<Slashing, 'at'> & { readonly now: number; readonly fork: ConsensusFork },
): EthereumState => {
  const { balance, withdrawableAt, now, fork } = order
  const exitQueue = exitQueueNow(ethereum, now, fork) + balance
  const slashings = [...ethereum.slashings, { at: now, balance, withdrawableAt }]
  return { ...ethereum, exitQueue, exitQueueAt: now, slashings }
}
