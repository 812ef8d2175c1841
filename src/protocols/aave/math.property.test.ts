import {
  getCompoundedBalance,
  getLinearBalance,
  calculateCompoundedInterest as theirCompound,
  calculateLinearInterest as theirLinear,
} from '@aave/math-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abs, RAY, SECONDS_PER_YEAR } from '../../units/fixed.js'
import { calculateCompoundedInterest, calculateLinearInterest } from './math.js'
import { getATokenBalance, getVTokenBalance } from './tokenMath.js'

const rate = fc.bigInt(0n, 4n * RAY)
const seconds = fc.integer({ min: 0, max: 31_536_000 })
const index = fc.bigInt(RAY, 3n * RAY)
const scaled = fc.bigInt(0n, 10n ** 27n)
const times = (delta: number) => ({ lastUpdateTimestamp: 1_000, currentTimestamp: 1_000 + delta })
const whole = (value: { toFixed(places: number): string }): bigint => BigInt(value.toFixed(0))

/**
 * Where @aave/math-utils stands apart: it expands (1 + r/n)^n and the contract e^(r), which differ by at most
 * (x² + x³)/2n, and it cuts the rate per second and its powers to a ray, which n seconds blow up to
 * n + n²(y + 1)/2 + n³(…)/6 with y the rate per second. Everything below is in ray, x and y floored and raised by one.
 */
const approximation = (rateRay: bigint, delta: number): bigint => {
  const n = BigInt(delta)
  const x = (rateRay * n) / SECONDS_PER_YEAR + 1n
  const y = rateRay / SECONDS_PER_YEAR + 1n
  const square = (x * x) / RAY + 1n
  const cube = (square * x) / RAY + 1n
  const formula = (square + cube) / (2n * n) + 1n
  const cutRate =
    n + (n * n * (2n * y + RAY)) / (2n * RAY) + (n * n * n * ((3n * y * y) / RAY + y + RAY)) / (6n * RAY)
  return formula + cutRate + 4n
}

describe('interest', () => {
  it('AAVE_INTEREST_1: linear interest is that of @aave/math-utils within its rounding', () => {
    fc.assert(
      fc.property(rate, seconds, (rateRay, delta) => {
        const theirs = whole(theirLinear({ rate: rateRay.toString(), ...times(delta) }))
        expect(abs(calculateLinearInterest(rateRay, delta) - theirs) <= 2n + rateRay / RAY).toBe(true)
      }),
    )
  })

  it('AAVE_INTEREST_2: compounded interest is that of @aave/math-utils within its approximation', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 31_536_000 }), (rateRay, delta) => {
        const theirs = whole(theirCompound({ rate: rateRay.toString(), ...times(delta) }))
        const difference = abs(calculateCompoundedInterest(rateRay, delta) - theirs)
        expect(difference <= approximation(rateRay, delta)).toBe(true)
      }),
    )
  })

  it('AAVE_INTEREST_3: compounding never earns less than linear interest, and time never takes any away', () => {
    fc.assert(
      fc.property(rate, seconds, seconds, (rateRay, a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a]
        expect(calculateCompoundedInterest(rateRay, late) >= calculateLinearInterest(rateRay, late)).toBe(
          true,
        )
        expect(
          calculateCompoundedInterest(rateRay, late) >= calculateCompoundedInterest(rateRay, early),
        ).toBe(true)
      }),
    )
  })

  it('is one when no time has passed', () => {
    expect(calculateCompoundedInterest(RAY, 0)).toBe(RAY)
    expect(calculateLinearInterest(RAY, 0)).toBe(RAY)
  })

  it('is 1 + x + x²/2 + x³/6, its fractions floored, for a year at 100 %', () => {
    expect(calculateCompoundedInterest(RAY, 31_536_000)).toBe(2_666_666_666_666_666_666_666_666_666n)
    expect(calculateLinearInterest(RAY, 31_536_000)).toBe(2n * RAY)
  })
})

describe('balances', () => {
  it('AAVE_BALANCE_1: supply floors and debt ceils what @aave/math-utils rounds half up', () => {
    fc.assert(
      fc.property(scaled, index, (amount, indexRay) => {
        const supplied = whole(
          getLinearBalance({
            balance: amount.toString(),
            index: indexRay.toString(),
            rate: '0',
            ...times(0),
          }),
        )
        const owed = whole(
          getCompoundedBalance({
            principalBalance: amount.toString(),
            reserveIndex: indexRay.toString(),
            reserveRate: '0',
            ...times(0),
          }),
        )
        expect([0n, 1n]).toContain(supplied - getATokenBalance(amount, indexRay))
        expect([0n, 1n]).toContain(getVTokenBalance(amount, indexRay) - owed)
      }),
    )
  })
})
