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

/**
 * Versions of Lido whose rules differ: how fees are rounded (2), what a falling balance is judged by (2 and 3, 4), and
 * whether deposits have a reserve (4). Since when each is in force on mainnet: rules.ts.
 */
export const LIDO_VERSIONS = [2, 3, 4] as const
export type LidoVersion = (typeof LIDO_VERSIONS)[number]

/** What the sanity checker keeps of a report: balances and flows (version 4), fall and exits (versions 2 and 3). Wei. */
export type ReportData = {
  /** Seconds. */
  readonly at: number
  /** Consensus-layer balance after the report. */
  readonly clBalance: bigint
  /** Deposited to validators since the report before. */
  readonly deposits: bigint
  /** Ether that left the validators since the report before. */
  readonly withdrawals: bigint
  /** `negativeCLRebaseWei`: by how much the balance fell, withdrawals apart. */
  readonly negativeRebase: bigint
  /** `totalExitedValidators`: how many of Lido's validators had ever exited. */
  readonly exitedValidators: number
}

/** Lido `StakeLimitState.Data`: how much may be staked, and how it grows back. Wei and block numbers. */
export type StakeLimitState = {
  /** 0: staking is paused. */
  readonly prevStakeBlockNumber: bigint
  readonly prevStakeLimit: bigint
  readonly maxStakeLimitGrowthBlocks: bigint
  /** 0: there is no limit. */
  readonly maxStakeLimit: bigint
}

/** Lido's accounting, storage version 4 (lidofinance/core @ 3f6ab3da), wstETH included. Amounts in wei, shares in 1e-18. */
export type LidoState = {
  readonly totalShares: bigint
  readonly externalShares: bigint
  readonly bufferedEther: bigint
  readonly clValidatorsBalance: bigint
  readonly clPendingBalance: bigint
  readonly depositedPostReport: bigint
  /** What deposits may take before requests that wait are paid, as stored; it returns to its target with a report. */
  readonly depositsReserve: bigint
  readonly depositsReserveTarget: bigint
  readonly stakeLimit: StakeLimitState
  /** Whether the DAO has stopped Lido: no deposit, no report, no transfer. */
  readonly stopped: boolean
  /** Validators that ever appeared on the consensus layer, and those of them that ever exited. */
  readonly clValidators: number
  readonly exitedValidators: number
  /** Share of rewards taken as fee. */
  readonly feeBps: number
  /** Seconds; time of the last oracle report. */
  readonly lastReport: number
  /** Ether in the withdrawal vault and in the vault of execution-layer rewards that no report has taken yet. */
  readonly withdrawalVault: bigint
  readonly elRewardsVault: bigint
  /** Whose rules are in force. */
  readonly version: LidoVersion
  /** Seconds; since when bunker mode is on, or 0 where it is off. */
  readonly bunkerSince: number
  /** Reports as the sanity checker keeps them, oldest first. */
  readonly reports: readonly ReportData[]
  /** stETH shares of tracked accounts and of the contracts that hold stETH, by lower-case address. */
  readonly shares: Readonly<Record<Address, bigint>>
  readonly wstEthSupply: bigint
  readonly queue: WithdrawalQueueState
}
