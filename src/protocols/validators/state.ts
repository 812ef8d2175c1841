import type { Address } from '../assets.js'

/** One validator that somebody runs alone; balances in gwei, epochs of the consensus layer. */
export type Validator = {
  readonly owner: Address
  readonly balance: bigint
  readonly effectiveBalance: bigint
  /** 32 ether, or 2,048 where its credentials compound. */
  readonly maxEffectiveBalance: bigint
  readonly activationEpoch: number
  /** 0: not exiting. */
  readonly exitEpoch: number
  readonly withdrawableEpoch: number
  readonly slashed: boolean
  /** Rewards and penalties are counted up to here. */
  readonly settledEpoch: number
  /** An outage: from this epoch until before that one it does not attest. 0: none; a later one takes its place. */
  readonly offFrom: number
  readonly offUntil: number
  readonly inactivityScore: bigint
}

/** Validators that are followed one by one, and the queue of deposits before them. */
export type ValidatorsState = {
  /** In the order of their deposits; what is left of one that was swept is nothing. */
  readonly validators: readonly Validator[]
  /** Wei of deposits that waited in `entryQueueEpoch`; it drains at the activation churn. */
  readonly entryQueue: bigint
  readonly entryQueueEpoch: number
}
