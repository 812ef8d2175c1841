/** Validators slashed together. */
export type Slashing = {
  /** Seconds. */
  readonly at: number
  /** Effective balance of Lido's slashed validators, wei. */
  readonly balance: bigint
  /** Seconds; `withdrawable_epoch` as time. */
  readonly withdrawableAt: number
}

/** What Plimsoll follows of the consensus layer. It is not on the execution layer; a contract of ours keeps it for both worlds. */
export type EthereumState = {
  readonly stakedEther: bigint
  /** Ether waiting to exit, as of `exitQueueAt`; it drains at the churn limit. */
  readonly exitQueue: bigint
  readonly exitQueueAt: number
  readonly slashings: readonly Slashing[]
}
