import { min, mulDivFloor } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { MAX_INT128, NO_MESSAGE, Q128, required, wrapUint128, wrapUint256 } from './fullMath.js'
import type { TokenAmounts } from './liquidityAmounts.js'
import { addDelta } from './liquidityMath.js'
import { withTransfers } from './pool.js'
import { getAmount0Delta, getAmount1Delta } from './sqrtPriceMath.js'
import type { UniswapPool, UniswapPosition, UniswapTick } from './state.js'
import { checkFlip, type FeeGrowth, getFeeGrowthInside, getTick, updateTick, withTick } from './tick.js'
import { getSqrtRatioAtTick, MAX_TICK, MIN_TICK } from './tickMath.js'

/** What the pool keys a position by. */
export type PositionKey = {
  readonly owner: Address
  readonly tickLower: number
  readonly tickUpper: number
}

/** A position and the liquidity that is added to or taken from it. */
export type LiquidityChange = PositionKey & { readonly amount: bigint }

const indexOf = (positions: readonly UniswapPosition[], key: PositionKey): number => {
  const owner = key.owner.toLowerCase()
  return positions.findIndex(
    held =>
      held.tickLower === key.tickLower &&
      held.tickUpper === key.tickUpper &&
      held.owner.toLowerCase() === owner,
  )
}

/** A position as the contract's mapping gives it: all zero where there is none. */
export const getPosition = (pool: UniswapPool, key: PositionKey): UniswapPosition =>
  pool.positions[indexOf(pool.positions, key)] ?? {
    owner: key.owner.toLowerCase() as Address,
    tickLower: key.tickLower,
    tickUpper: key.tickUpper,
    liquidity: 0n,
    feeGrowthInside0LastX128: 0n,
    feeGrowthInside1LastX128: 0n,
    tokensOwed0: 0n,
    tokensOwed1: 0n,
  }

const withPosition = (pool: UniswapPool, position: UniswapPosition): UniswapPool => {
  const index = indexOf(pool.positions, position)
  const positions = index < 0 ? [...pool.positions, position] : pool.positions.with(index, position)
  return { ...pool, positions }
}

const checkTicks = (tickLower: number, tickUpper: number): void => {
  required(tickLower < tickUpper, 'TLU')
  required(tickLower >= MIN_TICK, 'TLM')
  required(tickUpper <= MAX_TICK, 'TUM')
}

/** v3-core 1.0.1 `Position.update`: fees up to now become tokens owed. Reverts with `NP` on a poke of nothing. */
const updatePosition = (
  position: UniswapPosition,
  liquidityDelta: bigint,
  { feeGrowth0X128, feeGrowth1X128 }: FeeGrowth,
): UniswapPosition => {
  required(liquidityDelta !== 0n || position.liquidity > 0n, 'NP')
  const earned = (now: bigint, last: bigint): bigint =>
    mulDivFloor(wrapUint256(now - last), position.liquidity, Q128)
  return {
    ...position,
    liquidity: addDelta(position.liquidity, liquidityDelta),
    feeGrowthInside0LastX128: feeGrowth0X128,
    feeGrowthInside1LastX128: feeGrowth1X128,
    tokensOwed0: wrapUint128(
      position.tokensOwed0 + earned(feeGrowth0X128, position.feeGrowthInside0LastX128),
    ),
    tokensOwed1: wrapUint128(
      position.tokensOwed1 + earned(feeGrowth1X128, position.feeGrowthInside1LastX128),
    ),
  }
}

const changeTick = (
  pool: UniswapPool,
  tick: number,
  liquidityDelta: bigint,
  side: 'lower' | 'upper',
): UniswapTick => (liquidityDelta === 0n ? getTick(pool, tick) : updateTick(pool, tick, liquidityDelta, side))

/** The amounts that a change of liquidity moves, as the pool signs them. The price clamped to the range says it all. */
const amountsOf = (pool: UniswapPool, key: PositionKey, liquidityDelta: bigint): TokenAmounts => {
  const lowerX96 = getSqrtRatioAtTick(key.tickLower)
  const upperX96 = getSqrtRatioAtTick(key.tickUpper)
  if (pool.tick < key.tickLower) {
    return { amount0: getAmount0Delta(lowerX96, upperX96, liquidityDelta), amount1: 0n }
  }
  if (pool.tick >= key.tickUpper) {
    return { amount0: 0n, amount1: getAmount1Delta(lowerX96, upperX96, liquidityDelta) }
  }
  return {
    amount0: getAmount0Delta(pool.sqrtPriceX96, upperX96, liquidityDelta),
    amount1: getAmount1Delta(lowerX96, pool.sqrtPriceX96, liquidityDelta),
  }
}

/** v3-core 1.0.1 `UniswapV3Pool._modifyPosition`, with `_updatePosition` in it. */
const modifyPosition = (
  pool: UniswapPool,
  key: PositionKey,
  liquidityDelta: bigint,
): readonly [TokenAmounts, UniswapPool] => {
  checkTicks(key.tickLower, key.tickUpper)
  const lower = changeTick(pool, key.tickLower, liquidityDelta, 'lower')
  const upper = changeTick(pool, key.tickUpper, liquidityDelta, 'upper')
  checkFlip(getTick(pool, key.tickLower), lower, pool.tickSpacing)
  checkFlip(getTick(pool, key.tickUpper), upper, pool.tickSpacing)
  const inside = getFeeGrowthInside(pool, lower, upper)
  const position = updatePosition(getPosition(pool, key), liquidityDelta, inside)
  if (liquidityDelta === 0n) return [{ amount0: 0n, amount1: 0n }, withPosition(pool, position)]
  const amounts = amountsOf(pool, key, liquidityDelta)
  const inRange = pool.tick >= key.tickLower && pool.tick < key.tickUpper
  const next = {
    ...withPosition(pool, position),
    liquidity: inRange ? addDelta(pool.liquidity, liquidityDelta) : pool.liquidity,
    ticks: withTick(withTick(pool.ticks, lower), upper),
  }
  return [amounts, next]
}

/**
 * v3-core 1.0.1 `UniswapV3Pool.mint`: adds liquidity and returns what it costs, rounded up. The payer is taken to pay
 * (the contract's `M0` and `M1` are the caller's to raise). Reverts with `LOK`, `TLU`, `TLM`, `TUM`, `LO`, `LA`, and
 * without a message on no liquidity, more than 127 bits of it, or a new tick off the spacing.
 */
export const mint = (pool: UniswapPool, change: LiquidityChange): readonly [TokenAmounts, UniswapPool] => {
  required(pool.sqrtPriceX96 !== 0n, 'LOK')
  required(change.amount > 0n && change.amount <= MAX_INT128, NO_MESSAGE)
  const [amounts, next] = modifyPosition(pool, change, change.amount)
  return [amounts, withTransfers(next, amounts.amount0, amounts.amount1)]
}

/**
 * v3-core 1.0.1 `UniswapV3Pool.burn`: takes liquidity out; what it is worth, rounded down, and the fees up to now
 * wait in `tokensOwed` for `collect`. An amount of 0 only updates the fees. Reverts with `LOK`, `TLU`, `TLM`, `TUM`,
 * `LS`, `NP`.
 */
export const burn = (pool: UniswapPool, change: LiquidityChange): readonly [TokenAmounts, UniswapPool] => {
  required(pool.sqrtPriceX96 !== 0n, 'LOK')
  required(change.amount <= MAX_INT128, NO_MESSAGE)
  const [moved, next] = modifyPosition(pool, change, -change.amount)
  const amounts = { amount0: -moved.amount0, amount1: -moved.amount1 }
  const position = getPosition(next, change)
  const owed = {
    ...position,
    tokensOwed0: wrapUint128(position.tokensOwed0 + amounts.amount0),
    tokensOwed1: wrapUint128(position.tokensOwed1 + amounts.amount1),
  }
  return [amounts, withPosition(next, owed)]
}

/** A position and the most to collect of each token; 2 ** 128 - 1 for all there is. */
export type CollectParams = PositionKey & {
  readonly amount0Requested: bigint
  readonly amount1Requested: bigint
}

/** v3-core 1.0.1 `UniswapV3Pool.collect`: pays out tokens owed. Fees since the last mint or burn need a burn of 0 first. */
export const collect = (pool: UniswapPool, params: CollectParams): readonly [TokenAmounts, UniswapPool] => {
  required(pool.sqrtPriceX96 !== 0n, 'LOK')
  const position = getPosition(pool, params)
  const amount0 = min(params.amount0Requested, position.tokensOwed0)
  const amount1 = min(params.amount1Requested, position.tokensOwed1)
  if (amount0 === 0n && amount1 === 0n) return [{ amount0, amount1 }, pool]
  const paid = withTransfers(pool, -amount0, -amount1)
  const left = {
    ...position,
    tokensOwed0: position.tokensOwed0 - amount0,
    tokensOwed1: position.tokensOwed1 - amount1,
  }
  return [{ amount0, amount1 }, withPosition(paid, left)]
}
