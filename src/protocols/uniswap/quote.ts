import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { MAX_INT256, NO_MESSAGE, required } from './fullMath.js'
import { swapAmounts } from './pool.js'
import type { UniswapPool } from './state.js'
import { limitOrEnd, runSwap, type SwapParams } from './swapLoop.js'

/** What a swap would do. Amounts in the tokens' smallest units, fee included in `amountIn`. */
export type Quote = {
  readonly tokenIn: Asset
  readonly tokenOut: Asset
  /** What is really paid: less than asked where the price limit, or the end of the pool, stops the swap. */
  readonly amountIn: bigint
  readonly amountOut: bigint
  readonly sqrtPriceX96After: bigint
  readonly ticksCrossed: number
}

/** True where selling this token makes the price fall. Throws `RangeError` for a token the pool does not hold. */
export const isZeroForOne = (pool: UniswapPool, tokenIn: Asset): boolean => {
  if (tokenIn === pool.token0) return true
  if (tokenIn === pool.token1) return false
  throw new RangeError(`${tokenIn} is not in the pool ${pool.token0}/${pool.token1}`)
}

const quote = (pool: UniswapPool, params: SwapParams): Quote => {
  const state = runSwap(pool, params)
  const { amount0, amount1, ticksCrossed } = swapAmounts(params, state)
  const { zeroForOne } = params
  return {
    tokenIn: zeroForOne ? pool.token0 : pool.token1,
    tokenOut: zeroForOne ? pool.token1 : pool.token0,
    amountIn: zeroForOne ? amount0 : amount1,
    amountOut: zeroForOne ? -amount1 : -amount0,
    sqrtPriceX96After: state.sqrtPriceX96,
    ticksCrossed,
  }
}

/** QuoterV2's `quoteExactInputSingle`: what selling `amountIn` brings. A limit of 0 is none. Reverts as the pool. */
export const quoteExactInput = (
  pool: UniswapPool,
  tokenIn: Asset,
  amountIn: bigint,
  sqrtPriceLimitX96 = 0n,
): Quote => {
  const zeroForOne = isZeroForOne(pool, tokenIn)
  const limit = limitOrEnd(zeroForOne, sqrtPriceLimitX96)
  return quote(pool, { zeroForOne, amountSpecified: amountIn, sqrtPriceLimitX96: limit })
}

/**
 * QuoterV2's `quoteExactOutputSingle`: what buying `amountOut` costs. A limit of 0 is none, and then all of it must be
 * had: reverts without a message where the pool holds less, and as the pool.
 */
export const quoteExactOutput = (
  pool: UniswapPool,
  tokenIn: Asset,
  amountOut: bigint,
  sqrtPriceLimitX96 = 0n,
): Quote => {
  const zeroForOne = isZeroForOne(pool, tokenIn)
  const limit = limitOrEnd(zeroForOne, sqrtPriceLimitX96)
  const result = quote(pool, { zeroForOne, amountSpecified: -amountOut, sqrtPriceLimitX96: limit })
  required(sqrtPriceLimitX96 !== 0n || result.amountOut === amountOut, NO_MESSAGE)
  return result
}

/**
 * How much must be sold, and of which token, to bring the price exactly to `sqrtPriceX96Target`, with that target as
 * the limit. Where there is liquidity, the same amount reaches it without a limit too, and passes it by what rounding
 * gives. Reverts with `SPL` outside the prices' bounds.
 */
export const amountToPrice = (pool: UniswapPool, sqrtPriceX96Target: bigint): Quote => {
  const zeroForOne = sqrtPriceX96Target < pool.sqrtPriceX96
  if (sqrtPriceX96Target !== pool.sqrtPriceX96) {
    return quote(pool, { zeroForOne, amountSpecified: MAX_INT256, sqrtPriceLimitX96: sqrtPriceX96Target })
  }
  if (pool.sqrtPriceX96 === 0n) throw new Revert('LOK')
  return {
    tokenIn: pool.token0,
    tokenOut: pool.token1,
    amountIn: 0n,
    amountOut: 0n,
    sqrtPriceX96After: pool.sqrtPriceX96,
    ticksCrossed: 0,
  }
}
