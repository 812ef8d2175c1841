import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { UNISWAP, UNISWAP_POOLS } from './addresses.js'
import { getLiquidityForAmounts } from './liquidityAmounts.js'
import { initialize, swap } from './pool.js'
import { mint } from './position.js'
import { quoteExactInput, quoteExactOutput } from './quote.js'
import {
  getAmount0DeltaCeil,
  getAmount0DeltaFloor,
  getAmount1DeltaCeil,
  getAmount1DeltaFloor,
  getNextSqrtPriceFromInput,
  getNextSqrtPriceFromOutput,
} from './sqrtPriceMath.js'
import type { UniswapPool } from './state.js'
import { computeSwapStep } from './swapMath.js'
import {
  getSqrtRatioAtTick,
  getTickAtSqrtRatio,
  MAX_SQRT_RATIO,
  MAX_TICK,
  MIN_SQRT_RATIO,
  MIN_TICK,
} from './tickMath.js'

// Agreement with an independent implementation, @uniswap/v3-sdk, to the wei. It does not load as native ESM.
const require = createRequire(import.meta.url)
const sdk = require('@uniswap/v3-sdk') as typeof import('@uniswap/v3-sdk')
const core = require('@uniswap/sdk-core') as typeof import('@uniswap/sdk-core')

type Jsbi = ReturnType<typeof sdk.TickMath.getSqrtRatioAtTick>
const { BigInt: toJsbi } = createRequire(require.resolve('@uniswap/v3-sdk'))('jsbi') as {
  readonly BigInt: (value: string) => Jsbi
}
const jsbi = (value: bigint): Jsbi => toJsbi(value.toString())
const native = (value: { toString(): string }): bigint => BigInt(value.toString())

const RUNS = 400
const OWNER: Address = '0x00000000000000000000000000000000000000aa'

/** What either side says, a refusal included. */
const outcome = <T>(compute: () => T): T | 'refused' => {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error
    return 'refused'
  }
}

const ticks = fc.integer({ min: MIN_TICK, max: MAX_TICK })
const sqrtPrices = fc
  .tuple(fc.integer({ min: MIN_TICK, max: MAX_TICK - 1 }), fc.bigInt({ min: 0n, max: 10n ** 9n }))
  .map(([tick, part]) => {
    const low = getSqrtRatioAtTick(tick)
    return low + ((getSqrtRatioAtTick(tick + 1) - low) * part) / 10n ** 9n
  })
  .filter(price => price < MAX_SQRT_RATIO)
const magnitude = (bits: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: bits }), fc.bigInt({ min: 0n, max: 2n ** 64n }))
    .map(([shift, mantissa]) => {
      const value = (mantissa << BigInt(shift)) >> 64n
      return value === 0n ? 1n : value
    })
const liquidities = magnitude(110)

describe('UNI_TICK: ticks and prices as v3-sdk has them', () => {
  test('getSqrtRatioAtTick', () => {
    const agree = (tick: number): void => {
      expect(getSqrtRatioAtTick(tick)).toBe(native(sdk.TickMath.getSqrtRatioAtTick(tick)))
    }
    for (const tick of [MIN_TICK, -1, 0, 1, MAX_TICK]) agree(tick)
    fc.assert(fc.property(ticks, agree), { numRuns: 2000 })
  })

  test('getTickAtSqrtRatio, at, just below and just above a tick too', () => {
    const agree = (price: bigint): void => {
      expect(getTickAtSqrtRatio(price)).toBe(sdk.TickMath.getTickAtSqrtRatio(jsbi(price)))
    }
    agree(MIN_SQRT_RATIO)
    agree(MAX_SQRT_RATIO - 1n)
    fc.assert(fc.property(sqrtPrices, agree), { numRuns: 2000 })
    const beside = fc.property(ticks, fc.constantFrom(-1n, 0n, 1n), (tick, offset) => {
      const price = getSqrtRatioAtTick(tick) + offset
      if (price >= MIN_SQRT_RATIO && price < MAX_SQRT_RATIO) agree(price)
    })
    fc.assert(beside, { numRuns: 2000 })
  })
})

describe('UNI_PRICE: amounts and next prices as v3-sdk has them', () => {
  test('getAmount0Delta and getAmount1Delta, both roundings', () => {
    const property = fc.property(sqrtPrices, sqrtPrices, liquidities, (a, b, liquidity) => {
      const [lower, upper] = a < b ? [a, b] : [b, a]
      const args = [jsbi(lower), jsbi(upper), jsbi(liquidity)] as const
      const { getAmount0Delta, getAmount1Delta } = sdk.SqrtPriceMath
      expect(getAmount0DeltaCeil(lower, upper, liquidity)).toBe(native(getAmount0Delta(...args, true)))
      expect(getAmount0DeltaFloor(lower, upper, liquidity)).toBe(native(getAmount0Delta(...args, false)))
      expect(getAmount1DeltaCeil(lower, upper, liquidity)).toBe(native(getAmount1Delta(...args, true)))
      expect(getAmount1DeltaFloor(lower, upper, liquidity)).toBe(native(getAmount1Delta(...args, false)))
    })
    fc.assert(property, { numRuns: RUNS })
  })

  test('getNextSqrtPriceFromInput', () => {
    const property = fc.property(
      sqrtPrices,
      liquidities,
      magnitude(200),
      fc.boolean(),
      (price, liquidity, amount, zeroForOne) => {
        const ours = outcome(() => getNextSqrtPriceFromInput(price, liquidity, amount, zeroForOne))
        // v3-sdk has no bound of 160 bits here; the contract has.
        const theirs = outcome(() => {
          const next = native(
            sdk.SqrtPriceMath.getNextSqrtPriceFromInput(
              jsbi(price),
              jsbi(liquidity),
              jsbi(amount),
              zeroForOne,
            ),
          )
          if (next >= 2n ** 160n) throw new Revert('')
          return next
        })
        expect(ours).toBe(theirs)
      },
    )
    fc.assert(property, { numRuns: RUNS })
  })

  test('getNextSqrtPriceFromOutput', () => {
    const property = fc.property(
      sqrtPrices,
      liquidities,
      magnitude(120),
      fc.boolean(),
      (price, liquidity, amount, zeroForOne) => {
        const ours = outcome(() => getNextSqrtPriceFromOutput(price, liquidity, amount, zeroForOne))
        const theirs = outcome(() => {
          const next = native(
            sdk.SqrtPriceMath.getNextSqrtPriceFromOutput(
              jsbi(price),
              jsbi(liquidity),
              jsbi(amount),
              zeroForOne,
            ),
          )
          if (next >= 2n ** 160n) throw new Revert('')
          return next
        })
        expect(ours).toBe(theirs)
      },
    )
    fc.assert(property, { numRuns: RUNS })
  })

  test('computeSwapStep, exact in and exact out, both ways', () => {
    const amounts = fc
      .tuple(magnitude(150), fc.boolean())
      .map(([amount, isInput]) => (isInput ? amount : -amount))
    const fees = fc.constantFrom(100, 500, 3000, 10_000)
    const property = fc.property(
      sqrtPrices,
      sqrtPrices,
      liquidities,
      amounts,
      fees,
      (from, to, liquidity, amount, fee) => {
        const ours = computeSwapStep({
          sqrtRatioCurrentX96: from,
          sqrtRatioTargetX96: to,
          liquidity,
          amountRemaining: amount,
          feePips: BigInt(fee),
        })
        const theirs = sdk.SwapMath.computeSwapStep(
          jsbi(from),
          jsbi(to),
          jsbi(liquidity),
          jsbi(amount),
          jsbi(BigInt(fee)),
        )
        expect([ours.sqrtRatioNextX96, ours.amountIn, ours.amountOut, ours.feeAmount]).toEqual(
          theirs.map(native),
        )
      },
    )
    fc.assert(property, { numRuns: 2000 })
  })
})

test('UNI_LIQUIDITY: getLiquidityForAmounts is v3-sdk’s maxLiquidityForAmounts, imprecise as the router', () => {
  const amounts = fc.tuple(magnitude(90), magnitude(90))
  const property = fc.property(sqrtPrices, ticks, ticks, amounts, (price, a, b, [amount0, amount1]) => {
    fc.pre(a !== b)
    const sqrtRatioAX96 = getSqrtRatioAtTick(Math.min(a, b))
    const sqrtRatioBX96 = getSqrtRatioAtTick(Math.max(a, b))
    const most = (lowerX96: bigint, upperX96: bigint): bigint =>
      native(
        sdk.maxLiquidityForAmounts(
          ...([jsbi(price), jsbi(lowerX96), jsbi(upperX96)] as const),
          amount0.toString(),
          amount1.toString(),
          false,
        ),
      )
    const range = { sqrtRatioX96: price, sqrtRatioAX96, sqrtRatioBX96 }
    const ours = outcome(() => getLiquidityForAmounts(range, { amount0, amount1 }))
    const whole = most(sqrtRatioAX96, sqrtRatioBX96)
    // The contract refuses where either token alone, on its own side of the price, pays for more than 128 bits.
    const alone = price <= sqrtRatioAX96 || price >= sqrtRatioBX96
    const sides = alone ? [whole] : [most(price, sqrtRatioBX96), most(sqrtRatioAX96, price)]
    const fits = sides.every(side => side < 2n ** 128n)
    expect(ours).toBe(fits ? whole : 'refused')
  })
  fc.assert(property, { numRuns: RUNS })
})

const SPACINGS = { 100: 1, 500: 10, 3000: 60 } as const

const pools = fc
  .record({
    fee: fc.constantFrom(100 as const, 500 as const, 3000 as const),
    tick: fc.integer({ min: -40_000, max: 40_000 }),
    ranges: fc.array(
      fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 1, max: 900 }), magnitude(90)),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
  })
  .map(({ fee, tick, ranges }): UniswapPool => {
    const tickSpacing = SPACINGS[fee]
    const params = { token0: 'USDC', token1: 'WETH', fee, tickSpacing } as const
    const start = initialize({ ...params, sqrtPriceX96: getSqrtRatioAtTick(tick) + 12_345n })
    const middle = Math.floor(tick / tickSpacing)
    const withMint = (pool: UniswapPool, [offset, width, amount]: (typeof ranges)[number]): UniswapPool => {
      const tickLower = (middle + offset) * tickSpacing
      return mint(pool, { owner: OWNER, tickLower, tickUpper: tickLower + width * tickSpacing, amount })[1]
    }
    return ranges.reduce(withMint, start)
  })

const TOKENS = ['USDC', 'WETH'] as const
const tokens = TOKENS.map(
  (_, index) => new core.Token(1, `0x000000000000000000000000000000000000000${index + 1}`, 18),
)

const sdkPool = (pool: UniswapPool) => {
  const [token0, token1] = tokens
  if (token0 === undefined || token1 === undefined) throw new Error('two tokens')
  const ticksOf = pool.ticks.map(held => ({
    index: held.tick,
    liquidityNet: held.liquidityNet.toString(),
    liquidityGross: held.liquidityGross.toString(),
  }))
  const { fee, sqrtPriceX96, liquidity, tick } = pool
  const made = new sdk.Pool(token0, token1, fee, sqrtPriceX96.toString(), liquidity.toString(), tick, ticksOf)
  const amount = (zeroForOne: boolean, raw: bigint) =>
    core.CurrencyAmount.fromRawAmount(zeroForOne ? token0 : token1, raw.toString())
  return { made, amount }
}

/**
 * Amounts up to what a price limit this side of the last tick takes: v3-sdk's tick list throws where ticks end, and
 * where a swap passes the last one at all.
 */
const tradable = (pool: UniswapPool, zeroForOne: boolean, share: number): bigint => {
  const ahead = pool.ticks.filter(tick => (zeroForOne ? tick.tick < pool.tick : tick.tick > pool.tick + 1))
  const last = zeroForOne ? ahead[0] : ahead.at(-1)
  if (last === undefined || ahead.length < 2) return 0n
  const limit = getSqrtRatioAtTick(zeroForOne ? last.tick + 1 : last.tick - 1)
  const { amountIn } = quoteExactInput(pool, TOKENS[zeroForOne ? 0 : 1], 2n ** 200n, limit)
  return (amountIn * BigInt(share)) / 1000n
}

describe('UNI_SWAP: whole swaps as v3-sdk’s Pool has them', () => {
  const shares = fc.integer({ min: 1, max: 1000 })

  test('exact input, amount and pool afterwards', async () => {
    let compared = 0
    const property = fc.asyncProperty(pools, fc.boolean(), shares, async (pool, zeroForOne, share) => {
      const amountIn = tradable(pool, zeroForOne, share)
      fc.pre(amountIn > 0n)
      const { made, amount } = sdkPool(pool)
      const [out, after] = await made.getOutputAmount(amount(zeroForOne, amountIn))
      const limit = zeroForOne ? MIN_SQRT_RATIO + 1n : MAX_SQRT_RATIO - 1n
      const [result, next] = swap(pool, { zeroForOne, amountSpecified: amountIn, sqrtPriceLimitX96: limit })
      expect(zeroForOne ? -result.amount1 : -result.amount0).toBe(native(out.quotient))
      expect(next.sqrtPriceX96).toBe(native(after.sqrtRatioX96))
      expect(next.liquidity).toBe(native(after.liquidity))
      expect(next.tick).toBe(after.tickCurrent)
      expect(quoteExactInput(pool, TOKENS[zeroForOne ? 0 : 1], amountIn).amountOut).toBe(native(out.quotient))
      compared++
    })
    await fc.assert(property, { numRuns: 150 })
    expect(compared).toBe(150)
  })

  test('exact output, price included', async () => {
    let compared = 0
    const property = fc.asyncProperty(pools, fc.boolean(), shares, async (pool, zeroForOne, share) => {
      const amountIn = tradable(pool, zeroForOne, share)
      fc.pre(amountIn > 0n)
      const { amountOut } = quoteExactInput(pool, TOKENS[zeroForOne ? 0 : 1], amountIn)
      fc.pre(amountOut > 0n)
      const { made, amount } = sdkPool(pool)
      const [paid, after] = await made.getInputAmount(amount(!zeroForOne, amountOut))
      const ours = quoteExactOutput(pool, TOKENS[zeroForOne ? 0 : 1], amountOut)
      expect(ours.amountIn).toBe(native(paid.quotient))
      expect(ours.sqrtPriceX96After).toBe(native(after.sqrtRatioX96))
      compared++
    })
    await fc.assert(property, { numRuns: 150 })
    expect(compared).toBe(150)
  })
})

test('UNI_ADDRESS: pool addresses are CREATE2 of the factory and the tokens', async () => {
  const { ASSETS } = await import('../assets.js')
  for (const { address, token0, token1, fee, tickSpacing } of Object.values(UNISWAP_POOLS)) {
    const [tokenA, tokenB] = [token0, token1].map(
      asset => new core.Token(1, ASSETS[asset].address, ASSETS[asset].decimals),
    )
    if (tokenA === undefined || tokenB === undefined) throw new Error('two tokens')
    expect(sdk.computePoolAddress({ factoryAddress: UNISWAP.factory, tokenA, tokenB, fee })).toBe(address)
    expect(tokenA.sortsBefore(tokenB)).toBe(true)
    const spacings: Readonly<Record<number, number>> = sdk.TICK_SPACINGS
    expect(spacings[fee]).toBe(tickSpacing)
  }
})
