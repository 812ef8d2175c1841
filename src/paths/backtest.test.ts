import { beforeAll, describe, expect, test } from 'vitest'
import { backtest, blockMean, blockShare, usageAt } from './backtest.js'
import { loadBasis, loadKernel } from './drivers/loadKernel.js'
import type { Basis } from './engine.js'
import { unpacked } from './factors/record.js'
import type { Kernel } from './kernel/kernel.js'
import { loopOf, marketOfTests, specOf } from './paths.fixture.js'

let kernel: Kernel
let basis: Basis
beforeAll(async () => {
  kernel = await loadKernel()
  basis = loadBasis()
}, 60_000)

const DAYS = 30

describe('a position on every recorded day', () => {
  test('a loop: each window is the product of the recorded rates and share rates', () => {
    const share = 0.9
    const spec = specOf({ days: DAYS, positions: [loopOf('WETH', share)] })
    const found = backtest(kernel, { spec, basis, from: '2024-06-01', to: '2025-09-29' }, 0)
    const rates = unpacked(basis.record.columns.wethBorrowRate)
    const shares = unpacked(basis.record.columns.stEthRate)
    expect(found?.windows.length).toBeGreaterThan(400)
    for (const window of found?.windows ?? []) {
      let debt = 1
      let day = window.from
      while (day < window.to) {
        const x = (rates.get(day) ?? Number.NaN) / 365
        debt *= 1 + x + x ** 2 / 2 + x ** 3 / 6
        day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
      }
      const growth = (shares.get(window.to) ?? 0) / (shares.get(window.from) ?? 1)
      expect(window.profit).toBeCloseTo((growth - share * debt) / (1 - share) - 1, 9)
      expect(window.againstStEth).toBeCloseTo(window.profit - (growth - 1), 9)
    }
    expect(found).toMatchObject({ assumedRateDays: 0, missingDays: 0 })
  })

  test('a debt of dollars: liquidated in the windows in which ether’s low went below the threshold', () => {
    const share = 0.6
    const spec = specOf({ days: DAYS, positions: [loopOf('USDC', share)] })
    const still = { ...marketOfTests.curves.USDC, base: 0, slope1: 0, slope2: 0 }
    const market = { ...marketOfTests, curves: { ...marketOfTests.curves, USDC: still } }
    const found = backtest(
      kernel,
      { spec: { ...spec, market }, basis, from: '2024-06-01', to: '2025-09-29' },
      0,
    )
    const [close, low] = [unpacked(basis.record.columns.ether), unpacked(basis.record.columns.etherLow)]
    const shares = unpacked(basis.record.columns.stEthRate)
    const below = (from: string, to: string): boolean =>
      [...low].some(
        ([day, dollars]) =>
          day > from &&
          day <= to &&
          (dollars / (close.get(from) ?? 1)) * ((shares.get(day) ?? 1) / (shares.get(from) ?? 1)) * 0.81 <
            share,
      )
    const windows = found?.windows ?? []
    expect(windows.filter(({ liquidated }) => liquidated).length).toBeGreaterThan(20)
    for (const { from, to, liquidated } of windows) expect(liquidated, from).toBe(below(from, to))
    expect(found?.nonOverlapping).toBe(Math.floor((windows.length - 1 + DAYS) / DAYS))
    for (const [i, one] of (found?.worst ?? []).entries())
      for (const other of found?.worst.slice(i + 1) ?? [])
        expect(one.from >= other.to || one.to <= other.from).toBe(true)
  })

  test('error: no window where a figure that it needs is never recorded', () => {
    const spec = specOf({ days: DAYS, positions: [loopOf('WETH', 0.9)] })
    expect(backtest(kernel, { spec, basis, from: '2023-05-16', to: '2023-12-31' }, 0)).toBeNull()
  })
})

describe('intervals of overlapping windows', () => {
  test('the block bootstrap’s is as wide as the mean of independent blocks is uncertain', () => {
    // 64 blocks of 10 equal values: the mean’s error is 1 / 8 of the blocks’ deviation.
    const blocks = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 1 : -1))
    const values = blocks.flatMap(one => Array.from({ length: 10 }, () => one))
    const { value, low, high } = blockMean(values, 10)
    expect(value).toBe(0)
    // Blocks that straddle two values halve the variance at most: between 0.5 and 1 of it remains.
    const width = (high - low) / (2 * 1.96)
    expect(width).toBeGreaterThan(0.125 * 0.5)
    expect(width).toBeLessThan(0.125 * 1.05)
  })

  test('a share of nothing or all has Wilson’s interval of the windows apart', () => {
    expect(blockShare([false, false, false, false], 2, 2)).toMatchObject({ value: 0, low: 0, draws: 0 })
    expect(blockShare([false, false, false, false], 2, 2).high).toBeGreaterThan(0.5)
    expect(blockShare([true, true], 1, 2)).toMatchObject({ value: 1, high: 1 })
  })
})

test('a curve turned round: the share at which it asks a rate', () => {
  const curve = marketOfTests.curves.WETH
  for (const usage of [0.1, 0.5, 0.92, 0.95, 1.1]) {
    const { optimal, base, slope1, slope2 } = curve
    const rate =
      base +
      Math.min(usage, optimal) * (slope1 / optimal) +
      Math.max(usage - optimal, 0) * (slope2 / (1 - optimal))
    expect(usageAt(rate, curve)).toBeCloseTo(usage, 12)
  }
  expect(usageAt(0, curve)).toBe(0)
})
