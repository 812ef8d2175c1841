import type { Asset } from '../assets.js'
import { MAX_INT256, NO_MESSAGE, required } from './fullMath.js'
import { type SwapResult, swap } from './pool.js'
import { isZeroForOne } from './quote.js'
import type { UniswapPool } from './state.js'
import { limitOrEnd } from './swapLoop.js'

type RouterSwap = {
  readonly tokenIn: Asset
  /** 0 is no limit. */
  readonly sqrtPriceLimitX96: bigint
  /** Unix seconds, both; the contract compares the deadline with the block. */
  readonly deadline: number
  readonly timestamp: number
  /** What the payer holds of `tokenIn`; where it is given, a swap that costs more reverts with `STF`. */
  readonly payerBalance?: bigint
}

/**
 * v3-periphery 1.4.4 `SwapRouter.uniswapV3SwapCallback`: a swap that stays where there is no liquidity costs nothing and
 * is refused without a message; then the payment is taken. The router's own limits come after.
 */
const checkPayment = ({ payerBalance }: RouterSwap, amountIn: bigint): void => {
  required(amountIn > 0n, NO_MESSAGE)
  required(payerBalance === undefined || amountIn <= payerBalance, 'STF')
}

export type ExactInputSingle = RouterSwap & { readonly amountIn: bigint; readonly amountOutMinimum: bigint }
export type ExactOutputSingle = RouterSwap & { readonly amountOut: bigint; readonly amountInMaximum: bigint }

/** What the sender paid and received in the tokens' smallest units, and the pool after it. */
export type RouterResult = {
  readonly amountIn: bigint
  readonly amountOut: bigint
  readonly ticksCrossed: number
  readonly pool: UniswapPool
}

const settled = (zeroForOne: boolean, [result, pool]: readonly [SwapResult, UniswapPool]): RouterResult => ({
  amountIn: zeroForOne ? result.amount0 : result.amount1,
  amountOut: zeroForOne ? -result.amount1 : -result.amount0,
  ticksCrossed: result.ticksCrossed,
  pool,
})

/**
 * v3-periphery 1.4.4 `SwapRouter.exactInputSingle`. Reverts with `Transaction too old`, the pool's reasons, without
 * a message where nothing would be paid, with `STF`, then `Too little received`.
 */
export const exactInputSingle = (pool: UniswapPool, params: ExactInputSingle): RouterResult => {
  required(params.timestamp <= params.deadline, 'Transaction too old')
  required(params.amountIn <= MAX_INT256, NO_MESSAGE)
  const zeroForOne = isZeroForOne(pool, params.tokenIn)
  const sqrtPriceLimitX96 = limitOrEnd(zeroForOne, params.sqrtPriceLimitX96)
  const done = swap(pool, { zeroForOne, amountSpecified: params.amountIn, sqrtPriceLimitX96 })
  const result = settled(zeroForOne, done)
  checkPayment(params, result.amountIn)
  required(result.amountOut >= params.amountOutMinimum, 'Too little received')
  return result
}

/**
 * v3-periphery 1.4.4 `SwapRouter.exactOutputSingle`. Reverts with `Transaction too old`, the pool's reasons, without
 * a message where nothing would be paid, with `STF`, without a message where no limit is set and the pool holds less,
 * then `Too much requested`.
 */
export const exactOutputSingle = (pool: UniswapPool, params: ExactOutputSingle): RouterResult => {
  required(params.timestamp <= params.deadline, 'Transaction too old')
  required(params.amountOut <= MAX_INT256, NO_MESSAGE)
  const zeroForOne = isZeroForOne(pool, params.tokenIn)
  const sqrtPriceLimitX96 = limitOrEnd(zeroForOne, params.sqrtPriceLimitX96)
  const done = swap(pool, { zeroForOne, amountSpecified: -params.amountOut, sqrtPriceLimitX96 })
  const result = settled(zeroForOne, done)
  checkPayment(params, result.amountIn)
  required(params.sqrtPriceLimitX96 !== 0n || result.amountOut === params.amountOut, NO_MESSAGE)
  required(result.amountIn <= params.amountInMaximum, 'Too much requested')
  return result
}
