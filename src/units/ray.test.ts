import { describe, expect, it } from 'vitest'
import { RAY, WAD } from './fixed.js'
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
  wadDivHalfUp,
} from './ray.js'

describe('ray', () => {
  it('rounds a product as its name says', () => {
    const half = RAY / 2n
    expect([rayMulFloor, rayMulHalfUp, rayMulCeil].map(mul => mul(3n, half))).toEqual([1n, 2n, 2n])
    expect([rayMulFloor, rayMulHalfUp, rayMulCeil].map(mul => mul(3n, half - 1n))).toEqual([1n, 1n, 2n])
    expect([rayMulFloor, rayMulHalfUp, rayMulCeil].map(mul => mul(7n, RAY))).toEqual([7n, 7n, 7n])
    expect([rayMulFloor, rayMulHalfUp, rayMulCeil].map(mul => mul(0n, RAY))).toEqual([0n, 0n, 0n])
  })

  it('rounds a quotient as its name says', () => {
    expect([rayDivFloor, rayDivHalfUp, rayDivCeil].map(div => div(1n, 2n * RAY))).toEqual([0n, 1n, 1n])
    expect([rayDivFloor, rayDivHalfUp, rayDivCeil].map(div => div(1n, 3n * RAY))).toEqual([0n, 0n, 1n])
    expect([rayDivFloor, rayDivHalfUp, rayDivCeil].map(div => div(6n, 3n * RAY))).toEqual([2n, 2n, 2n])
  })
})

describe('percent', () => {
  it('rounds a share as its name says', () => {
    expect([percentMulFloor, percentMulHalfUp, percentMulCeil].map(mul => mul(1n, 5_000n))).toEqual([
      0n,
      1n,
      1n,
    ])
    expect([percentMulFloor, percentMulHalfUp, percentMulCeil].map(mul => mul(1n, 4_999n))).toEqual([
      0n,
      0n,
      1n,
    ])
    expect(percentMulHalfUp(100n, 10_500n)).toBe(105n)
  })

  it('undoes a share as its name says', () => {
    expect(percentDivHalfUp(105n, 10_500n)).toBe(100n)
    expect([percentDivHalfUp, percentDivCeil].map(div => div(10n, 10_500n))).toEqual([10n, 10n])
    expect([percentDivHalfUp, percentDivCeil].map(div => div(100n, 30_000n))).toEqual([33n, 34n])
  })
})

describe('wad', () => {
  it('divides half up', () => {
    expect(wadDivHalfUp(2n, 3n)).toBe(666_666_666_666_666_667n)
    expect(wadDivHalfUp(1n, 3n)).toBe(333_333_333_333_333_333n)
    expect(wadDivHalfUp(5n, 5n)).toBe(WAD)
  })
})
