import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smallMarket } from '../market/market.fixture.js'
import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { curvePair, NOW } from '../protocols/curve/pair.fixture.js'
import { getDy } from '../protocols/curve/pool.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { initialize, setFeeProtocol } from '../protocols/uniswap/pool.js'
import { mint } from '../protocols/uniswap/position.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { UniswapPool } from '../protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../protocols/uniswap/tickMath.js'
import { mulDivFloor, WAD } from '../units/fixed.js'
import { type SaleCurve, saleCurves, type Venue } from './saleCurve.js'
import { bestSplit } from './split.js'

const PROVIDER: Address = '0x00000000000000000000000000000000000000a1'

type Range = { readonly offset: number; readonly width: number; readonly liquidity: bigint }

const poolOf = (tick: number, fee: 100 | 500, provided: readonly Range[]): UniswapPool => {
  const tickSpacing = fee === 100 ? 1 : 10
  const sqrtPriceX96 = getSqrtRatioAtTick(tick) + 777n
  const start = initialize({ token0: 'wstETH', token1: 'WETH', fee, tickSpacing, sqrtPriceX96 })
  return provided.reduce(
    (pool, { offset, width, liquidity }) => {
      const tickLower = (Math.floor(tick / tickSpacing) + offset) * tickSpacing
      const tickUpper = tickLower + width * tickSpacing
      return mint(pool, { owner: PROVIDER, tickLower, tickUpper, amount: liquidity })[1]
    },
    setFeeProtocol(start, 4, 4),
  )
}

const ranges = fc.array(
  fc.record({
    offset: fc.integer({ min: -400, max: 100 }),
    width: fc.integer({ min: 1, max: 600 }),
    liquidity: fc.bigInt({ min: 10n ** 22n, max: 10n ** 25n }),
  }),
  { minLength: 1, maxLength: 5 },
)

/** Pools near the share rate of 1.218, some deep and some not, some of them apart from the others. */
const markets = fc
  .record({
    eth: fc.bigInt({ min: 5_000n, max: 300_000n }),
    stEth: fc.bigInt({ min: 5_000n, max: 600_000n }),
    A: fc.constantFrom(30n, 50n, 200n),
    tick: fc.integer({ min: 1_900, max: 1_990 }),
    apart: fc.integer({ min: -40, max: 40 }),
    fine: ranges,
    coarse: ranges,
  })
  .map(({ eth, stEth, A, tick, apart, fine, coarse }): Market => {
    const { curve, lido } = curvePair({ eth: eth * WAD, stEth: stEth * WAD, A })
    const small = smallMarket({ block: { number: 1n, timestamp: NOW } })
    return {
      ...small,
      curve,
      lido,
      uniswap: {
        ...small.uniswap,
        'wstETH/WETH 0.01%': poolOf(tick, 100, fine),
        'wstETH/WETH 0.05%': poolOf(tick + apart, 500, coarse),
      },
    }
  })

/** Tokens, spread over their size. */
const amounts = fc.double({ min: 0, max: 5, noNaN: true }).map(power => Math.round(10 ** power))

/** What a venue's mirror pays, in wei; undefined where it cannot take all of it. */
const exact = (market: Market, venue: Venue, wstEth: bigint): bigint | undefined => {
  if (wstEth === 0n) return 0n
  if (venue.kind === 'curve') {
    const dx = mulDivFloor(wstEth, stEthPerToken(market.lido), WAD)
    return getDy({ curve: market.curve, lido: market.lido }, { i: 1, j: 0, dx, now: NOW })
  }
  if (venue.kind === 'issuer') return undefined
  const quote = quoteExactInput(market.uniswap[venue.pool], 'wstETH', wstEth)
  return quote.amountIn < wstEth ? undefined : quote.amountOut
}

const wei = (tokens: number): bigint => BigInt(Math.round(tokens * 1e6)) * 10n ** 12n

const threePools = (market: Market): readonly SaleCurve[] =>
  saleCurves(market, 'wstETH').filter(
    ({ venue }) =>
      venue.kind === 'curve' || (venue.kind === 'uniswap' && venue.pool.startsWith('wstETH/WETH')),
  )

const PARTS = 40

/** The most that any of the splits of a grid brings, worked out by the mirrors. */
const bruteForce = (market: Market, venues: readonly Venue[], total: bigint): bigint => {
  const [a, b, c] = venues
  let best = 0n
  const at = (venue: Venue | undefined, parts: number): bigint | undefined =>
    venue === undefined
      ? parts === 0
        ? 0n
        : undefined
      : exact(market, venue, (total * BigInt(parts)) / BigInt(PARTS))
  for (let i = 0; i <= PARTS; i++)
    for (let j = 0; i + j <= PARTS; j++) {
      const outs = [at(a, i), at(b, j), at(c, PARTS - i - j)]
      if (outs.some(out => out === undefined)) continue
      const sum = outs.reduce<bigint>((total_, out) => total_ + (out ?? 0n), 0n)
      if (sum > best) best = sum
    }
  return best
}

const free = (): number => 0

describe('EXIT_CURVE_1: a sale curve pays what the mirror pays', () => {
  test('to a billionth, as far as the pool can take it', () => {
    const property = fc.property(markets, amounts, (market, tokens) => {
      for (const curve of threePools(market)) {
        if (curve.capacity < tokens * 1e18 * 1.000001) continue
        const out = exact(market, curve.venue, wei(tokens))
        if (out === undefined || out === 0n) continue
        expect(Math.abs(curve.outOf(tokens * 1e18) / Number(out) - 1)).toBeLessThan(1e-9)
      }
    })
    fc.assert(property, { numRuns: 150 })
  })

  test('amountAt and outOf are of one curve: the next token after amountAt(price) pays that price', () => {
    const property = fc.property(
      markets,
      fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
      (market, part) => {
        for (const curve of threePools(market)) {
          const price = curve.best * part
          const amount = curve.amountAt(price)
          if (amount === 0 || amount >= curve.capacity * 0.999) continue
          const step = Math.max(amount * 1e-6, 1e12)
          const paid = (curve.outOf(amount) - curve.outOf(amount - step)) / step
          expect(paid).toBeGreaterThan(price * (1 - 1e-3))
        }
      },
    )
    fc.assert(property, { numRuns: 150 })
  })
})

describe('EXIT_SPLIT_1: the split brings as much as the best of a grid, within 1 bp', () => {
  test('over random pools and sizes, both worked out by the mirrors', () => {
    const property = fc.property(markets, amounts, (market, tokens) => {
      const curves = threePools(market)
      const total = wei(tokens)
      const split = bestSplit(curves, Number(total), free)
      let left = total
      const out = split.shares.reduce<bigint | undefined>((sum, { venue, amount }, i) => {
        const part = i === split.shares.length - 1 ? left : BigInt(Math.floor(amount))
        left -= part
        const paid = exact(market, venue, part)
        return sum === undefined || paid === undefined ? undefined : sum + paid
      }, 0n)
      const best = bruteForce(
        market,
        curves.map(({ venue }) => venue),
        total,
      )
      fc.pre(out !== undefined)
      expect((out ?? 0n) * 10_000n).toBeGreaterThanOrEqual(best * 9_999n)
    })
    fc.assert(property, { numRuns: 60 })
  })

  test('a venue whose gas costs more than it adds is left out', () => {
    const property = fc.property(markets, market => {
      const curves = threePools(market)
      const { shares } = bestSplit(curves, 1e18, () => 1e18)
      expect(shares).toHaveLength(1)
    })
    fc.assert(property, { numRuns: 50 })
  })
})
