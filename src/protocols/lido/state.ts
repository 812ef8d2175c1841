import type { Address } from '../assets.js'

/** One request in Lido's withdrawal queue (`WithdrawalQueueBase.WithdrawalRequest`); stETH and shares are cumulative. */
export type WithdrawalRequest = {
  readonly id: number
  readonly owner: Address
  readonly cumulativeStEth: bigint
  readonly cumulativeShares: bigint
  /** Seconds. */
  readonly timestamp: number
  readonly claimed: boolean
  /** Seconds; time of the last report before the request. Requests of one report are finalised in one batch. */
  readonly reportTimestamp: number
}

/** Requests from `fromRequestId` on were finalised at no more than `maxShareRateRay` (27 decimals, `E27_PRECISION_BASE`). */
export type WithdrawalCheckpoint = { readonly fromRequestId: number; readonly maxShareRateRay: bigint }

export type WithdrawalQueueState = {
  readonly lastRequestId: number
  readonly lastFinalizedRequestId: number
  /**
   * The last finalised request and every request after it; tracked owners' earlier ones, each with the one before it
   * (amounts are differences of sums). By id; request 0 need not be there.
   */
  readonly requests: Readonly<Record<number, WithdrawalRequest>>
  readonly checkpoints: readonly WithdrawalCheckpoint[]
  readonly lockedEther: bigint
  readonly paused: boolean
}

/** Lido's accounting, storage version 4 (lidofinance/core @ 3f6ab3da), wstETH included. Amounts in wei, shares in 1e-18. */
export type LidoState = {
  readonly totalShares: bigint
  readonly externalShares: bigint
  readonly bufferedEther: bigint
  readonly clValidatorsBalance: bigint
  readonly clPendingBalance: bigint
  readonly depositedPostReport: bigint
  /** Share of rewards taken as fee. */
  readonly feeBps: number
  /** Seconds; time of the last oracle report. */
  readonly lastReport: number
  /** Consensus-layer decreases, oldest first: time and wei. Those inside the sanity window count, older ones may stay. */
  readonly decreases: readonly { readonly at: number; readonly amount: bigint }[]
  /** stETH shares of tracked accounts and of the contracts that hold stETH, by lower-case address. */
  readonly shares: Readonly<Record<Address, bigint>>
  readonly wstEthSupply: bigint
  readonly queue: WithdrawalQueueState
}
