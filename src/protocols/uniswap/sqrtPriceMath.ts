import { MAX_UINT256 } from '../../units/fixed.js'
import { divRoundingUp, mulDiv, mulDivRoundingUp, NO_MESSAGE, Q96, required, toUint160 } from './fullMath.js'

const addAmount0 = (sqrtPX96: bigint, liquidity: bigint, amount: bigint): bigint => {
  const numerator1 = liquidity << 96n
  const denominator = numerator1 + amount * sqrtPX96
  if (denominator <= MAX_UINT256) return mulDivRoundingUp(numerator1, sqrtPX96, denominator)
  // The contract's product or sum overflows 256 bits there, and it takes a less precise way.
  const fallback = numerator1 / sqrtPX96 + amount
  required(fallback <= MAX_UINT256, NO_MESSAGE)
  return divRoundingUp(numerator1, fallback)
}

const removeAmount0 = (sqrtPX96: bigint, liquidity: bigint, amount: bigint): bigint => {
  const numerator1 = liquidity << 96n
  const product = amount * sqrtPX96
  required(numerator1 > product, NO_MESSAGE)
  return toUint160(mulDivRoundingUp(numerator1, sqrtPX96, numerator1 - product))
}

/** v3-core 1.0.1 `SqrtPriceMath.getNextSqrtPriceFromInput`. Rounds so that the target price is not passed. */
export const getNextSqrtPriceFromInput = (
  sqrtPX96: bigint,
  liquidity: bigint,
  amountIn: bigint,
  zeroForOne: boolean,
): bigint => {
  required(sqrtPX96 > 0n && liquidity > 0n, NO_MESSAGE)
  if (!zeroForOne) return toUint160(sqrtPX96 + mulDiv(amountIn, Q96, liquidity))
  return amountIn === 0n ? sqrtPX96 : addAmount0(sqrtPX96, liquidity, amountIn)
}

/** v3-core 1.0.1 `SqrtPriceMath.getNextSqrtPriceFromOutput`. Rounds so that the target price is passed. */
export const getNextSqrtPriceFromOutput = (
  sqrtPX96: bigint,
  liquidity: bigint,
  amountOut: bigint,
  zeroForOne: boolean,
): bigint => {
  required(sqrtPX96 > 0n && liquidity > 0n, NO_MESSAGE)
  if (!zeroForOne) return amountOut === 0n ? sqrtPX96 : removeAmount0(sqrtPX96, liquidity, amountOut)
  const quotient = mulDivRoundingUp(amountOut, Q96, liquidity)
  required(sqrtPX96 > quotient, NO_MESSAGE)
  return sqrtPX96 - quotient
}

/**
 * v3-core 1.0.1 `SqrtPriceMath.getAmount0Delta` with `roundUp` true: token0 between two prices, paid to the pool.
 * `sqrtLowerX96 <= sqrtUpperX96`. The contract divides twice, and rounding up twice is rounding up once.
 */
export const getAmount0DeltaCeil = (
  sqrtLowerX96: bigint,
  sqrtUpperX96: bigint,
  liquidity: bigint,
): bigint => {
  required(sqrtLowerX96 > 0n, NO_MESSAGE)
  return divRoundingUp((liquidity << 96n) * (sqrtUpperX96 - sqrtLowerX96), sqrtUpperX96 * sqrtLowerX96)
}

/** As `getAmount0DeltaCeil` with `roundUp` false: paid by the pool. */
export const getAmount0DeltaFloor = (
  sqrtLowerX96: bigint,
  sqrtUpperX96: bigint,
  liquidity: bigint,
): bigint => {
  required(sqrtLowerX96 > 0n, NO_MESSAGE)
  return ((liquidity << 96n) * (sqrtUpperX96 - sqrtLowerX96)) / (sqrtUpperX96 * sqrtLowerX96)
}

/** v3-core 1.0.1 `SqrtPriceMath.getAmount1Delta` with `roundUp` true: token1 paid to the pool. */
export const getAmount1DeltaCeil = (sqrtLowerX96: bigint, sqrtUpperX96: bigint, liquidity: bigint): bigint =>
  (liquidity * (sqrtUpperX96 - sqrtLowerX96) + (Q96 - 1n)) >> 96n

/** As `getAmount1DeltaCeil` with `roundUp` false: paid by the pool. */
export const getAmount1DeltaFloor = (sqrtLowerX96: bigint, sqrtUpperX96: bigint, liquidity: bigint): bigint =>
  (liquidity * (sqrtUpperX96 - sqrtLowerX96)) >> 96n

/** The signed `getAmount0Delta`: up for liquidity that is added, down (and negative) for liquidity that is removed. */
export const getAmount0Delta = (
  sqrtLowerX96: bigint,
  sqrtUpperX96: bigint,
  liquidityDelta: bigint,
): bigint =>
  liquidityDelta < 0n
    ? -getAmount0DeltaFloor(sqrtLowerX96, sqrtUpperX96, -liquidityDelta)
    : getAmount0DeltaCeil(sqrtLowerX96, sqrtUpperX96, liquidityDelta)

/** The signed `getAmount1Delta`, rounded as `getAmount0Delta`. */
export const getAmount1Delta = (
  sqrtLowerX96: bigint,
  sqrtUpperX96: bigint,
  liquidityDelta: bigint,
): bigint =>
  liquidityDelta < 0n
    ? -getAmount1DeltaFloor(sqrtLowerX96, sqrtUpperX96, -liquidityDelta)
    : getAmount1DeltaCeil(sqrtLowerX96, sqrtUpperX96, liquidityDelta)
