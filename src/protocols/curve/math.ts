import { abs, MAX_UINT256 } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import type { CurveState } from './state.js'

/** Index of a coin in the pool: 0 is ETH, 1 is stETH. */
export type Coin = 0 | 1
/** One number per coin, ETH first. */
export type Amounts = readonly [bigint, bigint]

const N_COINS = 2n
/** `fee` and `admin_fee` are fractions of this. */
export const FEE_DENOMINATOR = 10n ** 10n
/** `initial_A` and `future_A` carry two decimals. */
export const A_PRECISION = 100n
const MAX_ROUNDS = 255

/** Vyper refuses what does not fit, and says nothing. */
export const SILENT = ''

/** A number that fits uint256, or Vyper's silent revert. */
export const uint256 = (value: bigint): bigint => {
  if (value < 0n || value > MAX_UINT256) throw new Revert(SILENT)
  return value
}

const divide = (a: bigint, b: bigint): bigint => {
  if (b === 0n) throw new Revert(SILENT)
  return uint256(a) / b
}

/** StableSwapSTETH `A_precise`: the amplification at `now` (seconds), with two decimals, on its ramp. */
export const aPrecise = (state: CurveState, now: number): bigint => {
  const { initialA, futureA, initialATime, futureATime } = state
  if (now >= futureATime) return futureA
  const elapsed = BigInt(now - initialATime)
  const span = BigInt(futureATime - initialATime)
  return futureA > initialA
    ? initialA + ((futureA - initialA) * elapsed) / span
    : initialA - ((initialA - futureA) * elapsed) / span
}

/** StableSwapSTETH `A`: without decimals, floored. It already carries n^(n−1), so Ann = A × 2. */
export const getA = (state: CurveState, now: number): bigint => aPrecise(state, now) / A_PRECISION

const nextD = (D: bigint, xp: Amounts, amp: bigint): bigint => {
  const Ann = amp * N_COINS
  const S = xp[0] + xp[1]
  const first = uint256(D * D) / (xp[0] * N_COINS + 1n)
  const DP = uint256(first * D) / (xp[1] * N_COINS + 1n)
  const numerator = uint256(((Ann * S) / A_PRECISION + DP * N_COINS) * D)
  return divide(numerator, ((Ann - A_PRECISION) * D) / A_PRECISION + (N_COINS + 1n) * DP)
}

/** What `get_D` was asked last, and found. */
let last = { x: -1n, y: -1n, amp: -1n, D: 0n }

/**
 * StableSwapSTETH `get_D`: the invariant of balances `xp` at amplification `amp` (two decimals), Newton floored. A search
 * for a size asks for the same pool's invariant a hundred times: the last answer is kept.
 */
export const getD = (xp: Amounts, amp: bigint): bigint => {
  const [x, y] = xp
  if (last.x !== x || last.y !== y || last.amp !== amp) last = { x, y, amp, D: findD(xp, amp) }
  return last.D
}

const findD = (xp: Amounts, amp: bigint): bigint => {
  let D = uint256(xp[0] + xp[1])
  if (D === 0n) return 0n
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const previous = D
    D = nextD(D, xp, amp)
    if (abs(D - previous) <= 1n) return D
  }
  throw new Revert(SILENT)
}

/** Solves for the other coin's balance when one is `x` and the invariant is `D`. */
const solveY = (x: bigint, D: bigint, amp: bigint): bigint => {
  const Ann = amp * N_COINS
  const product = divide(D * D, x * N_COINS)
  const c = divide(product * D * A_PRECISION, Ann * N_COINS)
  const b = x + (D * A_PRECISION) / Ann
  let y = D
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const previous = y
    y = divide(y * y + c, uint256(2n * y + b - D))
    if (abs(y - previous) <= 1n) return y
  }
  throw new Revert(SILENT)
}

/** StableSwapSTETH `get_y`: what coin j's balance must be when coin i's is `x`, at the invariant of `xp`. */
export const getY = (x: bigint, xp: Amounts, amp: bigint): bigint => solveY(uint256(x), getD(xp, amp), amp)

/** StableSwapSTETH `get_y_D`: coin i's balance when the invariant falls to `D` and the other coin stays. */
export const getYD = (amp: bigint, i: Coin, xp: Amounts, D: bigint): bigint =>
  solveY(xp[i === 0 ? 1 : 0], D, amp)
