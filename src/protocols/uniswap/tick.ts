import { MAX_UINT128, NO_MESSAGE, required, wrapUint256 } from './fullMath.js'
import { addDelta } from './liquidityMath.js'
import type { UniswapPool, UniswapTick } from './state.js'
import { MAX_TICK, MIN_TICK } from './tickMath.js'

/** Fee growth per unit of liquidity of both tokens, X128, modulo 2 ** 256. */
export type FeeGrowth = { readonly feeGrowth0X128: bigint; readonly feeGrowth1X128: bigint }

/** v3-core 1.0.1 `Tick.tickSpacingToMaxLiquidityPerTick`. */
export const tickSpacingToMaxLiquidityPerTick = (tickSpacing: number): bigint => {
  const minTick = Math.trunc(MIN_TICK / tickSpacing) * tickSpacing
  const maxTick = Math.trunc(MAX_TICK / tickSpacing) * tickSpacing
  return MAX_UINT128 / BigInt((maxTick - minTick) / tickSpacing + 1)
}

/** Index of the first tick that is greater than `tick`; the length of `ticks` where none is. */
export const indexAbove = (ticks: readonly UniswapTick[], tick: number): number => {
  let low = 0
  let high = ticks.length
  while (low < high) {
    const middle = (low + high) >> 1
    const at = ticks[middle]
    if (at !== undefined && at.tick <= tick) low = middle + 1
    else high = middle
  }
  return low
}

const emptyTick = (tick: number): UniswapTick => ({
  tick,
  liquidityGross: 0n,
  liquidityNet: 0n,
  feeGrowthOutside0X128: 0n,
  feeGrowthOutside1X128: 0n,
})

/** A tick as the contract's mapping gives it: all zero where it is not initialised. */
export const getTick = (pool: UniswapPool, tick: number): UniswapTick => {
  const at = pool.ticks[indexAbove(pool.ticks, tick) - 1]
  return at?.tick === tick ? at : emptyTick(tick)
}

/** The ticks with one put in its place, or taken out where its liquidity is gone (`Tick.clear`). */
export const withTick = (ticks: readonly UniswapTick[], tick: UniswapTick): readonly UniswapTick[] => {
  const above = indexAbove(ticks, tick.tick)
  const start = ticks[above - 1]?.tick === tick.tick ? above - 1 : above
  const replacement = tick.liquidityGross === 0n ? [] : [tick]
  return [...ticks.slice(0, start), ...replacement, ...ticks.slice(above)]
}

/**
 * v3-core 1.0.1 `Tick.update`: liquidity that begins (`side` lower) or ends (`side` upper) at a tick changes. Reverts
 * with `LS`, `LA`, and with `LO` above the most a tick may hold.
 */
export const updateTick = (
  pool: UniswapPool,
  tick: number,
  liquidityDelta: bigint,
  side: 'lower' | 'upper',
): UniswapTick => {
  const before = getTick(pool, tick)
  const liquidityGross = addDelta(before.liquidityGross, liquidityDelta)
  required(liquidityGross <= tickSpacingToMaxLiquidityPerTick(pool.tickSpacing), 'LO')
  // By convention all growth before a tick was initialised happened below it.
  const growsFromHere = before.liquidityGross === 0n && tick <= pool.tick
  return {
    tick,
    liquidityGross,
    liquidityNet: before.liquidityNet + (side === 'upper' ? -liquidityDelta : liquidityDelta),
    feeGrowthOutside0X128: growsFromHere ? pool.feeGrowthGlobal0X128 : before.feeGrowthOutside0X128,
    feeGrowthOutside1X128: growsFromHere ? pool.feeGrowthGlobal1X128 : before.feeGrowthOutside1X128,
  }
}

/** v3-core 1.0.1 `TickBitmap.flipTick`: a tick that appears or disappears must lie on the spacing. No message. */
export const checkFlip = (before: UniswapTick, after: UniswapTick, tickSpacing: number): void => {
  const flipped = (before.liquidityGross === 0n) !== (after.liquidityGross === 0n)
  required(!flipped || after.tick % tickSpacing === 0, NO_MESSAGE)
}

/** v3-core 1.0.1 `Tick.getFeeGrowthInside`, modulo 2 ** 256: only differences of it mean something. */
export const getFeeGrowthInside = (pool: UniswapPool, lower: UniswapTick, upper: UniswapTick): FeeGrowth => {
  const inside = (global: bigint, outsideLower: bigint, outsideUpper: bigint): bigint => {
    const below = pool.tick >= lower.tick ? outsideLower : global - outsideLower
    const above = pool.tick < upper.tick ? outsideUpper : global - outsideUpper
    return wrapUint256(global - below - above)
  }
  return {
    feeGrowth0X128: inside(
      pool.feeGrowthGlobal0X128,
      lower.feeGrowthOutside0X128,
      upper.feeGrowthOutside0X128,
    ),
    feeGrowth1X128: inside(
      pool.feeGrowthGlobal1X128,
      lower.feeGrowthOutside1X128,
      upper.feeGrowthOutside1X128,
    ),
  }
}
