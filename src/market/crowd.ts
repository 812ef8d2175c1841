import type { Address } from '../protocols/assets.js'

/**
 * Accounts of everyone else. On the embedded mainnet they are seeded with what they need; on a live fork they hold
 * nothing, and a shock that needs them says so.
 */
export const CROWD = {
  /** Speaks for oracles, Lido's reports, the consensus layer and governance. */
  oracle: '0x000000000000000000000000000000000000feed',
  /** Holds the staked ether that nobody below holds; sells stETH in a depeg. */
  whale: '0x0000000000000000000000000000000000c0de01',
  /** Supplies to Aave and borrows nothing; withdraws in a liquidity crunch. */
  lender: '0x0000000000000000000000000000000000c0de02',
  /** Supplies WETH and WBTC, borrows stablecoins. */
  treasurer: '0x0000000000000000000000000000000000c0de03',
  /** Loops wstETH against WETH. */
  looper: '0x0000000000000000000000000000000000c0de04',
  /** Loops weETH against WETH and wstETH. */
  restaker: '0x0000000000000000000000000000000000c0de05',
  /** Provides the pools' liquidity. */
  provider: '0x0000000000000000000000000000000000c0de06',
  /** Asks Lido for withdrawals. */
  leaver: '0x0000000000000000000000000000000000c0de07',
  /** Holds staking tokens that fail, or that were forged, and borrows against them. */
  speculator: '0x0000000000000000000000000000000000c0de0a',
  /** Liquidates with its own WETH and sells what it seizes. */
  liquidator: '0x0000000000000000000000000000000000c0de08',
  /** Keeps the pools' prices together. */
  arbitrageur: '0x0000000000000000000000000000000000c0de09',
  /** Liquidates with flash loans and nothing of its own. */
  keeper: '0x0000000000000000000000000000000000c0de0b',
  /** Liquidates with its own money, and may keep what it seizes or queue it at Lido. */
  house: '0x0000000000000000000000000000000000c0de0c',
} as const satisfies Readonly<Record<string, Address>>

/** The account whose position is opened and watched. */
export const OWNER: Address = '0x0000000000000000000000000000000000a110ca'
