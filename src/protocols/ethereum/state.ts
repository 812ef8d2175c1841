import type { ConsensusFork } from './forks.js'

/** Validators slashed together, of which Lido's become withdrawable at one time. */
export type Slashing = {
  /** Seconds. */
  readonly at: number
  /** Effective balance of Lido's slashed validators, wei. */
  readonly balance: bigint
  /** Effective balance of other stakers' validators slashed with them, wei: it counts for the correlation. */
  readonly others: bigint
  /** Effective balance of one of Lido's, wei. */
  readonly effectiveBalance: bigint
  /** Seconds; exit epochs of the first and of the last of them, as time: the exit queue lets them out evenly between. */
  readonly exitsFrom: number
  readonly exitsUntil: number
  /** Seconds; `withdrawable_epoch` as time. */
  readonly withdrawableAt: number
}

/** A time in which validators do not attest. */
export type Outage = {
  /** Seconds. */
  readonly from: number
  /** Seconds. */
  readonly until: number
  /** Effective balance of Lido's validators that are off, wei. */
  readonly offline: bigint
  /** Effective balance of other stakers' validators that are off, wei. */
  readonly others: bigint
  /** Seconds; until when the chain leaks because of it, or 0 where finality is kept. */
  readonly leakUntil: number
  /** Effective balance that all who are off have lost by then, wei. */
  readonly lost: bigint
}

/** What Plimsoll follows of the consensus layer. It is not on the execution layer; a contract of ours keeps it for both worlds. */
export type EthereumState = {
  /** Rules of churn and penalties. */
  readonly fork: ConsensusFork
  readonly stakedEther: bigint
  /** Ether waiting to exit, as of `exitQueueAt`; it drains at the churn limit. */
  readonly exitQueue: bigint
  readonly exitQueueAt: number
  readonly slashings: readonly Slashing[]
  readonly outages: readonly Outage[]
}
