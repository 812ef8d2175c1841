import { min } from '../../units/fixed.js'
import { MAX_UINT128, mulDiv, NO_MESSAGE, Q96, required } from './fullMath.js'

/** A price and the two ends of a range, as square roots in Q64.96, `sqrtRatioAX96 < sqrtRatioBX96`. */
export type PriceRange = {
  readonly sqrtRatioX96: bigint
  readonly sqrtRatioAX96: bigint
  readonly sqrtRatioBX96: bigint
}

/** Amounts of both tokens in their smallest units. */
export type TokenAmounts = { readonly amount0: bigint; readonly amount1: bigint }

const toUint128 = (value: bigint): bigint => {
  required(value <= MAX_UINT128, NO_MESSAGE)
  return value
}

const getLiquidityForAmount0 = (lowerX96: bigint, upperX96: bigint, amount0: bigint): bigint =>
  toUint128(mulDiv(amount0, mulDiv(lowerX96, upperX96, Q96), upperX96 - lowerX96))

const getLiquidityForAmount1 = (lowerX96: bigint, upperX96: bigint, amount1: bigint): bigint =>
  toUint128(mulDiv(amount1, Q96, upperX96 - lowerX96))

const getAmount0ForLiquidity = (lowerX96: bigint, upperX96: bigint, liquidity: bigint): bigint =>
  mulDiv(liquidity << 96n, upperX96 - lowerX96, upperX96) / lowerX96

const getAmount1ForLiquidity = (lowerX96: bigint, upperX96: bigint, liquidity: bigint): bigint =>
  mulDiv(liquidity, upperX96 - lowerX96, Q96)

/**
 * v3-periphery 1.4.4 `LiquidityAmounts.getLiquidityForAmounts`: the most liquidity that both amounts pay for,
 * rounded down.
 */
export const getLiquidityForAmounts = (range: PriceRange, { amount0, amount1 }: TokenAmounts): bigint => {
  const { sqrtRatioX96, sqrtRatioAX96, sqrtRatioBX96 } = range
  if (sqrtRatioX96 <= sqrtRatioAX96) return getLiquidityForAmount0(sqrtRatioAX96, sqrtRatioBX96, amount0)
  if (sqrtRatioX96 >= sqrtRatioBX96) return getLiquidityForAmount1(sqrtRatioAX96, sqrtRatioBX96, amount1)
  return min(
    getLiquidityForAmount0(sqrtRatioX96, sqrtRatioBX96, amount0),
    getLiquidityForAmount1(sqrtRatioAX96, sqrtRatioX96, amount1),
  )
}

/**
 * v3-periphery 1.4.4 `LiquidityAmounts.getAmountsForLiquidity`: what a position holds at a price, rounded down. A
 * mint costs up to one unit more of each, because the pool rounds up what it is paid.
 */
export const getAmountsForLiquidity = (range: PriceRange, liquidity: bigint): TokenAmounts => {
  const { sqrtRatioX96, sqrtRatioAX96, sqrtRatioBX96 } = range
  if (sqrtRatioX96 <= sqrtRatioAX96) {
    return { amount0: getAmount0ForLiquidity(sqrtRatioAX96, sqrtRatioBX96, liquidity), amount1: 0n }
  }
  if (sqrtRatioX96 >= sqrtRatioBX96) {
    return { amount0: 0n, amount1: getAmount1ForLiquidity(sqrtRatioAX96, sqrtRatioBX96, liquidity) }
  }
  return {
    amount0: getAmount0ForLiquidity(sqrtRatioX96, sqrtRatioBX96, liquidity),
    amount1: getAmount1ForLiquidity(sqrtRatioAX96, sqrtRatioX96, liquidity),
  }
}
