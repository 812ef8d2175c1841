import { MAX_UINT256, mulDivCeil, mulDivFloor } from '../../units/fixed.js'
import { Revert } from '../revert.js'

export const Q96 = 2n ** 96n
export const Q128 = 2n ** 128n
export const MAX_UINT128 = Q128 - 1n
const MAX_UINT160 = 2n ** 160n - 1n
export const MAX_INT128 = 2n ** 127n - 1n
export const MAX_INT256 = 2n ** 255n - 1n

/** A `require` without a message in v3-core or v3-periphery 1.0: the revert data is empty. */
export const NO_MESSAGE = ''

/** A contract's `require`. `reason` is its exact message, or `NO_MESSAGE`. */
export function required(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Revert(reason)
}

/** uint128 arithmetic of Solidity 0.7: overflow wraps. Comparing first is several times as fast where nothing wraps. */
export const wrapUint128 = (value: bigint): bigint =>
  value >= 0n && value <= MAX_UINT128 ? value : BigInt.asUintN(128, value)

/** uint256 arithmetic of Solidity 0.7: overflow wraps, underflow too. */
export const wrapUint256 = (value: bigint): bigint =>
  value >= 0n && value <= MAX_UINT256 ? value : BigInt.asUintN(256, value)

/** v3-core 1.0.1 `FullMath.mulDiv`, floor. Reverts where the result does not fit 256 bits or `denominator` is 0. */
export const mulDiv = (a: bigint, b: bigint, denominator: bigint): bigint => {
  required(denominator > 0n, NO_MESSAGE)
  const result = mulDivFloor(a, b, denominator)
  required(result <= MAX_UINT256, NO_MESSAGE)
  return result
}

/** v3-core 1.0.1 `FullMath.mulDivRoundingUp`, ceil. Reverts as `mulDiv`. */
export const mulDivRoundingUp = (a: bigint, b: bigint, denominator: bigint): bigint => {
  required(denominator > 0n, NO_MESSAGE)
  const result = mulDivCeil(a, b, denominator)
  required(result <= MAX_UINT256, NO_MESSAGE)
  return result
}

/** v3-core 1.0.1 `UnsafeMath.divRoundingUp`, ceil. */
export const divRoundingUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b

/** v3-core 1.0.1 `SafeCast.toUint160`. */
export const toUint160 = (value: bigint): bigint => {
  required(value <= MAX_UINT160, NO_MESSAGE)
  return value
}
