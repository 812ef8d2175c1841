import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { cappedPrice, isCapped, maxRatio, maxRatioGrowthPerSecondScaled, setCapParameters } from './capo.js'
import type { Capo } from './state.js'

/** wstETH's cap of February 2024. Source: bgd-labs/aave-capo, DeployEthereum.s.sol. */
const CAPO: Capo = {
  baseFeed: 'ETH/USD',
  snapshotRatioWad: 1_157_209_899_495_068_171n,
  snapshotTimestamp: 1_708_004_591,
  maxYearlyGrowthBps: 968,
}

describe('cap', () => {
  // Source: PriceCapAdapterBase.sol, computed with Python integers; restated from shared/vectors/capo-wsteth.json.
  it('grows by 3552064886831639 scaled a second', () => {
    expect(maxRatioGrowthPerSecondScaled(CAPO)).toBe(3_552_064_886_831_639n)
  })
  it.each([
    [1_708_004_591, 1_157_209_899_495_068_171n],
    [1_715_472_000, 1_183_734_620_799_578_733n],
    [1_735_689_600, 1_255_548_847_855_586_078n],
  ])('at %i is %s', (now, ratio) => {
    expect(maxRatio(CAPO, now)).toBe(ratio)
  })
  it('prices at the lower of ratio and cap, floored, and at nothing without a price', () => {
    const at = { basePrice: 311_902_000_000n, ratioWad: 1_100_000_000_000_000_001n, now: 1_708_004_591 }
    expect(cappedPrice(CAPO, at)).toBe(343_092_200_000n)
    expect(cappedPrice(CAPO, { ...at, ratioWad: 2n * WAD })).toBe(360_936_082_072n)
    expect(cappedPrice(CAPO, { ...at, basePrice: -1n })).toBe(0n)
    expect(cappedPrice(CAPO, { ...at, ratioWad: 0n })).toBe(0n)
    expect(isCapped(CAPO, 1_157_209_899_495_068_171n, 1_708_004_591)).toBe(false)
    expect(isCapped(CAPO, 1_157_209_899_495_068_172n, 1_708_004_591)).toBe(true)
  })
  it('is 2.86 % too low where the snapshot says so, as in March 2026', () => {
    // Source: shared SOURCES C.2: effective cap 1.1933947 against a real ratio of 1.2285.
    const bad = { ...CAPO, snapshotRatioWad: 1_193_394_700_000_000_000n, snapshotTimestamp: 1_773_100_800 }
    const price = cappedPrice(bad, {
      basePrice: 100_000_000n,
      ratioWad: 1_228_500_000_000_000_000n,
      now: 1_773_100_800,
    })
    expect(((price * 10_000n) / 122_850_000n - 10_000n).toString()).toBe('-286')
  })
})

describe('setCapParameters', () => {
  const now = 1_773_100_800
  const next = {
    snapshotRatioWad: 1_220_000_000_000_000_000n,
    snapshotTimestamp: now - 7 * 86_400,
    maxYearlyGrowthBps: 968,
  }
  it('takes a snapshot seven to 180 days old', () => {
    expect(setCapParameters(CAPO, next, now)).toEqual({ ...CAPO, ...next })
    const oldest = { ...next, snapshotTimestamp: now - 180 * 86_400 }
    expect(setCapParameters(CAPO, oldest, now).snapshotTimestamp).toBe(oldest.snapshotTimestamp)
  })
  it.each([
    ['younger', { ...next, snapshotTimestamp: next.snapshotTimestamp + 1 }, 'InvalidRatioTimestamp'],
    ['older', { ...next, snapshotTimestamp: now - 180 * 86_400 - 1 }, 'InvalidRatioTimestamp'],
    [
      'not newer than the last',
      { ...next, snapshotTimestamp: CAPO.snapshotTimestamp },
      'InvalidRatioTimestamp',
    ],
    ['empty', { ...next, snapshotRatioWad: 0n, snapshotTimestamp: 0 }, 'SnapshotRatioIsZero'],
  ])('refuses one that is %s', (_, parameters, reason) => {
    expect(() => setCapParameters(CAPO, parameters, now)).toThrow(reason)
  })
})

describe('properties', () => {
  const ratios = fc.bigInt({ min: 1n, max: 10n * WAD })
  const times = fc.integer({ min: 1_708_004_591, max: 2_000_000_000 })
  it('CAPO_1: the price never exceeds base × ratio, nor base × cap', () => {
    fc.assert(
      fc.property(ratios, times, fc.bigInt({ min: 1n, max: 10n ** 13n }), (ratioWad, now, basePrice) => {
        const price = cappedPrice(CAPO, { basePrice, ratioWad, now })
        expect(price * WAD <= basePrice * ratioWad && price * WAD <= basePrice * maxRatio(CAPO, now)).toBe(
          true,
        )
      }),
    )
  })
  it('CAPO_2: the cap never falls with time', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 10 ** 8 }), (now, later) => {
        expect(maxRatio(CAPO, now + later)).toBeGreaterThanOrEqual(maxRatio(CAPO, now))
      }),
    )
  })
})
