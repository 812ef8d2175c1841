import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Address } from '../assets.js'
import { getAmountsForLiquidity, getLiquidityForAmounts } from './liquidityAmounts.js'
import { initialize, setFeeProtocol, swap } from './pool.js'
import { burn, collect, mint } from './position.js'
import { amountToPrice, quoteExactInput, quoteExactOutput } from './quote.js'
import { exactInputSingle, exactOutputSingle } from './router.js'
import type { UniswapPool } from './state.js'
import { getSqrtRatioAtTick, MAX_SQRT_RATIO, MIN_SQRT_RATIO } from './tickMath.js'

const ALICE: Address = '0x00000000000000000000000000000000000000a1'
const ALL = 2n ** 128n - 1n
const NUM_RUNS = 200

const ranges = fc.array(
  fc.record({
    offset: fc.integer({ min: -600, max: 600 }),
    width: fc.integer({ min: 1, max: 900 }),
    amount: fc.bigInt({ min: 1n, max: 10n ** 24n }),
  }),
  { minLength: 1, maxLength: 6 },
)

const pools = fc
  .record({ tick: fc.integer({ min: -20_000, max: 20_000 }), ranges, fees: fc.constantFrom(0, 4, 7, 10) })
  .map(drawn => {
    const sqrtPriceX96 = getSqrtRatioAtTick(drawn.tick) + 999n
    let pool = initialize({ token0: 'USDC', token1: 'WETH', fee: 500, tickSpacing: 10, sqrtPriceX96 })
    pool = setFeeProtocol(pool, drawn.fees, drawn.fees)
    for (const { offset, width, amount } of drawn.ranges) {
      const tickLower = (Math.floor(drawn.tick / 10) + offset) * 10
      pool = mint(pool, { owner: ALICE, tickLower, tickUpper: tickLower + width * 10, amount })[1]
    }
    return pool
  })

const trades = fc.record({
  zeroForOne: fc.boolean(),
  amount: fc.bigInt({ min: 1n, max: 10n ** 23n }),
  isInput: fc.boolean(),
})

const end = (zeroForOne: boolean): bigint => (zeroForOne ? MIN_SQRT_RATIO + 1n : MAX_SQRT_RATIO - 1n)

const swapped = (
  pool: UniswapPool,
  trade: { zeroForOne: boolean; amount: bigint; isInput: boolean },
): UniswapPool => {
  const sqrtPriceLimitX96 = end(trade.zeroForOne)
  if (pool.sqrtPriceX96 === sqrtPriceLimitX96) return pool
  const amountSpecified = trade.isInput ? trade.amount : -trade.amount
  return swap(pool, { zeroForOne: trade.zeroForOne, amountSpecified, sqrtPriceLimitX96 })[1]
}

describe('UNI_SOLVENT: after any trades the pool pays all positions, fees and the protocol', () => {
  test('and keeps no more than dust', () => {
    const property = fc.property(pools, fc.array(trades, { maxLength: 6 }), (start, list) => {
      let pool = list.reduce(swapped, start)
      const crossings = BigInt(list.length + 1) * 400n
      for (const { owner, tickLower, tickUpper, liquidity } of pool.positions) {
        const key = { owner, tickLower, tickUpper }
        pool = burn(pool, { ...key, amount: liquidity })[1]
        pool = collect(pool, { ...key, amount0Requested: ALL, amount1Requested: ALL })[1]
      }
      expect(pool.ticks).toEqual([])
      expect(pool.liquidity).toBe(0n)
      for (const dust of [pool.balance0 - pool.protocolFees0, pool.balance1 - pool.protocolFees1]) {
        expect(dust).toBeGreaterThanOrEqual(0n)
        expect(dust).toBeLessThan(crossings)
      }
    })
    fc.assert(property, { numRuns: NUM_RUNS })
  })
})

test('UNI_NET: the net liquidity of ticks at or below the price is the liquidity in range', () => {
  const property = fc.property(pools, fc.array(trades, { maxLength: 6 }), (start, list) => {
    const pool = list.reduce(swapped, start)
    const below = pool.ticks.filter(tick => tick.tick <= pool.tick)
    expect(below.reduce((sum, tick) => sum + tick.liquidityNet, 0n)).toBe(pool.liquidity)
    expect(pool.ticks.reduce((sum, tick) => sum + tick.liquidityNet, 0n)).toBe(0n)
  })
  fc.assert(property, { numRuns: NUM_RUNS })
})

test('UNI_ROUND_TRIP: selling and buying back never gains', () => {
  const property = fc.property(pools, trades, (pool, { zeroForOne, amount }) => {
    const [there, after] = swap(pool, {
      zeroForOne,
      amountSpecified: amount,
      sqrtPriceLimitX96: end(zeroForOne),
    })
    const [paid, got] = zeroForOne ? [there.amount0, -there.amount1] : [there.amount1, -there.amount0]
    fc.pre(got > 0n)
    const back = { zeroForOne: !zeroForOne, amountSpecified: got, sqrtPriceLimitX96: end(!zeroForOne) }
    const [home] = swap(after, back)
    expect(zeroForOne ? -home.amount0 : -home.amount1).toBeLessThanOrEqual(paid)
  })
  fc.assert(property, { numRuns: NUM_RUNS })
})

test('UNI_QUOTE: a quote is what the swap then does, both ways', () => {
  const property = fc.property(pools, trades, (pool, { zeroForOne, amount }) => {
    const tokenIn = zeroForOne ? 'USDC' : 'WETH'
    const time = { deadline: 1, timestamp: 1, sqrtPriceLimitX96: 0n, tokenIn } as const
    const quote = quoteExactInput(pool, tokenIn, amount)
    if (quote.amountIn === 0n) {
      // The router refuses a swap that never meets liquidity.
      expect(() => exactInputSingle(pool, { ...time, amountIn: amount, amountOutMinimum: 0n })).toThrow(/^$/)
      return
    }
    const done = exactInputSingle(pool, { ...time, amountIn: amount, amountOutMinimum: quote.amountOut })
    expect(done).toMatchObject({ amountIn: quote.amountIn, amountOut: quote.amountOut })
    expect(done.pool.sqrtPriceX96).toBe(quote.sqrtPriceX96After)
    const tooMuch = { ...time, amountIn: amount, amountOutMinimum: quote.amountOut + 1n }
    expect(() => exactInputSingle(pool, tooMuch)).toThrow(/^Too little received$/)

    fc.pre(quote.amountOut > 0n)
    const cost = quoteExactOutput(pool, tokenIn, quote.amountOut)
    const exact = { ...time, amountOut: quote.amountOut, amountInMaximum: cost.amountIn }
    expect(exactOutputSingle(pool, exact).amountIn).toBe(cost.amountIn)
    expect(cost.amountIn).toBeLessThanOrEqual(quote.amountIn)
    const tooLittle = { ...exact, amountInMaximum: cost.amountIn - 1n }
    expect(() => exactOutputSingle(pool, tooLittle)).toThrow(/^Too much requested$/)
  })
  fc.assert(property, { numRuns: NUM_RUNS })
})

test('UNI_TARGET: amountToPrice ends at the price, and where there is liquidity that amount reaches it without a limit', () => {
  const property = fc.property(pools, fc.integer({ min: -900, max: 900 }), (pool, offset) => {
    const target = getSqrtRatioAtTick(pool.tick + offset) + 1_000_000n
    const needed = amountToPrice(pool, target)
    expect(needed.sqrtPriceX96After).toBe(target)
    const below = pool.ticks.filter(tick => getSqrtRatioAtTick(tick.tick) <= target)
    fc.pre(needed.amountIn > 1n && below.reduce((sum, tick) => sum + tick.liquidityNet, 0n) > 0n)
    const sold = quoteExactInput(pool, needed.tokenIn, needed.amountIn)
    const short = quoteExactInput(pool, needed.tokenIn, needed.amountIn / 2n)
    if (needed.tokenIn === 'USDC') {
      expect(sold.sqrtPriceX96After).toBeLessThanOrEqual(target)
      expect(short.sqrtPriceX96After).toBeGreaterThan(target)
    } else {
      expect(sold.sqrtPriceX96After).toBeGreaterThanOrEqual(target)
      expect(short.sqrtPriceX96After).toBeLessThan(target)
    }
  })
  fc.assert(property, { numRuns: NUM_RUNS })
})

test('UNI_AMOUNTS: a position holds what its mint cost, less at most a unit of each', () => {
  const property = fc.property(
    pools,
    fc.integer({ min: -300, max: 300 }),
    fc.integer({ min: 1, max: 300 }),
    (pool, offset, width) => {
      const tickLower = (Math.floor(pool.tick / 10) + offset) * 10
      const tickUpper = tickLower + width * 10
      const amount = 123_456_789_012_345_678n
      const range = {
        sqrtRatioX96: pool.sqrtPriceX96,
        sqrtRatioAX96: getSqrtRatioAtTick(tickLower),
        sqrtRatioBX96: getSqrtRatioAtTick(tickUpper),
      }
      const held = getAmountsForLiquidity(range, amount)
      const [cost] = mint(pool, { owner: ALICE, tickLower, tickUpper, amount })
      expect([0n, 1n]).toContain(cost.amount0 - held.amount0)
      expect([0n, 1n]).toContain(cost.amount1 - held.amount1)
      expect(getLiquidityForAmounts(range, held)).toBeLessThanOrEqual(amount)
    },
  )
  fc.assert(property, { numRuns: NUM_RUNS })
})

test('the router: deadlines, and an output that the pool does not hold', () => {
  const sqrtPriceX96 = getSqrtRatioAtTick(0)
  const empty = initialize({ token0: 'USDC', token1: 'WETH', fee: 500, tickSpacing: 10, sqrtPriceX96 })
  const pool = mint(empty, { owner: ALICE, tickLower: -100, tickUpper: 100, amount: 10n ** 18n })[1]
  const base = { tokenIn: 'USDC', sqrtPriceLimitX96: 0n, deadline: 10, timestamp: 11 } as const
  const late = { ...base, amountIn: 1n, amountOutMinimum: 0n }
  expect(() => exactInputSingle(pool, late)).toThrow(/^Transaction too old$/)
  const greedy = { ...base, timestamp: 10, amountOut: 10n ** 18n, amountInMaximum: 2n ** 128n }
  expect(() => exactOutputSingle(pool, { ...greedy, timestamp: 11 })).toThrow(/^Transaction too old$/)
  expect(() => exactOutputSingle(pool, greedy)).toThrow(/^$/)
  expect(() => quoteExactOutput(pool, 'USDC', 10n ** 18n)).toThrow(/^$/)
  expect(() => quoteExactInput(pool, 'wstETH', 1n)).toThrow(RangeError)
})
