import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqrtFloor } from './fixed.js'

const isRoot = (root: bigint, value: bigint): boolean =>
  root >= 0n && root * root <= value && (root + 1n) * (root + 1n) > value

test('SQRT-FLOOR: the largest root whose square is not above, of what a double holds and of what it does not', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 1_100n }),
      fc.integer({ min: 0, max: 1_099 }),
      (large, bits) => {
        const value = large >> BigInt(bits)
        expect(isRoot(sqrtFloor(value), value)).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('SQRT-SQUARE: right next to a square, on both sides of it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 300n }), root => {
      const square = root * root
      expect([sqrtFloor(square - 1n), sqrtFloor(square), sqrtFloor(square + 2n * root)]).toEqual([
        root - 1n,
        root,
        root,
      ])
    }),
    { numRuns: 2_000 },
  )
})
