import type { Address } from '../assets.js'

/** A request that was not claimed yet; amounts in wei of eETH and of its shares. */
export type EtherFiRequest = {
  readonly id: number
  readonly owner: Address
  readonly amount: bigint
  readonly share: bigint
}

/** Instant redemption of weETH for ether: `RedemptionInfo`, with its limit in units of 1e12 wei. */
export type Redemption = {
  readonly capacity: bigint
  readonly remaining: bigint
  /** Seconds. */
  readonly lastRefill: number
  /** Units a second. */
  readonly refillRate: bigint
  /** Of the fee. */
  readonly treasuryBps: bigint
  readonly feeBps: bigint
  /** Of all pooled ether: with less than that in the pool nothing is redeemed. */
  readonly lowWatermarkBps: bigint
}

/** ether.fi's pool, the shares of eETH, and the withdrawal requests. Wei; weETH is one share each. */
export type EtherFiState = {
  readonly totalValueInLp: bigint
  readonly totalValueOutOfLp: bigint
  readonly totalShares: bigint
  /** Set aside for requests that are finalised. */
  readonly locked: bigint
  /** eETH shares of tracked accounts and of ether.fi's own contracts, by lower-case address. */
  readonly shares: Readonly<Record<Address, bigint>>
  readonly nextRequestId: number
  readonly lastFinalizedRequestId: number
  /** By id. */
  readonly requests: Readonly<Record<string, EtherFiRequest>>
  readonly redemption: Redemption
}
