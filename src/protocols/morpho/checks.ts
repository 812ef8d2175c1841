import { MAX_UINT256 } from '../../units/fixed.js'
import { Revert } from '../revert.js'

const ARITHMETIC_PANIC = 'Panic(0x11)'
const MAX_UINT128 = 2n ** 128n - 1n

/** Solidity `require(condition, reason)`; the reasons are those of Morpho's `ErrorsLib`. */
export function ensure(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Revert(reason)
}

/** Solidity 0.8 `a - b` on unsigned integers. */
export const checkedSub = (a: bigint, b: bigint): bigint => {
  ensure(a >= b, ARITHMETIC_PANIC)
  return a - b
}

/** Solidity 0.8 `a * b` on 256 bits. */
export const checkedMul = (a: bigint, b: bigint): bigint => {
  const product = a * b
  ensure(product <= MAX_UINT256, ARITHMETIC_PANIC)
  return product
}

/** `UtilsLib.toUint128`. */
export const toUint128 = (value: bigint): bigint => {
  ensure(value <= MAX_UINT128, 'max uint128 exceeded')
  return value
}

/** Solidity 0.8 `a + b` on 128 bits, after `toUint128` of what is added. */
export const addUint128 = (a: bigint, b: bigint): bigint => {
  const sum = a + toUint128(b)
  ensure(sum <= MAX_UINT128, ARITHMETIC_PANIC)
  return sum
}

/** Solidity 0.8 `a - b` on 128 bits, after `toUint128` of what is taken away. */
export const subUint128 = (a: bigint, b: bigint): bigint => checkedSub(a, toUint128(b))
