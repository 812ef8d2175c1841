import type { Address, Asset } from '../assets.js'

/** The wstETH/WETH markets at 94.5 %, by what their oracle reads. */
export type MorphoMarketName = 'market price' | 'exchange rate'

/** Morpho Blue `Position`: shares of the loan token, and collateral in its own unit. */
export type MorphoPosition = {
  readonly supplyShares: bigint
  readonly borrowShares: bigint
  readonly collateral: bigint
}

/** Morpho Blue `Market`, with the interest rate model's own memory of it. Totals are as of `lastUpdate`. */
export type MorphoMarket = {
  readonly totalSupplyAssets: bigint
  readonly totalSupplyShares: bigint
  readonly totalBorrowAssets: bigint
  readonly totalBorrowShares: bigint
  /** Seconds; 0 is a market that was never created. */
  readonly lastUpdate: number
  /** Of the interest. */
  readonly feeWad: bigint
  /** AdaptiveCurveIrm `rateAtTarget`: a second, 18 decimals. */
  readonly rateAtTargetWad: bigint
  /** Of tracked accounts, by lower-case address; an empty one is absent. */
  readonly positions: Readonly<Record<Address, MorphoPosition>>
}

export type MorphoState = {
  readonly markets: Readonly<Record<MorphoMarketName, MorphoMarket>>
  /** Tokens that the contract holds: the most that a flash loan can take. */
  readonly cash: Readonly<Partial<Record<Asset, bigint>>>
  readonly feeRecipient: Address
}
