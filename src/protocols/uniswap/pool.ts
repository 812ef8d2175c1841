import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { NO_MESSAGE, required, wrapUint128, wrapUint256 } from './fullMath.js'
import type { UniswapPool, UniswapTick } from './state.js'
import { runSwap, type SwapParams, type SwapState } from './swapLoop.js'
import { getTickAtSqrtRatio } from './tickMath.js'

/** What the pool received (positive) and paid (negative), in the tokens' smallest units. */
export type SwapResult = {
  readonly amount0: bigint
  readonly amount1: bigint
  /** Initialised ticks that were crossed; gas follows from it. */
  readonly ticksCrossed: number
}

/** What identifies a pool, and the price it starts at. */
export type PoolParams = {
  readonly token0: Asset
  readonly token1: Asset
  /** Hundredths of a basis point. */
  readonly fee: number
  readonly tickSpacing: number
  readonly sqrtPriceX96: bigint
}

/** v3-core 1.0.1 `UniswapV3Pool.initialize`: a pool without liquidity. Reverts with `R` outside the prices' bounds. */
export const initialize = (params: PoolParams): UniswapPool => ({
  ...params,
  tick: getTickAtSqrtRatio(params.sqrtPriceX96),
  liquidity: 0n,
  feeProtocol: 0,
  feeGrowthGlobal0X128: 0n,
  feeGrowthGlobal1X128: 0n,
  protocolFees0: 0n,
  protocolFees1: 0n,
  ticks: [],
  positions: [],
  balance0: 0n,
  balance1: 0n,
})

/** The two amounts of a finished swap as the pool signs them, without the transfers. */
export const swapAmounts = (params: SwapParams, state: SwapState): SwapResult => {
  const specified = params.amountSpecified - state.amountSpecifiedRemaining
  const token0IsSpecified = params.zeroForOne === params.amountSpecified > 0n
  return {
    amount0: token0IsSpecified ? specified : state.amountCalculated,
    amount1: token0IsSpecified ? state.amountCalculated : specified,
    ticksCrossed: state.growthAtCrossings.length,
  }
}

const otherSide = (tick: UniswapTick, global0X128: bigint, global1X128: bigint): UniswapTick => ({
  tick: tick.tick,
  liquidityGross: tick.liquidityGross,
  liquidityNet: tick.liquidityNet,
  feeGrowthOutside0X128: wrapUint256(global0X128 - tick.feeGrowthOutside0X128),
  feeGrowthOutside1X128: wrapUint256(global1X128 - tick.feeGrowthOutside1X128),
})

/** v3-core 1.0.1 `Tick.cross`, for every tick that was crossed, in one copy of the list. */
const crossedTicks = (pool: UniswapPool, zeroForOne: boolean, state: SwapState): readonly UniswapTick[] => {
  const growths = state.growthAtCrossings
  if (growths.length === 0) return pool.ticks
  const ticks = pool.ticks.slice()
  const direction = zeroForOne ? -1 : 1
  const first = state.next - direction * growths.length
  for (const [crossing, growth] of growths.entries()) {
    const index = first + direction * crossing
    const tick = ticks[index]
    if (tick === undefined) continue
    ticks[index] = zeroForOne
      ? otherSide(tick, growth, pool.feeGrowthGlobal1X128)
      : otherSide(tick, pool.feeGrowthGlobal0X128, growth)
  }
  return ticks
}

/** The pool's balances after a transfer in (positive) or out. Reverts with `TF` where the pool cannot pay. */
export const withTransfers = (pool: UniswapPool, amount0: bigint, amount1: bigint): UniswapPool => {
  const balance0 = pool.balance0 + amount0
  const balance1 = pool.balance1 + amount1
  required(balance0 >= 0n && balance1 >= 0n, 'TF')
  return { ...pool, balance0, balance1 }
}

/**
 * v3-core 1.0.1 `UniswapV3Pool.swap`. The payer is taken to pay what the callback asks (the contract's `IIA`, or the
 * token's own refusal, is the caller's to raise). Reverts with `AS`, `LOK` (not initialised), `SPL`, `TF`. Checked
 * against the contract on anvil, all storage, and against v3-sdk.
 */
export const swap = (pool: UniswapPool, params: SwapParams): readonly [SwapResult, UniswapPool] => {
  const state = runSwap(pool, params)
  const result = swapAmounts(params, state)
  const { zeroForOne } = params
  const [fees0, fees1] = zeroForOne ? [state.protocolFee, 0n] : [0n, state.protocolFee]
  const next = {
    ...withTransfers(pool, result.amount0, result.amount1),
    sqrtPriceX96: state.sqrtPriceX96,
    tick: state.tick,
    liquidity: state.liquidity,
    feeGrowthGlobal0X128: zeroForOne ? state.feeGrowthGlobalX128 : pool.feeGrowthGlobal0X128,
    feeGrowthGlobal1X128: zeroForOne ? pool.feeGrowthGlobal1X128 : state.feeGrowthGlobalX128,
    protocolFees0: wrapUint128(pool.protocolFees0 + fees0),
    protocolFees1: wrapUint128(pool.protocolFees1 + fees1),
    ticks: crossedTicks(pool, zeroForOne, state),
  }
  return [result, next]
}

const isFeeProtocol = (value: number): boolean => value === 0 || (value >= 4 && value <= 10)

/** v3-core 1.0.1 `UniswapV3Pool.setFeeProtocol`: 1/x of the fee, x 4 to 10, 0 for none. Reverts without a message. */
export const setFeeProtocol = (
  pool: UniswapPool,
  feeProtocol0: number,
  feeProtocol1: number,
): UniswapPool => {
  required(pool.sqrtPriceX96 !== 0n, 'LOK')
  if (!isFeeProtocol(feeProtocol0) || !isFeeProtocol(feeProtocol1)) throw new Revert(NO_MESSAGE)
  return { ...pool, feeProtocol: feeProtocol0 + (feeProtocol1 << 4) }
}
