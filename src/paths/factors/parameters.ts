import type { Discount } from './discount.js'
import type { JumpDiffusion } from './ether.js'
import type { Reverting } from './reverting.js'
import type { ShareRate } from './shareRate.js'

/** Staking tokens that have factors: a share rate and a discount each. */
export const STAKED = ['stETH', 'rETH', 'weETH', 'cbETH', 'osETH', 'rsETH', 'ezETH'] as const
export type Staked = (typeof STAKED)[number]

/** Factors with correlated noise, in this order: one that is not needed may be left out from the end. */
export const CORRELATED = [
  'ether',
  'stETH discount',
  'WETH utilisation',
  'exit queue',
  'USDC utilisation',
  'dollar',
  'bitcoin',
  'gas',
] as const

/** Everything that the futures are drawn from: dated, each figure with its window and standard error. */
export type Parameters = {
  readonly name: string
  /** Last day of the newest series. */
  readonly asOf: string
  readonly ether: JumpDiffusion
  readonly bitcoin: JumpDiffusion
  readonly dollar: Reverting
  readonly discounts: Readonly<Record<Staked, Discount>>
  /** stETH before withdrawals opened. */
  readonly discountBeforeWithdrawals: Discount
  readonly shareRates: Readonly<Record<Staked, ShareRate>>
  readonly wethUtilisation: Reverting
  readonly usdcUtilisation: Reverting
  /** Logarithm of gwei. */
  readonly gas: Reverting
  /** ln(1 + ether in the queue / 1,000). */
  readonly exitQueue: Reverting
  /** Of `CORRELATED`, daily innovations; pairs without a common series are assumed. */
  readonly correlation: readonly (readonly number[])[]
}
