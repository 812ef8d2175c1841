/**
 * Consensus forks whose rules differ in what Plimsoll needs, oldest first: a market runs under one of them. `bellatrix`
 * covers Capella and `electra` Fulu. Gloas is written in ethereum/consensus-specs and not scheduled on mainnet.
 */
export const CONSENSUS_FORKS = ['altair', 'bellatrix', 'deneb', 'electra', 'gloas'] as const
export type ConsensusFork = (typeof CONSENSUS_FORKS)[number]

/** What mainnet has run since 2025-05-07, and what a market runs unless it says otherwise. */
export const DEFAULT_FORK: ConsensusFork = 'electra'

/** One ether in gwei. */
export const GWEI = 1_000_000_000n
/** `EFFECTIVE_BALANCE_INCREMENT`: effective balances are whole ether, in gwei. */
export const EFFECTIVE_BALANCE_INCREMENT = 10n ** 9n
/** Wei in a gwei. */
export const WEI_PER_GWEI = 10n ** 9n
/** 32 slots of 12 seconds. */
export const SECONDS_PER_EPOCH = 384
/** Epochs a day: 225. */
export const EPOCHS_PER_DAY = 225
/** Mainnet's `GENESIS_TIME`, seconds. */
const GENESIS_TIME = 1_606_824_023
/** `EPOCHS_PER_SLASHINGS_VECTOR`, 36.4 days. */
export const EPOCHS_PER_SLASHINGS_VECTOR = 8192
/** `MIN_VALIDATOR_WITHDRAWABILITY_DELAY`, 27.3 hours. */
export const MIN_VALIDATOR_WITHDRAWABILITY_DELAY = 256
/** `MAX_SEED_LOOKAHEAD`. */
const MAX_SEED_LOOKAHEAD = 4

/** The epoch that `seconds` (Unix time) falls in. */
export const epochAt = (seconds: number): number => Math.floor((seconds - GENESIS_TIME) / SECONDS_PER_EPOCH)

/** Unix time at which an epoch starts, seconds. */
export const startOfEpoch = (epoch: number): number => GENESIS_TIME + epoch * SECONDS_PER_EPOCH

/** `compute_activation_exit_epoch`. */
export const computeActivationExitEpoch = (epoch: number): number => epoch + 1 + MAX_SEED_LOOKAHEAD
