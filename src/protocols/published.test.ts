import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { calculateInterestRates } from './aave/reserve.js'
import type { AaveReserve } from './aave/state.js'
import { cappedPrice, maxRatio, maxRatioGrowthPerSecondScaled } from './chainlink/capo.js'
import type { Capo } from './chainlink/state.js'
import { priceCapVectors, SHARED_FOLDER } from './published.fixture.js'

const path = (name: string): string => join(SHARED_FOLDER, name)
const present = existsSync(path('data/aave-weth-daily.csv'))
if (!present) process.stderr.write('skipped: ../shared is not there (published figures)\n')

describe('price cap', () => {
  test.each(priceCapVectors())('is the published one at every time: $from', ({ vectors: vector }) => {
    const capo: Capo = {
      baseFeed: 'ETH/USD',
      snapshotRatioWad: BigInt(vector.snapshotRatioWad),
      snapshotTimestamp: vector.snapshotTimestamp,
      maxYearlyGrowthBps: vector.maxYearlyGrowthBps,
    }
    expect(String(maxRatioGrowthPerSecondScaled(capo))).toBe(vector.growthPerSecondScaled)
    expect(vector.values.length).toBeGreaterThan(0)
    for (const { timestamp, maxRatioWad } of vector.values)
      expect(String(maxRatio(capo, timestamp))).toBe(maxRatioWad)
  })

  test('of 10 March 2026: who could be liquidated, and what 10,938 wstETH cost their owners', () => {
    // Source: vote.onaave.com proposal 458 (SOURCES C.2): cap 1.1933947, rate 1.2285, 382.76 + 129.72 ETH.
    const now = 1_773_100_800
    const capo: Capo = {
      baseFeed: 'ETH/USD',
      snapshotRatioWad: 1_193_394_700_000_000_000n,
      snapshotTimestamp: now,
      maxYearlyGrowthBps: 968,
    }
    const price = (ratioWad: bigint) =>
      Number(cappedPrice(capo, { basePrice: 10n ** 18n, ratioWad, now })) / 1e18
    const [priced, rate] = [price(1_228_500_000_000_000_000n), 1.2285]
    // A health factor falls with the price of its only collateral.
    expect(rate / priced).toBeCloseTo(1.0294, 4)
    const seized = 10_938
    const repaid = (seized * priced) / 1.01
    const byPrice = seized * (rate - priced)
    const byBonus = seized * priced - repaid
    expect(Math.abs(byPrice / 382.76 - 1)).toBeLessThan(0.01)
    expect(Math.abs(byBonus / 129.72 - 1)).toBeLessThan(0.01)
  })
})

describe.skipIf(!present)('WETH’s rate on Aave', () => {
  const rows = () =>
    readFileSync(path('data/aave-weth-daily.csv'), 'utf8')
      .trim()
      .split('\n')
      .map(line => line.split(','))

  /** A day's recorded rate and what the mirror makes of its utilisation. */
  const ratesOf = (date: string, curve: Pick<AaveReserve, 'optimalUsageBps' | 'slope1Bps' | 'slope2Bps'>) => {
    const [head = [], ...days] = rows()
    const row = days.find(([day]) => day === date)
    const read = (name: string): number => Number(row?.[head.indexOf(name)])
    const reserve = { ...curve, baseRateBps: 0, reserveFactorBps: 1_500, deficit: 0n } as AaveReserve
    const debt = BigInt(Math.round(read('utilisation') * 1e12))
    const { borrowRateRay } = calculateInterestRates(reserve, debt, 10n ** 12n - debt)
    return { recorded: read('currentVariableBorrowRate'), ours: Number(borrowRateRay) / 1e27 }
  }

  test.each([
    ['2025-07-21', { optimalUsageBps: 9_400, slope1Bps: 270, slope2Bps: 4_000 }],
    ['2025-07-22', { optimalUsageBps: 9_400, slope1Bps: 270, slope2Bps: 4_000 }],
    ['2024-07-05', { optimalUsageBps: 9_000, slope1Bps: 270, slope2Bps: 8_000 }],
  ])('of %s: within 5 basis points of the record', (date, curve) => {
    const { recorded, ours } = ratesOf(date, curve)
    expect(recorded).toBeGreaterThan(0.02)
    expect(Math.abs(ours - recorded)).toBeLessThan(0.0005)
  })
})
