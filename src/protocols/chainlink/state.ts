import type { Asset } from '../assets.js'

export type FeedName = 'ETH/USD' | 'stETH/ETH' | 'USDC/USD' | 'USDT/USD' | 'DAI/USD' | 'WBTC/USD'

/** A Chainlink-style feed. */
export type Feed = { readonly answer: bigint; readonly decimals: number; readonly updatedAt: number }

/** A correlated-asset price cap: price = base × min(ratio, cap), the cap growing linearly from a snapshot. */
export type Capo = {
  readonly baseFeed: FeedName
  readonly snapshotRatioWad: bigint
  /** Seconds. */
  readonly snapshotTimestamp: number
  readonly maxYearlyGrowthBps: number
}

export type ChainlinkState = {
  readonly feeds: Readonly<Record<FeedName, Feed>>
  /** Staking tokens priced through a cap; the rest are priced by a feed alone. */
  readonly capos: Readonly<Partial<Record<Asset, Capo>>>
}
