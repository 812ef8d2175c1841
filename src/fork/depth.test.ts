import { describe, expect, test } from 'vitest'
import { initialize } from '../protocols/uniswap/pool.js'
import { mint } from '../protocols/uniswap/position.js'
import type { UniswapPool } from '../protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../protocols/uniswap/tickMath.js'
import { type DepthParams, type DepthRow, depthToPositions, priceImpactBps } from './depth.js'

const OWNER = '0x0000000000000000000000000000000000000001'

const seeded = (params: DepthParams): UniswapPool =>
  depthToPositions(params).reduce(
    (pool, { tickLower, tickUpper, liquidity }) =>
      mint(pool, { owner: OWNER, tickLower, tickUpper, amount: liquidity })[1],
    initialize(params),
  )

const misses = (params: DepthParams): readonly number[] => {
  const pool = seeded(params)
  return params.sells.map(({ asset, amount, impactBps }) => {
    const ratio = priceImpactBps(pool, asset, amount) / impactBps
    return Math.max(ratio, 1 / ratio)
  })
}

const rows = (
  asset: DepthRow['asset'],
  decimals: number,
  table: readonly (readonly [number, number])[],
): DepthRow[] =>
  table.map(([size, impact]) => ({
    asset,
    amount: BigInt(size) * 10n ** BigInt(decimals),
    impactBps: impact * 10_000,
  }))

// Medians of 1inch quotes of 2023-11-20, xenophonlabs/crvUSDrisk @ 7d17fa79: median size, median impact.
const WSTETH_SOLD = rows('wstETH', 18, [
  [1_495, 0.0000434],
  [3_122, 0.0000894],
  [6_740, 0.0001093],
  [14_848, 0.0003707],
  [30_223, 0.0019413],
  [61_101, 0.0259115],
])
const WETH_SOLD = rows('WETH', 18, [
  [260, 0.0006705],
  [761, 0.001296],
  [1_281, 0.0016297],
  [2_980, 0.0035476],
  [7_292, 0.0074396],
  [14_897, 0.0118921],
  [27_703, 0.0239904],
  [64_840, 0.0641677],
])
const USDC_SOLD = rows('USDC', 6, [
  [281_395, 0.0002879],
  [1_530_219, 0.0009323],
  [3_156_275, 0.0019334],
  [6_786_561, 0.0042052],
  [15_227_540, 0.0075848],
  [36_751_534, 0.0161414],
  [67_495_161, 0.0294687],
])

/** The price `percent` of the way from one usable tick to the next. */
const priceWithin = (tick: number, spacing: number, percent: bigint): bigint => {
  const low = getSqrtRatioAtTick(tick)
  return low + ((getSqrtRatioAtTick(tick + spacing) - low) * percent) / 100n
}

const stakedEther = (percent: bigint): DepthParams => ({
  token0: 'wstETH',
  token1: 'WETH',
  fee: 100,
  tickSpacing: 1,
  sqrtPriceX96: priceWithin(2_000, 1, percent),
  sells: WSTETH_SOLD,
  ends: false,
})
const dollar = (percent: bigint): DepthParams => ({
  token0: 'USDC',
  token1: 'WETH',
  fee: 500,
  tickSpacing: 10,
  sqrtPriceX96: priceWithin(196_000, 10, percent),
  sells: [...WETH_SOLD, ...USDC_SOLD],
  ends: false,
})
const WITHIN_A_TICK = [0n, 1n, 25n, 50n, 75n, 99n] as const

describe('DEPTH_FIT: simulated impacts follow the table', () => {
  // Below one tick the pool has one liquidity for both directions, so that the smallest sizes are met only roughly.
  test.each(WITHIN_A_TICK)(
    'wstETH sold for WETH, each size within a factor of 1.2, price at %s percent of a tick',
    percent => {
      expect(Math.max(...misses(stakedEther(percent)))).toBeLessThan(1.2)
    },
  )

  test.each(WITHIN_A_TICK)(
    'WETH and USDC sold, each size within a factor of 1.1, price at %s percent of a range',
    percent => {
      expect(Math.max(...misses(dollar(percent)))).toBeLessThan(1.1)
    },
  )

  test('one row is met', () => {
    const sells = rows('WETH', 18, [[1_000, 0.005]])
    expect(Math.max(...misses({ ...dollar(30n), sells }))).toBeLessThan(1.001)
  })
})

test('DEPTH_COVER: ranges are usable, sorted, do not overlap and leave no gap', () => {
  for (const params of [stakedEther(40n), dollar(40n)]) {
    const positions = depthToPositions(params)
    for (const [index, { tickLower, tickUpper, liquidity }] of positions.entries()) {
      expect(Math.abs(tickLower % params.tickSpacing)).toBe(0)
      expect(Math.abs(tickUpper % params.tickSpacing)).toBe(0)
      expect(tickUpper).toBeGreaterThan(tickLower)
      expect(liquidity).toBeGreaterThan(0n)
      const following = positions[index + 1]
      if (following !== undefined) expect(following.tickLower).toBe(tickUpper)
    }
    const ends = [positions[0]?.tickLower ?? 0, positions.at(-1)?.tickUpper ?? 0]
    const { tick } = initialize(params)
    expect(tick - (ends[0] ?? 0)).toBeGreaterThan(6_900)
    expect((ends[1] ?? 0) - tick).toBeGreaterThan(6_900)
  }
})

test('behavior: the same table gives the same positions', () => {
  expect(depthToPositions(stakedEther(33n))).toEqual(depthToPositions(stakedEther(33n)))
})

test('behavior: a side without rows mirrors the other', () => {
  const params = stakedEther(50n)
  const pool = seeded(params)
  const price = (Number(params.sqrtPriceX96) / 2 ** 96) ** 2
  for (const { amount, impactBps } of WSTETH_SOLD) {
    const ratio = priceImpactBps(pool, 'WETH', BigInt(Math.round(Number(amount) * price))) / impactBps
    expect(Math.max(ratio, 1 / ratio)).toBeLessThan(1.2)
  }
})

test('behavior: a price that improves with size is flattened, not followed', () => {
  const sells = rows('WETH', 18, [
    [100, 0.002],
    [1_000, 0.001],
  ])
  const pool = seeded({ ...dollar(50n), sells })
  const [small, large] = sells.map(({ asset, amount }) => priceImpactBps(pool, asset, amount))
  expect(small).toBeLessThan(large ?? 0)
})

test('error: rows that no pool can follow', () => {
  const bad = (sells: readonly DepthRow[]) => () => depthToPositions({ ...dollar(50n), sells })
  expect(bad([])).toThrow(RangeError)
  expect(bad(rows('wstETH', 18, [[1, 0.0001]]))).toThrow(RangeError)
  expect(bad(rows('WETH', 18, [[0, 0.0001]]))).toThrow(RangeError)
  expect(bad(rows('WETH', 18, [[1, 0]]))).toThrow(RangeError)
  expect(bad(rows('WETH', 18, [[1, 1]]))).toThrow(RangeError)
})
