import type { Address } from '../assets.js'

/** Tickets that were paid, up to a total, and with how much ether (wei). */
export type Checkpoint = { readonly totalTickets: bigint; readonly exitedAssets: bigint }

/** Shares that wait from their ticket on. */
export type ExitRequest = {
  readonly ticket: bigint
  readonly owner: Address
  readonly shares: bigint
  /** When it was asked for, seconds. */
  readonly at: number
}

/** Requests in the order of their tickets, a ticket a share. */
export type ExitQueue = {
  readonly queuedShares: bigint
  /** Paid and not fetched yet, wei. */
  readonly unclaimedAssets: bigint
  readonly checkpoints: readonly Checkpoint[]
  /** By ticket. */
  readonly requests: Readonly<Record<string, ExitRequest>>
}

/** What an account has in the vault: shares of its stake, and osETH minted against them as stored. */
export type VaultAccount = {
  readonly shares: bigint
  readonly minted: bigint
  readonly feePerShare: bigint
}

/** StakeWise: osETH's rate (stored, before what has accrued since), one vault, and the way back to ether. Wei. */
export type StakeWiseState = {
  /** Of one ether, 18 decimals. */
  readonly avgRewardPerSecond: bigint
  /** The treasury's part of rewards, of 10,000. */
  readonly feeBps: bigint
  readonly capacity: bigint
  readonly feePerShare: bigint
  /** Seconds. */
  readonly lastUpdate: number
  readonly totalShares: bigint
  readonly totalAssets: bigint
  readonly vault: {
    /** The operator's part of rewards, of 10,000. */
    readonly feeBps: bigint
    /** How much osETH the stake may back, of one (18 decimals). */
    readonly ltvWad: bigint
    readonly totalShares: bigint
    readonly totalAssets: bigint
    /** Not with validators. */
    readonly ether: bigint
    /** Tracked accounts by lower-case address. */
    readonly accounts: Readonly<Record<Address, VaultAccount>>
    readonly queue: ExitQueue
  }
  readonly redeemer: ExitQueue
}
