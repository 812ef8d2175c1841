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
import type { Gwei } from './slashing.js'
import type { EthereumState } from './state.js'

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

/**
 * Gloas `get_exit_churn_limit` (EIP-8061): no cap. Source: ethereum/consensus-specs, specs/gloas/beacon-chain.md, also
 * for the two limits of Gloas below.
 */
const getExitChurnLimitGloas = (total: Gwei): Gwei =>
  floorToIncrement(max(MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA, total / CHURN_LIMIT_QUOTIENT_GLOAS))

const counted = (validators: bigint): Gwei => validators * MAX_EFFECTIVE_BALANCE

/** What may exit in an epoch, in gwei. Before Electra validators are counted, here as if each held 32 ETH. */
export const exitChurnLimit = (fork: ConsensusFork, total: Gwei): Gwei => {
  switch (fork) {
    case 'altair':
    case 'bellatrix':
    case 'deneb':
      return counted(getValidatorChurnLimit(total / MAX_EFFECTIVE_BALANCE))
    case 'electra':
      return getActivationExitChurnLimit(total)
    case 'gloas':
      return getExitChurnLimitGloas(total)
  }
}

/** What may be activated in an epoch, in gwei. Before Electra validators are counted, here as if each held 32 ETH. */
export const activationChurnLimit = (fork: ConsensusFork, total: Gwei): Gwei => {
  switch (fork) {
    case 'altair':
    case 'bellatrix':
      return counted(getValidatorChurnLimit(total / MAX_EFFECTIVE_BALANCE))
    case 'deneb':
      return counted(getValidatorActivationChurnLimit(total / MAX_EFFECTIVE_BALANCE))
    case 'electra':
      return getActivationExitChurnLimit(total)
    case 'gloas':
      return min(MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT, getExitChurnLimitGloas(total))
  }
}

/** What may be consolidated in an epoch, in gwei; nothing before Electra. */
export const consolidationChurnLimit = (fork: ConsensusFork, total: Gwei): Gwei => {
  switch (fork) {
    case 'altair':
    case 'bellatrix':
    case 'deneb':
      return 0n
    case 'electra':
      return getConsolidationChurnLimit(total)
    case 'gloas':
      return floorToIncrement(total / CHURN_LIMIT_QUOTIENT)
  }
}

/** `exitChurnLimit` of the state, in wei an epoch. Our Beacon.sol says the same (`exitChurn`). */
export const exitChurn = (ethereum: EthereumState): bigint =>
  exitChurnLimit(ethereum.fork, ethereum.stakedEther / WEI_PER_GWEI) * WEI_PER_GWEI

/**
 * Ether still waiting to exit at `now` (seconds), in wei: the queue drains evenly by the churn limit of each epoch of
 * 384 seconds; what has left is floored. Our Beacon.sol says the same (`exitQueueNow`).
 */
export const exitQueueNow = (ethereum: EthereumState, now: number): bigint => {
  const elapsed = BigInt(now - ethereum.exitQueueAt)
  const left = mulDivFloor(elapsed, exitChurn(ethereum), BigInt(SECONDS_PER_EPOCH))
  return max(0n, ethereum.exitQueue - left)
}

/** The queue from now on, in wei. */
export const setExitQueue = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number },
): EthereumState => ({ ...ethereum, exitQueue: order.ether, exitQueueAt: order.now })

/** Ether (wei) that joins the end of the queue as it stands. */
export const joinExitQueue = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number },
): EthereumState =>
  setExitQueue(ethereum, { ether: exitQueueNow(ethereum, order.now) + order.ether, now: order.now })

/** Another fork from now on: what has left the queue until now left by the old churn. */
export const setFork = (
  ethereum: EthereumState,
  order: { readonly fork: ConsensusFork; readonly now: number },
): EthereumState => ({ ...joinExitQueue(ethereum, { ether: 0n, now: order.now }), fork: order.fork })

/** Days until `ether` (wei) at the end of an exit queue is through it. */
export const exitQueueDays = (ethereum: EthereumState, ether: bigint): number =>
  Number(ether / WEI_PER_GWEI) / Number(exitChurn(ethereum) / WEI_PER_GWEI) / EPOCHS_PER_DAY

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
  order: { readonly ether: bigint; readonly now: number },
): number => {
  const queue = exitQueueNow(ethereum, order.now) + order.ether
  const epochs = queue === 0n ? 0n : (queue - 1n) / exitChurn(ethereum)
  return computeActivationExitEpoch(epochAt(order.now)) + Number(epochs)
}

/** When ether that joins the exit queue at `now` may be swept: its exit epoch and 256 more, as Unix time in seconds. */
export const withdrawableTime = (
  ethereum: EthereumState,
  order: { readonly ether: bigint; readonly now: number },
): number => startOfEpoch(exitEpochAt(ethereum, order) + MIN_VALIDATOR_WITHDRAWABILITY_DELAY)
