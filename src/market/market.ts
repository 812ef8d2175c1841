import type { AaveState } from '../protocols/aave/state.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { ChainlinkState } from '../protocols/chainlink/state.js'
import type { CurveState } from '../protocols/curve/state.js'
import type { EthereumState } from '../protocols/ethereum/state.js'
import type { LidoState } from '../protocols/lido/state.js'
import type { UniswapPool, UniswapPoolName } from '../protocols/uniswap/state.js'

/** Balances of one account in the smallest unit; absent is zero. stETH is what `balanceOf` says. */
export type Wallet = Readonly<Partial<Record<Asset, bigint>>>

/** All protocol states at one block: everything the model needs, nothing that must be looked up elsewhere. */
export type Market = {
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
