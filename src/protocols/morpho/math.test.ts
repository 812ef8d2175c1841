import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { MORPHO_MARKETS } from './addresses.js'
import { healthFactorWad, isHealthy, liquidationIncentiveFactor } from './health.js'
import { borrowRate, wExp } from './irm.js'
import { accrueInterest } from './market.js'
import { emptyMarket, START } from './morpho.fixture.js'

// Vectors: npm `@morpho-org/blue-sdk` 6.4.0 (AdaptiveCurveIrmLib, Market), run outside the project. A differential run
// of 20,000 random markets against it found no difference in 220,000 numbers.
describe('wExp', () => {
  it.each([
    [0n, 1_000_000_000_000_000_000n],
    [1n, 1_000_000_000_000_000_001n],
    [-1n, 999_999_999_999_999_999n],
    [WAD, 2_707_864_291_678_420_188n],
    [-WAD, 370_113_253_479_550_356n],
    // On both sides of half of ln 2, where the approximation jumps.
    [346_573_590_279_972_654n, 1_406_630_217_019_747_831n],
    [346_573_590_279_972_655n, 1_426_966_072_919_605_046n],
    [-346_573_590_279_972_655n, 703_315_108_509_873_915n],
    [5n * WAD, 148_341_408_957_213_684_736n],
    [-41_446_531_673_892_822_313n, 0n],
    [
      93_859_467_695_000_404_318n,
      57_716_089_161_558_943_862_588_783_571_184_261_698_504_523_000_224_082_296_832n,
    ],
    [
      93_859_467_695_000_404_319n,
      57_716_089_161_558_943_949_701_069_502_944_508_345_128_422_502_756_744_429_568n,
    ],
  ])('of %i is %i', (x, result) => {
    expect(wExp(x)).toBe(result)
  })
})

describe('AdaptiveCurveIrm', () => {
  it.each([
    // Utilisation, rate at target, seconds, mean rate, rate at target afterwards.
    [900_000_000_000_000_000n, 0n, 0, 1_268_391_679n, 1_268_391_679n],
    [0n, 0n, 5, 317_097_919n, 1_268_391_679n],
    [WAD, 792_744_799n, 0, 3_170_979_196n, 792_744_799n],
    [950_000_000_000_000_000n, 792_744_799n, 86_400, 2_051_477_270n, 848_901_894n],
    [700_000_000_000_000_000n, 792_744_799n, 2_592_000, 440_396_410n, 318_733_367n],
    // The limits: 200 % and 0.1 % a year.
    [WAD, 1_268_391_679n, 34_560_000, 191_527_143_580n, 63_419_583_967n],
    [0n, 1_268_391_679n, 34_560_000, 85_220_065n, 31_709_791n],
    [923_456_789_012_345_678n, 817_283_746n, 12, 1_392_412_423n, 817_287_393n],
  ])(
    'at a utilisation of %i and %i a second, after %i s',
    (utilization, rateAtTargetWad, elapsed, avg, end) => {
      const market = {
        totalSupplyAssets: WAD,
        totalBorrowAssets: utilization,
        lastUpdate: START,
        rateAtTargetWad,
      }
      expect(borrowRate(market, START + elapsed)).toEqual({ avgRateWad: avg, endRateAtTargetWad: end })
    },
  )
})

describe('accrual and health', () => {
  const market = (feeWad: bigint) =>
    emptyMarket({
      totalSupplyAssets: 17_000_123_456_789_012_345_678n,
      totalBorrowAssets: 15_300_987_654_321_098_765_432n,
      totalSupplyShares: 16_900_123_456_789_012_345_678_901_234n,
      totalBorrowShares: 15_200_987_654_321_098_765_432_109_876n,
      feeWad,
      positions: {
        '0x0b': { supplyShares: 0n, borrowShares: 1_100n * 10n ** 24n, collateral: 1_000n * WAD },
      },
    })

  it.each([
    [0n, 16_900_123_456_789_012_345_678_901_234n],
    [WAD / 10n, 16_900_227_805_430_022_713_324_091_919n],
  ])('adds the same interest to both sides, and shares for a fee of %i', (feeWad, totalSupplyShares) => {
    const accrued = accrueInterest(market(feeWad), '0x0f', START + 86_401)
    expect(accrued).toMatchObject({
      totalSupplyAssets: 17_001_173_175_962_574_971_150n,
      totalBorrowAssets: 15_302_037_373_494_661_390_904n,
      totalBorrowShares: 15_200_987_654_321_098_765_432_109_876n,
      totalSupplyShares,
      rateAtTargetWad: 792_800_794n,
      lastUpdate: START + 86_401,
    })
    const paid = accrued.positions['0x0f']?.supplyShares ?? 0n
    expect(paid).toBe(totalSupplyShares - 16_900_123_456_789_012_345_678_901_234n)
  })

  it('gives the health factor of the vector, and follows the oracle below 1', () => {
    const accrued = accrueInterest(market(0n), '0x0f', START + 86_401)
    const priced = { name: 'exchange rate', market: accrued, priceE36: 1_221_293n * 10n ** 30n } as const
    expect(healthFactorWad(priced, '0x0b')).toBe(1_042_273_123_937_385_392n)
    expect(isHealthy(priced, '0x0b')).toBe(true)
    const lower = { ...priced, priceE36: (priced.priceE36 * 95n) / 100n }
    expect(isHealthy(lower, '0x0b')).toBe(false)
  })

  it('LIF is 1 / (1 − 0.3 × (1 − LLTV)), and no more than 1.15', () => {
    // SOURCES B.11, to all digits of the floored division.
    expect(liquidationIncentiveFactor(MORPHO_MARKETS['exchange rate'].lltvWad)).toBe(
      1_016_776_817_488_561_260n,
    )
    expect(liquidationIncentiveFactor(860_000_000_000_000_000n)).toBe(1_043_841_336_116_910_229n)
    expect(liquidationIncentiveFactor(0n)).toBe(1_150_000_000_000_000_000n)
  })
})
