import { describe, expect, test } from 'vitest'
import { smallMarket } from '../market/market.fixture.js'
import type { Market } from '../market/market.js'
import type { Asset } from '../protocols/assets.js'
import { curvePair, NOW } from '../protocols/curve/pair.fixture.js'
import { getDy } from '../protocols/curve/pool.js'
import { initialize } from '../protocols/uniswap/pool.js'
import { mint } from '../protocols/uniswap/position.js'
import { getSqrtRatioAtTick } from '../protocols/uniswap/tickMath.js'
import { refusalWords } from '../report/words/refusals.js'
import { WAD } from '../units/fixed.js'
import { plannedSale } from './plannedSale.js'
import { ANY_VENUE, NoRouteError, routePurchase, routeSale } from './route.js'

const LP = '0x00000000000000000000000000000000000000a1'

/** Curve alone, 10,000 a side at A 30. */
const curveOnly = (): Market => {
  const small = smallMarket({ block: { number: 1n, timestamp: NOW } })
  return { ...small, ...curvePair({ eth: 10_000n * WAD, stEth: 10_000n * WAD, A: 30n }) }
}

const sale = (asset: Asset, amount: bigint) => ({ kind: 'sell', asset, amount, into: 'WETH' }) as const

const refusalOf = (make: () => unknown) => {
  try {
    make()
  } catch (error) {
    if (error instanceof NoRouteError && error.refusal.code === 'depthExhausted') return error.refusal
    throw error
  }
  throw new Error('it is traded')
}

describe('SALE_FLOOR_1: a sale ends where the next token pays 0.90 of fair value', () => {
  const market = curveOnly()
  const { facts } = refusalOf(() => routeSale(market, sale('stETH', 30_000n * WAD), 30_000n * WAD, ANY_VENUE))
  const paid = (dx: bigint): bigint => getDy(market, { i: 1, j: 0, dx, now: NOW })

  test('the largest amount goes through, and a thousandth more is refused', () => {
    const { most } = facts
    expect(routeSale(market, sale('stETH', most), most, ANY_VENUE).actions).toHaveLength(2)
    const more = (most * 1_001n) / 1_000n
    expect(refusalOf(() => routeSale(market, sale('stETH', more), more, ANY_VENUE)).facts.most).toBe(most)
  })

  test('the pool itself pays 0.90 for the token after it', () => {
    const marginal = Number(paid(facts.most + WAD) - paid(facts.most)) / 1e18
    expect(marginal).toBeCloseTo(0.9, 3)
  })

  test('its cost is what the pool takes of it, and the rest has a price that is no market price', () => {
    const most = Number(facts.most)
    expect(facts.costBps).toBeCloseTo(1e4 * (1 - Number(paid(facts.most)) / most), 0)
    const rest = Number(paid(30_000n * WAD) - paid(facts.most)) / (30_000e18 - most)
    expect(facts.restBps).toBeCloseTo(1e4 * (1 - rest), 0)
    expect(facts.restBps).toBeGreaterThan(1_000)
    const words = refusalWords({ code: 'depthExhausted', facts })
    expect(words).toContain('30,000 stETH are to go')
    expect(words).toContain('which is not a market price')
  })

  test('a planned sale of it is none', () =>
    expect(plannedSale(market, 'stETH', 30_000n * WAD)).toBeUndefined())

  test('a pool that pays less already takes nothing', () => {
    const { curve, lido } = curvePair({ eth: 1_000n * WAD, stEth: 60_000n * WAD, A: 30n })
    const sunk = { ...market, curve, lido }
    const refused = refusalOf(() => routeSale(sunk, sale('stETH', WAD), WAD, ANY_VENUE))
    expect(refused.facts).toMatchObject({ most: 0n, costBps: null })
  })
})

describe('SALE_FLOOR_2: dollars are bought while the pool pays 0.90 of its first price', () => {
  const start = initialize({
    token0: 'USDC',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
    sqrtPriceX96: getSqrtRatioAtTick(200_000),
  })
  const wide = { owner: LP, tickLower: 180_000, tickUpper: 220_000, amount: 10n ** 18n } as const
  const small = smallMarket({ block: { number: 1n, timestamp: NOW } })
  const market: Market = {
    ...small,
    uniswap: { ...small.uniswap, 'USDC/WETH 0.05%': mint(start, wide)[1] },
  }
  const buy = (amountOut: bigint) =>
    routePurchase(market, { kind: 'buy', asset: 'USDC', amountOut }, amountOut)

  test('constant liquidity gives 1 − √0.9 of the pool’s dollars', () => {
    // L / √P dollars at the price, of which a fall of the price to 0.9 takes 1 − √0.9.
    const most = (10 ** 18 / 1.0001 ** 100_000) * (1 - Math.sqrt(0.9))
    expect(buy(BigInt(Math.floor(most * 0.999))).actions).toHaveLength(1)
    expect(refusalOf(() => buy(BigInt(Math.ceil(most * 1.001)))).facts).toMatchObject({
      asset: 'WETH',
      into: 'USDC',
    })
  })
})
