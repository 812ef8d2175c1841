import { describe, expect, test } from 'vitest'
import { type Kept, solveLargest } from './solve.js'

const below =
  (bound: number) =>
  async (value: number): Promise<Kept<string>> =>
    value <= bound ? { kept: true } : { kept: false, breaks: `above ${bound}` }

describe('the largest value that is kept', () => {
  test.each([
    [1, 7.3192],
    [100, 7.3192],
    [1_000, 1_234.56],
    [3, 3],
  ])('from %d, with a bound of %d: one of four digits below, one just beyond', async (from, bound) => {
    const found = await solveLargest({ from, least: 0.001, most: 1e6 }, below(bound))
    if (found.kind !== 'found') throw new Error(found.kind)
    expect(found.value).toBeLessThanOrEqual(bound)
    expect(found.beyond).toBeGreaterThan(bound)
    expect(found.beyond / found.value).toBeLessThan(1.0011)
    expect(found.breaks).toBe(`above ${bound}`)
  })

  test('everything is kept up to the most, or nothing down to the least', async () => {
    expect(await solveLargest({ from: 1, least: 0.1, most: 50 }, below(1e9))).toEqual({
      kind: 'unbounded',
      searchedTo: 50,
    })
    expect(await solveLargest({ from: 1, least: 0.1, most: 50 }, below(0))).toEqual({
      kind: 'none',
      least: 0.1,
      breaks: 'above 0',
    })
  })
})
