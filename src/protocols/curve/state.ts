import type { Address } from '../assets.js'

/** The Curve stETH pool (StableSwapSTETH.vy, 0xDC24…7022). Coin 0 is ETH, coin 1 is stETH, held as Lido shares. */
export type CurveState = {
  /** With A_PRECISION 100, as stored. */
  readonly initialA: bigint
  readonly futureA: bigint
  readonly initialATime: number
  readonly futureATime: number
  /** 1e10 is one. */
  readonly fee: bigint
  /** Share of the fee, 1e10 is one. */
  readonly adminFee: bigint
  /** The pool's whole ETH balance, admin fees included. */
  readonly ethBalance: bigint
  /** `admin_balances`. */
  readonly adminBalances: readonly [bigint, bigint]
  readonly lpSupply: bigint
  /** LP tokens (steCRV) of tracked accounts by lower-case address; absent is zero. */
  readonly lpBalances: Readonly<Record<Address, bigint>>
}
