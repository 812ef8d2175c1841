import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { type GetDyVectors, sharedVectors } from '../published.fixture.js'
import { SIZES, CURVE_VECTORS as VECTORS } from './getDy.fixture.js'
import { aPrecise, getA, getD, getY } from './math.js'
import { curvePair, NOW } from './pair.fixture.js'
import { balances, exchange, getDy } from './pool.js'

describe('get_dy', () => {
  for (const vector of VECTORS) {
    const [eth, stEth] = vector.balances
    const pair = curvePair({ eth, stEth, A: vector.A })
    it(`matches the bytecode: ${vector.label}, stETH for ETH`, () => {
      const sold = SIZES.map(size => getDy(pair, { i: 1, j: 0, dx: size * WAD, now: NOW }))
      expect(sold).toEqual(vector.stEthSold)
    })
    it(`matches the bytecode: ${vector.label}, ETH for stETH`, () => {
      const sold = SIZES.map(size => getDy(pair, { i: 0, j: 1, dx: size * WAD, now: NOW }))
      expect(sold).toEqual(vector.ethSold)
    })
  }

  it.each(sharedVectors<GetDyVectors>('curve-steth-get-dy.json'))(
    'matches the bytecode in every recorded state: $from',
    ({ vectors }) => {
      for (const { label, A, fee, balances: held, get_dy } of vectors.states) {
        const [eth = 0n, stEth = 0n] = held.map(BigInt)
        const pair = curvePair({ eth, stEth, A: BigInt(A) })
        const at = { ...pair, curve: { ...pair.curve, fee: BigInt(fee) } }
        const own = get_dy.map(({ i, j, dx }) => String(getDy(at, { i, j, dx: BigInt(dx), now: NOW })))
        expect(own, label).toEqual(get_dy.map(({ dy }) => dy))
      }
    },
  )
})

describe('exchange', () => {
  describe('Lido’s published sale of 80,000 stETH into 235,285 ETH and 241,954 stETH at A = 30', () => {
    // Source: lidofinance/aave-liquidation-model, Model_v2_v3 notebook of 2023-06-19. Balances are printed in whole
    // tokens; the rate is what 100,000 wei bring, gross and fee in whole wei, without the contract's one wei less.
    const half = WAD / 2n
    const afterSale = (eth: bigint) => {
      const pair = curvePair({ eth, stEth: 241_954n * WAD, A: 30n, adminFee: 0n, seller: 80_000n * WAD })
      const order = { i: 1, j: 0, dx: 80_000n * WAD, minDy: 0n, sender: '0x0a', now: NOW } as const
      return balances(exchange(pair, order).pair)
    }
    it('leaves the published 156,360 ETH, within the rounding of the published start', () => {
      expect(afterSale(235_285n * WAD + half)[0]).toBeGreaterThanOrEqual(156_360n * WAD - half)
      expect(afterSale(235_285n * WAD - half)[0]).toBeLessThan(156_360n * WAD + half)
    })
    it('leads to the published rate of 0.97164', () => {
      const [eth, stEth] = afterSale(235_285n * WAD)
      const gross = eth - getY(stEth + 100_000n, [eth, stEth], 3000n)
      expect(gross - (gross * 4n) / 10_000n).toBe(97_164n)
    })
  })

  it('reverts below the minimum, for the same coin, and without the stETH', () => {
    const pair = curvePair({ seller: WAD })
    const order = { i: 1, j: 0, dx: WAD, minDy: 0n, sender: '0x0a', now: NOW } as const
    const { dy } = exchange(pair, order)
    expect(exchange(pair, { ...order, minDy: dy }).dy).toBe(dy)
    expect(() => exchange(pair, { ...order, minDy: dy + 1n })).toThrow(
      'Exchange resulted in fewer coins than expected',
    )
    expect(() => exchange(pair, { ...order, dx: 2n * WAD })).toThrow('BALANCE_EXCEEDED')
    expect(() => exchange(pair, { ...order, j: 1 })).toThrow(expect.objectContaining({ reason: '' }))
  })
})

describe('A', () => {
  const ramp = {
    ...curvePair({}).curve,
    initialA: 3000n,
    futureA: 20_000n,
    initialATime: NOW,
    futureATime: NOW + 100,
  }
  it('moves linearly up, floored, and stays at the end', () => {
    expect(aPrecise(ramp, NOW)).toBe(3000n)
    expect(aPrecise(ramp, NOW + 33)).toBe(3000n + (17_000n * 33n) / 100n)
    expect(aPrecise(ramp, NOW + 100)).toBe(20_000n)
    expect(getA(ramp, NOW + 33)).toBe(86n)
  })
  it('moves linearly down', () => {
    const down = { ...ramp, initialA: 20_000n, futureA: 3001n }
    expect(aPrecise(down, NOW + 1)).toBe(20_000n - 169n)
  })
})

describe('get_D', () => {
  it('is the sum of equal balances and nothing for an empty pool', () => {
    expect(getD([1000n * WAD, 1000n * WAD], 5000n)).toBe(2000n * WAD)
    expect(getD([0n, 0n], 5000n)).toBe(0n)
  })
  it('reverts where 255 rounds do not settle: A = 1.04 and 663 to 1', () => {
    expect(() => getD([662_738_373_040_591_646_950_459n, 1_000_000_000_000_000_000_019n], 104n)).toThrow(
      expect.objectContaining({ name: 'Revert', reason: '' }),
    )
  })
})
