import { MAX_UINT256 } from '../../units/fixed.js'
import { MAX_INT256, NO_MESSAGE, required, wrapUint128, wrapUint256 } from './fullMath.js'
import { addDelta } from './liquidityMath.js'
import type { UniswapPool } from './state.js'
import { computeSwapStep, type SwapStep } from './swapMath.js'
import { indexAbove } from './tick.js'
import {
  getSqrtRatioAtTick,
  getTickAtSqrtRatio,
  MAX_SQRT_RATIO,
  MAX_TICK,
  MIN_SQRT_RATIO,
  MIN_TICK,
} from './tickMath.js'

export type SwapParams = {
  /** True: token0 goes in and the price falls. */
  readonly zeroForOne: boolean
  /** Positive: exactly what goes in. Negative: exactly what comes out. */
  readonly amountSpecified: bigint
  /** The swap stops there. Strict, as the pool: 0 is not "no limit" (see `limitOrEnd`). */
  readonly sqrtPriceLimitX96: bigint
}

/** The state of a swap under way; local to one call of `runSwap`, which is why it may change. */
export type SwapState = {
  amountSpecifiedRemaining: bigint
  amountCalculated: bigint
  sqrtPriceX96: bigint
  tick: number
  feeGrowthGlobalX128: bigint
  protocolFee: bigint
  liquidity: bigint
  /** Index in `pool.ticks` of the next initialised tick ahead. */
  next: number
  /** The input token's fee growth at each crossing, in order. */
  readonly growthAtCrossings: bigint[]
}

type Target = { readonly tick: number; readonly initialized: boolean }

const WORD = 256

const LOWEST_LIMIT = MIN_SQRT_RATIO + 1n
const HIGHEST_LIMIT = MAX_SQRT_RATIO - 1n

/** A router's 0 means no limit: as far as the price can go. */
export const limitOrEnd = (zeroForOne: boolean, sqrtPriceLimitX96: bigint): bigint => {
  if (sqrtPriceLimitX96 !== 0n) return sqrtPriceLimitX96
  return zeroForOne ? LOWEST_LIMIT : HIGHEST_LIMIT
}

/** The limit's own tick; that of no limit, which most swaps have, is known. */
const horizonOf = (sqrtPriceLimitX96: bigint): number => {
  if (sqrtPriceLimitX96 === LOWEST_LIMIT) return MIN_TICK
  if (sqrtPriceLimitX96 === HIGHEST_LIMIT) return MAX_TICK - 1
  return getTickAtSqrtRatio(sqrtPriceLimitX96)
}

const checkSwap = (
  pool: UniswapPool,
  { zeroForOne, amountSpecified, sqrtPriceLimitX96 }: SwapParams,
): void => {
  required(amountSpecified !== 0n, 'AS')
  required(pool.sqrtPriceX96 !== 0n, 'LOK')
  required(
    zeroForOne
      ? sqrtPriceLimitX96 < pool.sqrtPriceX96 && sqrtPriceLimitX96 > MIN_SQRT_RATIO
      : sqrtPriceLimitX96 > pool.sqrtPriceX96 && sqrtPriceLimitX96 < MAX_SQRT_RATIO,
    'SPL',
  )
}

/** The tick that begins the word of the bitmap that holds `tick`. */
const wordStart = (tick: number, tickSpacing: number): number =>
  Math.floor(tick / tickSpacing / WORD) * WORD * tickSpacing

/**
 * Where the contract looks next: the nearest initialised tick, but at most to the end of a 256-bit word of
 * `TickBitmap`. Rounding happens at each stop, so the stops must be the same. Where there is no liquidity nothing is
 * rounded, and the words between here and `horizon` are passed at once.
 */
const targetBelow = (pool: UniswapPool, state: SwapState, horizon: number): Target => {
  const candidate = pool.ticks[state.next]?.tick
  const start = wordStart(state.tick, pool.tickSpacing)
  if (candidate !== undefined && candidate >= start) return { tick: candidate, initialized: true }
  if (state.liquidity > 0n) return { tick: Math.max(start, MIN_TICK), initialized: false }
  const far = wordStart(Math.max(candidate ?? MIN_TICK, horizon), pool.tickSpacing)
  const skipped = Math.min(start, far + WORD * pool.tickSpacing)
  return { tick: Math.max(skipped, MIN_TICK), initialized: false }
}

/** As `targetBelow`, upwards: from the tick after the current one to the last of its word. */
const targetAbove = (pool: UniswapPool, state: SwapState, horizon: number): Target => {
  const { tickSpacing } = pool
  const candidate = pool.ticks[state.next]?.tick
  const last = (WORD - 1) * tickSpacing
  const end = wordStart((Math.floor(state.tick / tickSpacing) + 1) * tickSpacing, tickSpacing) + last
  if (candidate !== undefined && candidate <= end) return { tick: candidate, initialized: true }
  if (state.liquidity > 0n) return { tick: Math.min(end, MAX_TICK), initialized: false }
  const far = wordStart(Math.min(candidate ?? MAX_TICK, horizon), tickSpacing) - tickSpacing
  return { tick: Math.min(Math.max(end, far), MAX_TICK), initialized: false }
}

const applyAmounts = (state: SwapState, step: SwapStep, exactInput: boolean): void => {
  const paid = step.amountIn + step.feeAmount
  if (exactInput) {
    state.amountSpecifiedRemaining -= paid
    state.amountCalculated -= step.amountOut
  } else {
    state.amountSpecifiedRemaining += step.amountOut
    state.amountCalculated += paid
  }
}

const applyFee = (state: SwapState, feeAmount: bigint, feeProtocol: bigint): void => {
  let providersFee = feeAmount
  if (feeProtocol > 0n) {
    const protocolFee = feeAmount / feeProtocol
    providersFee -= protocolFee
    state.protocolFee = wrapUint128(state.protocolFee + protocolFee)
  }
  if (state.liquidity === 0n) return
  const growth = (providersFee << 128n) / state.liquidity
  required(growth <= MAX_UINT256, NO_MESSAGE)
  state.feeGrowthGlobalX128 = wrapUint256(state.feeGrowthGlobalX128 + growth)
}

const crossTick = (pool: UniswapPool, state: SwapState, zeroForOne: boolean): void => {
  const liquidityNet = pool.ticks[state.next]?.liquidityNet ?? 0n
  state.liquidity = addDelta(state.liquidity, zeroForOne ? -liquidityNet : liquidityNet)
  state.growthAtCrossings.push(state.feeGrowthGlobalX128)
  state.next += zeroForOne ? -1 : 1
}

const start = (pool: UniswapPool, params: SwapParams): SwapState => {
  const above = indexAbove(pool.ticks, pool.tick)
  return {
    amountSpecifiedRemaining: params.amountSpecified,
    amountCalculated: 0n,
    sqrtPriceX96: pool.sqrtPriceX96,
    tick: pool.tick,
    feeGrowthGlobalX128: params.zeroForOne ? pool.feeGrowthGlobal0X128 : pool.feeGrowthGlobal1X128,
    protocolFee: 0n,
    liquidity: pool.liquidity,
    next: params.zeroForOne ? above - 1 : above,
    growthAtCrossings: [],
  }
}

/**
 * The loop of v3-core 1.0.1 `UniswapV3Pool.swap`, up to its transfers. Reads the pool and changes nothing. Reverts
 * with `AS`, `LOK` (not initialised), `SPL`.
 */
export const runSwap = (pool: UniswapPool, params: SwapParams): SwapState => {
  checkSwap(pool, params)
  const { zeroForOne, sqrtPriceLimitX96 } = params
  required(params.amountSpecified <= MAX_INT256 && params.amountSpecified >= -MAX_INT256 - 1n, NO_MESSAGE)
  const exactInput = params.amountSpecified > 0n
  const feePips = BigInt(pool.fee)
  const feeProtocol = BigInt(zeroForOne ? pool.feeProtocol % 16 : pool.feeProtocol >> 4)
  const horizon = horizonOf(sqrtPriceLimitX96)
  const state = start(pool, params)
  while (state.amountSpecifiedRemaining !== 0n && state.sqrtPriceX96 !== sqrtPriceLimitX96) {
    const target = zeroForOne ? targetBelow(pool, state, horizon) : targetAbove(pool, state, horizon)
    const sqrtPriceNextX96 = getSqrtRatioAtTick(target.tick)
    const sqrtPriceStartX96 = state.sqrtPriceX96
    // The price of a tick above the limit's own is above the limit; the limit's own tick is at or below it.
    const beyond = zeroForOne
      ? target.tick <= horizon && sqrtPriceNextX96 < sqrtPriceLimitX96
      : target.tick > horizon
    const step = computeSwapStep({
      sqrtRatioCurrentX96: sqrtPriceStartX96,
      sqrtRatioTargetX96: beyond ? sqrtPriceLimitX96 : sqrtPriceNextX96,
      liquidity: state.liquidity,
      amountRemaining: state.amountSpecifiedRemaining,
      feePips,
    })
    state.sqrtPriceX96 = step.sqrtRatioNextX96
    applyAmounts(state, step, exactInput)
    applyFee(state, step.feeAmount, feeProtocol)
    if (state.sqrtPriceX96 === sqrtPriceNextX96) {
      if (target.initialized) crossTick(pool, state, zeroForOne)
      state.tick = zeroForOne ? target.tick - 1 : target.tick
    } else if (state.sqrtPriceX96 !== sqrtPriceStartX96) {
      state.tick = getTickAtSqrtRatio(state.sqrtPriceX96)
    }
  }
  return state
}
