import { MAX_UINT256, RAY } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'

/** Solidity's checked arithmetic: an integer would leave its range. */
const ARITHMETIC_PANIC = 'Panic(0x11)'

/** The contract reverts with no data: an overflow inside `WadRayMath`'s assembly, or a reserve that is not listed. */
export const EMPTY_REVERT = ''

/** The token itself refuses a transfer its sender cannot cover: WETH9 without a word, the others in OpenZeppelin's. */
export const transferRefusal = (asset: Asset): string =>
  asset === 'WETH' ? EMPTY_REVERT : 'ERC20: transfer amount exceeds balance'

const MAX_RAY_DIVIDEND = MAX_UINT256 / RAY

/** Solidity `require(condition, Errors.Reason())`. */
export function ensure(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Revert(reason)
}

/** Solidity 0.8 `a - b` on unsigned integers. */
export const checkedSub = (a: bigint, b: bigint): bigint => {
  ensure(a >= b, ARITHMETIC_PANIC)
  return a - b
}

/** The overflow check of `WadRayMath.rayDivFloor` and `rayDivCeil`: amounts above 2^256 / 10^27 revert. */
export const checkRayDividend = (amount: bigint): bigint => {
  ensure(amount <= MAX_RAY_DIVIDEND, EMPTY_REVERT)
  return amount
}
