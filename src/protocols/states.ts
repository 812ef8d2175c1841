import type { AaveState } from './aave/state.js'
import type { Address, Asset } from './assets.js'
import type { ChainlinkState } from './chainlink/state.js'
import type { CurveState } from './curve/state.js'
import type { EthereumState } from './ethereum/state.js'
import type { LidoState } from './lido/state.js'
import type { UniswapPool, UniswapPoolName } from './uniswap/state.js'

/** Balances of one account in the smallest unit; absent is zero. stETH is what `balanceOf` says. */
export type Wallet = Readonly<Partial<Record<Asset, bigint>>>

/** What every market has, at one block: the protocols that others are built on, and wallets. */
export type CoreStates = {
  readonly block: { readonly number: bigint; readonly timestamp: number }
  readonly aave: AaveState
  readonly lido: LidoState
  readonly curve: CurveState
  readonly uniswap: Readonly<Record<UniswapPoolName, UniswapPool>>
  readonly chainlink: ChainlinkState
  /** Ether per token of staking tokens other than Lido's (rETH, cbETH, weETH), 18 decimals. */
  readonly shareRates: Readonly<Partial<Record<Asset, bigint>>>
  readonly ethereum: EthereumState
  /** Tracked accounts by lower-case address. */
  readonly wallets: Readonly<Record<Address, Wallet>>
}
