import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { stEthBalanceOf } from '../lido/steth.js'
import { ethToSellForPrice, marginalPrice, stEthToSellForPrice } from './depth.js'
import {
  addLiquidity,
  getVirtualPrice,
  removeLiquidity,
  removeLiquidityImbalance,
  removeLiquidityOneCoin,
} from './liquidity.js'
import { getD, getY, getYD } from './math.js'
import { curvePair, NOW } from './pair.fixture.js'
import { type CurvePair, exchange, getDy } from './pool.js'

const coins = fc.bigInt({ min: 1_000n * WAD, max: 1_000_000n * WAD })
/** From A = 10: at A = 1 and some 600 to 1 the contract's own iteration no longer settles (see math.test.ts). */
const amplifications = fc.bigInt({ min: 1000n, max: 100_000n })
const SELLER = '0x0a'
/** Pools of a size that the real one has had. */
const large = fc.bigInt({ min: 100_000n * WAD, max: 1_000_000n * WAD })
const pairs = fc
  .record({ eth: large, stEth: large, A: fc.bigInt({ min: 10n, max: 1000n }) })
  .map(({ eth, stEth, A }) => curvePair({ eth, stEth, A, lpSupply: eth + stEth, seller: 1_000_000n * WAD }))
const holdings = (pair: CurvePair) => stEthBalanceOf(pair.lido, SELLER)

describe('get_D', () => {
  it('CURVE_D_1: lies between twice the geometric mean and the sum', () => {
    fc.assert(
      fc.property(coins, coins, amplifications, (x, y, amp) => {
        const D = getD([x, y], amp)
        // Two wei for Newton's stop and the floors.
        expect(D <= x + y + 2n && (D + 2n) * (D + 2n) >= 4n * x * y).toBe(true)
      }),
    )
  })
  it('CURVE_D_2: does not care which coin is which', () => {
    fc.assert(
      fc.property(coins, coins, amplifications, (x, y, amp) => {
        const difference = getD([x, y], amp) - getD([y, x], amp)
        expect(difference * difference).toBeLessThanOrEqual(4n)
      }),
    )
  })
  it('CURVE_Y_1: get_y and get_y_D are the same solution', () => {
    fc.assert(
      fc.property(coins, coins, amplifications, (x, y, amp) => {
        expect(getY(x, [x, y], amp)).toBe(getYD(amp, 1, [x, y], getD([x, y], amp)))
      }),
    )
  })
})

describe('trading', () => {
  it('CURVE_TRADE_1: there and back never profits', () => {
    fc.assert(
      // Less than a gwei can be too little for the wei that the pool keeps, and reverts.
      fc.property(pairs, fc.bigInt({ min: 10n ** 9n, max: 500_000n * WAD }), (pair, dx) => {
        const out = exchange(pair, { i: 1, j: 0, dx, minDy: 0n, sender: SELLER, now: NOW })
        const back = exchange(out.pair, { i: 0, j: 1, dx: out.dy, minDy: 0n, sender: SELLER, now: NOW })
        expect(holdings(back.pair)).toBeLessThanOrEqual(holdings(pair))
      }),
    )
  })
  it('CURVE_TRADE_2: selling more brings more in all and less for each', () => {
    fc.assert(
      fc.property(pairs, fc.bigInt({ min: WAD, max: 100_000n * WAD }), (pair, dx) => {
        const one = getDy(pair, { i: 1, j: 0, dx, now: NOW })
        const two = getDy(pair, { i: 1, j: 0, dx: 2n * dx, now: NOW })
        expect(two >= one && two <= 2n * one + 4n).toBe(true)
      }),
    )
  })
})

describe('liquidity', () => {
  it('CURVE_LP_1: no deposit or withdrawal lowers the virtual price by more than rounding', () => {
    const amounts = fc.bigInt({ min: WAD, max: 10_000n * WAD })
    fc.assert(
      fc.property(pairs, amounts, amounts, (pair, eth, stEth) => {
        const start = getVirtualPrice(pair, NOW)
        const order = { sender: SELLER, now: NOW } as const
        const added = addLiquidity(pair, { ...order, amounts: [eth, stEth], minMintAmount: 0n })
        const one = removeLiquidityOneCoin(added.pair, { ...order, lp: added.lp / 2n, i: 1, minAmount: 0n })
        const some = { ...order, amounts: [eth / 100n, stEth / 200n], maxBurnAmount: added.lp } as const
        const imbalanced = removeLiquidityImbalance(one.pair, some)
        const left = { sender: SELLER, lp: added.lp / 8n, minAmounts: [0n, 0n] } as const
        const removed = removeLiquidity(imbalanced.pair, left)
        const prices = [added, one, imbalanced, removed].map(step => getVirtualPrice(step.pair, NOW))
        // A withdrawal burns floored LP tokens: a wei of them in at least 200,000 coins is under one unit of price.
        prices.reduce((before, after) => {
          expect(after).toBeGreaterThanOrEqual(before - 1n)
          return after
        }, start)
      }),
    )
  })
})

describe('depth', () => {
  const targets = fc.bigInt({ min: 900_000_000_000_000_000n, max: 999_000_000_000_000_000n })
  it('CURVE_DEPTH_1: that much stETH brings the price to the target, a millionth less does not', () => {
    const pair = curvePair({ seller: 1_000_000n * WAD })
    fc.assert(
      fc.property(targets, target => {
        const dx = stEthToSellForPrice(pair, target, NOW)
        const priceAt = (sold: bigint) => {
          const order = { i: 1, j: 0, dx: sold, minDy: 0n, sender: SELLER, now: NOW } as const
          return marginalPrice(exchange(pair, order).pair, 1, NOW)
        }
        expect(dx).toBeGreaterThan(0n)
        expect(priceAt(dx)).toBeLessThanOrEqual(target)
        expect(priceAt(dx - dx / 1_000_000n)).toBeGreaterThan(target)
      }),
      { numRuns: 30 },
    )
  })
  it('is nothing where the price is there already, and works for ETH', () => {
    const pair = curvePair({})
    expect(stEthToSellForPrice(pair, WAD, NOW)).toBe(0n)
    const dx = ethToSellForPrice(pair, 990_000_000_000_000_000n, NOW)
    const sold = exchange(pair, { i: 0, j: 1, dx, minDy: 0n, sender: '0x0b', now: NOW }).pair
    expect(marginalPrice(sold, 0, NOW)).toBeLessThanOrEqual(990_000_000_000_000_000n)
    expect(dx / WAD).toBeGreaterThan(10_000n)
  })
})
