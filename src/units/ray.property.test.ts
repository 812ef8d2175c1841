import { rayDiv, rayMul } from '@aave/math-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BPS, RAY } from './fixed.js'
import {
  percentDivCeil,
  percentDivHalfUp,
  percentMulCeil,
  percentMulFloor,
  percentMulHalfUp,
  rayDivCeil,
  rayDivFloor,
  rayDivHalfUp,
  rayMulCeil,
  rayMulFloor,
  rayMulHalfUp,
} from './ray.js'

const amount = fc.bigInt(0n, 2n ** 110n)
const index = fc.bigInt(RAY, 3n * RAY)
const bps = fc.bigInt(1n, 20_000n)

describe('ray arithmetic', () => {
  it('RAY_1: half-up products and quotients equal @aave/math-utils to the wei', () => {
    fc.assert(
      fc.property(amount, index, (a, ray) => {
        expect(rayMulHalfUp(a, ray)).toBe(BigInt(rayMul(a.toString(), ray.toString()).toFixed(0)))
        expect(rayDivHalfUp(a, ray)).toBe(BigInt(rayDiv(a.toString(), ray.toString()).toFixed(0)))
      }),
    )
  })

  it('RAY_2: floor ≤ half up ≤ ceil ≤ floor + 1, and the exact value lies between', () => {
    fc.assert(
      fc.property(amount, index, bps, (a, ray, share) => {
        const triples = [
          [rayMulFloor(a, ray), rayMulHalfUp(a, ray), rayMulCeil(a, ray), a * ray, RAY],
          [rayDivFloor(a, ray), rayDivHalfUp(a, ray), rayDivCeil(a, ray), a * RAY, ray],
          [percentMulFloor(a, share), percentMulHalfUp(a, share), percentMulCeil(a, share), a * share, BPS],
        ] as const
        for (const [floor, halfUp, ceil, numerator, divisor] of triples) {
          expect(floor <= halfUp && halfUp <= ceil && ceil <= floor + 1n).toBe(true)
          expect(floor * divisor <= numerator && numerator <= ceil * divisor).toBe(true)
          expect(halfUp === ceil).toBe(2n * (numerator - floor * divisor) >= divisor || floor === ceil)
        }
      }),
    )
  })

  it('RAY_3: percentDiv and percentDivCeil lie within one of each other, and the ceiling covers', () => {
    fc.assert(
      fc.property(amount, bps, (a, share) => {
        const ceil = percentDivCeil(a, share)
        expect(ceil * share >= a * BPS && (ceil - 1n) * share < a * BPS).toBe(true)
        expect(ceil - percentDivHalfUp(a, share) === 0n || ceil - percentDivHalfUp(a, share) === 1n).toBe(
          true,
        )
      }),
    )
  })
})
