import type { CollateralTerms, RateCurve } from '../protocols/aave/governance.js'
import type { Amount } from '../protocols/amount.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { CAPOS } from '../protocols/chainlink/addresses.js'
import type { FeedName, PriceSource, SwitchableAsset } from '../protocols/chainlink/state.js'
import type { ConsensusFork } from '../protocols/ethereum/forks.js'
import type { SlashingPart } from '../protocols/ethereum/slash.js'
import type { Outage } from '../protocols/ethereum/state.js'
import type { LidoVersion } from '../protocols/lido/state.js'
import type { ProtocolAction } from '../protocols/registry.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'

export type { Amount } from '../protocols/amount.js'

/** Staking tokens whose price has a cap. */
export type CappedAsset = keyof typeof CAPOS

/** One call on one protocol, as data: the model computes it, the fork sends it. Amounts in the asset's smallest unit. */
export type Action = CoreAction | ProtocolAction

/** Actions of the protocols that others are built on. */
export type CoreAction =
  | { readonly kind: 'weth.wrap'; readonly amount: Amount }
  | { readonly kind: 'weth.unwrap'; readonly amount: Amount }
  | { readonly kind: 'transfer'; readonly asset: Asset; readonly to: Address; readonly amount: Amount }
  | { readonly kind: 'lido.stake'; readonly amount: Amount }
  | { readonly kind: 'lido.wrap'; readonly amount: Amount }
  | { readonly kind: 'lido.unwrap'; readonly amount: Amount }
  /** Split into requests of at most 1,000 stETH; `amount` is wstETH. */
  | { readonly kind: 'lido.request'; readonly amounts: readonly bigint[] }
  | { readonly kind: 'lido.claim'; readonly requestIds: readonly number[] }
  | { readonly kind: 'aave.supply'; readonly asset: Asset; readonly amount: Amount }
  | { readonly kind: 'aave.withdraw'; readonly asset: Asset; readonly amount: Amount }
  | { readonly kind: 'aave.borrow'; readonly asset: Asset; readonly amount: Amount }
  | { readonly kind: 'aave.repay'; readonly asset: Asset; readonly amount: Amount }
  | { readonly kind: 'aave.setEMode'; readonly category: number }
  | { readonly kind: 'aave.setCollateral'; readonly asset: Asset; readonly use: boolean }
  /** `flashLoanSimple`: borrows, runs `actions`, pays back with the premium out of the sender's balance. */
  | {
      readonly kind: 'aave.flashLoan'
      readonly asset: Asset
      readonly amount: Amount
      readonly actions: readonly Action[]
    }
  | {
      readonly kind: 'aave.liquidate'
      readonly collateral: Asset
      readonly debt: Asset
      readonly account: Address
      readonly amount: Amount
      readonly receiveAToken: boolean
    }
  | {
      readonly kind: 'uniswap.swap'
      readonly pool: UniswapPoolName
      readonly sell: Asset
      readonly amount: Amount
      readonly minimumOut: bigint
      /** Stops there and leaves the rest unsold; 0 is no limit. */
      readonly sqrtPriceLimitX96: bigint
    }
  /** Buys exactly `amountOut`, pays at most `maximumIn`. */
  | {
      readonly kind: 'uniswap.swapExactOut'
      readonly pool: UniswapPoolName
      readonly sell: Asset
      readonly amountOut: Amount
      readonly maximumIn: bigint
    }
  /** Straight on the pool, owned by the sender; amounts follow from the liquidity. */
  | {
      readonly kind: 'uniswap.mint' | 'uniswap.burn'
      readonly pool: UniswapPoolName
      readonly tickLower: number
      readonly tickUpper: number
      readonly liquidity: bigint
    }
  | {
      readonly kind: 'uniswap.collect'
      readonly pool: UniswapPoolName
      readonly tickLower: number
      readonly tickUpper: number
    }
  | {
      readonly kind: 'curve.exchange'
      readonly sell: 'ETH' | 'stETH'
      readonly amount: Amount
      readonly minimumOut: bigint
    }
  | {
      readonly kind: 'curve.addLiquidity'
      readonly eth: bigint
      readonly stEth: bigint
      readonly minimumLp: bigint
    }
  | {
      readonly kind: 'curve.removeLiquidity'
      readonly lp: bigint
    }
  | { readonly kind: 'curve.removeLiquidityOneCoin'; readonly lp: bigint; readonly coin: 'ETH' | 'stETH' }
  | {
      readonly kind: 'curve.removeLiquidityImbalance'
      readonly eth: bigint
      readonly stEth: bigint
      readonly maximumLp: bigint
    }
  /**
   * `amount` of an asset sold for another, one of the two ether or WETH, where it brings most: routing makes calls of it
   * when it is sent, by the same code for both worlds.
   */
  | { readonly kind: 'sell'; readonly asset: Asset; readonly amount: Amount; readonly into: Asset }
  /** Exactly `amountOut` of an asset, bought with WETH where it takes least of it. */
  | { readonly kind: 'buy'; readonly asset: Asset; readonly amountOut: Amount }
  // What follows is the doing of others: oracles, Lido, the consensus layer, governance.
  /** Curve's A moves to `futureA` until `futureTime` (seconds). */
  | { readonly kind: 'curve.rampA'; readonly futureA: bigint; readonly futureTime: number }
  | { readonly kind: 'chainlink.answer'; readonly feed: FeedName; readonly answer: bigint }
  | { readonly kind: 'chainlink.halt'; readonly feed: FeedName; readonly halted: boolean }
  /** A new snapshot of a price cap: 7 to 180 days old, newer than the last. */
  | {
      readonly kind: 'chainlink.setCap'
      readonly asset: CappedAsset
      readonly snapshotRatioWad: bigint
      readonly snapshotTimestamp: number
      readonly maxYearlyGrowthBps: number
    }
  | ({ readonly kind: 'aave.setCollateralTerms'; readonly asset: Asset } & CollateralTerms)
  | ({ readonly kind: 'aave.setEModeTerms'; readonly category: number } & CollateralTerms)
  | {
      readonly kind: 'aave.setEModeBorrowable'
      readonly asset: Asset
      readonly category: number
      readonly borrowable: boolean
    }
  | ({ readonly kind: 'aave.setRateCurve'; readonly asset: Asset } & RateCurve)
  | { readonly kind: 'aave.setFrozen'; readonly asset: Asset; readonly frozen: boolean }
  | { readonly kind: 'aave.setPaused'; readonly asset: Asset; readonly paused: boolean }
  /** Whole tokens; 0 is no cap. */
  | {
      readonly kind: 'aave.setCaps'
      readonly asset: Asset
      readonly supplyCap: bigint
      readonly borrowCap: bigint
    }
  | { readonly kind: 'aave.setPriceSource'; readonly asset: SwitchableAsset; readonly source: PriceSource }
  | { readonly kind: 'lido.setQueuePaused'; readonly paused: boolean }
  /** A daily report of Lido's: the fields of its `Report`, but for its time. */
  | {
      readonly kind: 'lido.report'
      readonly clDelta: bigint
      readonly elRewards: bigint
      readonly clWithdrawn: bigint
      readonly clPending: bigint
      readonly exited: number
      readonly finalizeUpTo: number
      readonly bunker: boolean
    }
  /** Ether of Lido's buffer goes to validators. */
  | { readonly kind: 'lido.deposit'; readonly ether: bigint }
  /** Lido's reports, fees and deposits follow the rules of this version from now on. */
  | { readonly kind: 'lido.rules'; readonly version: LidoVersion }
  /** The DAO stops Lido, or lets it go on. */
  | { readonly kind: 'lido.setStopped'; readonly stopped: boolean }
  /** The exit queue is this long from now on; or ether joins its end. */
  | { readonly kind: 'ethereum.exitQueue' | 'ethereum.exit'; readonly ether: bigint }
  | ({ readonly kind: 'ethereum.slash' } & SlashingPart)
  | ({ readonly kind: 'ethereum.outage' } & Omit<Outage, 'from'>)
  | { readonly kind: 'ethereum.fork'; readonly fork: ConsensusFork }
  | { readonly kind: 'staking.rate'; readonly asset: Asset; readonly rateWad: bigint }
  /** Tokens out of nothing: a bridge or an issuer that failed. */
  | { readonly kind: 'staking.mint'; readonly asset: Asset; readonly to: Address; readonly amount: bigint }

/** Atomic: all of it or nothing. */
export type Tx = { readonly from: Address; readonly actions: readonly Action[] }

/** Whether something in it is still to be routed. */
export const isSymbolic = (actions: readonly Action[]): boolean =>
  actions.some(action => action.kind === 'sell' || action.kind === 'buy' || isSymbolic(nestedActions(action)))

/** Actions that an action carries inside, as a flash loan does. */
export const nestedActions = (action: Action): readonly Action[] =>
  'actions' in action ? (action.actions as readonly Action[]) : []
