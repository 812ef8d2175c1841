import type { Asset } from '../assets.js'

export type FeedName =
  | 'ETH/USD'
  | 'stETH/ETH'
  | 'ezETH/ETH'
  | 'USDC/USD'
  | 'USDT/USD'
  | 'DAI/USD'
  | 'WBTC/USD'

/** A Chainlink-style feed. */
export type Feed = {
  readonly answer: bigint
  readonly decimals: number
  readonly updatedAt: number
  /** Its nodes have stopped: the last answer stands, whatever the market does. */
  readonly halted: boolean
}

/** A correlated-asset price cap: price = base × min(ratio, cap), the cap growing linearly from a snapshot. */
export type Capo = {
  readonly baseFeed: FeedName
  readonly snapshotRatioWad: bigint
  /** Seconds. */
  readonly snapshotTimestamp: number
  readonly maxYearlyGrowthBps: number
}

/** Staking tokens that Aave can price either way. */
export type SwitchableAsset = 'wstETH' | 'ezETH'

/** What a lending market takes for the price of a staking token: its exchange rate, capped, or what the market pays. */
export type PriceSource = 'exchange-rate' | 'market'

export type ChainlinkState = {
  readonly feeds: Readonly<Record<FeedName, Feed>>
  /** Staking tokens priced through a cap; the rest are priced by a feed alone. */
  readonly capos: Readonly<Partial<Record<Asset, Capo>>>
  /** Staking tokens that Aave prices at the market; the others follow their exchange rate. */
  readonly sources: Readonly<Partial<Record<SwitchableAsset, PriceSource>>>
}
