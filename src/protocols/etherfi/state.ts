import type { Address } from '../assets.js'
import type { EtherFiVersion } from './rules.js'

/** A request that was not claimed yet; amounts in wei of eETH and of its shares. */
export type EtherFiRequest = {
  readonly id: number
  readonly owner: Address
  readonly amount: bigint
  readonly share: bigint
  /** Ether of a share when it was finalised, 18 decimals, rounded up; 0 where it is not frozen. */
  readonly rateWad: bigint
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
  /** Whose rules are in force. */
  readonly version: EtherFiVersion
  /** Seconds; time of the last report. */
  readonly lastReport: number
  readonly totalValueInLp: bigint
  readonly totalValueOutOfLp: bigint
  readonly totalShares: bigint
  /** Set aside for requests that are finalised; in the pool under the rules of 2025, with the requests under those of 2026. */
  readonly locked: bigint
  /** eETH shares of tracked accounts and of ether.fi's own contracts, by lower-case address. */
  readonly shares: Readonly<Record<Address, bigint>>
  readonly nextRequestId: number
  readonly lastFinalizedRequestId: number
  /** By id. */
  readonly requests: Readonly<Record<string, EtherFiRequest>>
  readonly redemption: Redemption
}
