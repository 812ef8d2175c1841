import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { aPrecise, getA, getD, getY } from './math.js'
import { curvePair, NOW } from './pair.fixture.js'
import { balances, exchange, getDy } from './pool.js'

/**
 * `get_dy` of the real pool's bytecode on the recorded state of block 15746199 and on states with other balances and A.
 * Source: coinspect/learn-evm-attacks@77342c4e rpc_cache, replayed offline. Balances in wei less admin fees; by size
 * (1, 100, 1,000, 5,000, 10,000, 25,000, 50,000, 100,000 coins) what stETH brings in ETH and ETH in stETH.
 */
const SIZES = [1n, 100n, 1000n, 5000n, 10_000n, 25_000n, 50_000n, 100_000n]
const VECTORS = [
  {
    label: 'recorded 2022-10-14 block 15746199',
    A: 50n,
    balances: [539_228_768_071_467_216_709_151n, 693_678_719_598_443_011_328_230n],
    stEthSold: [
      994_549_738_027_699_093n,
      99_454_631_983_114_037_426n,
      994_515_222_475_535_253_195n,
      4_971_882_523_025_310_937_769n,
      9_942_018_988_349_190_988_284n,
      24_841_732_597_778_882_408_409n,
      49_637_380_801_627_511_551_273n,
      99_073_595_520_390_782_326_888n,
    ],
    ethSold: [
      1_004_675_836_960_315_968n,
      100_467_236_696_651_114_377n,
      1_004_640_846_877_244_820_197n,
      5_022_506_496_359_298_942_915n,
      10_043_280_632_571_269_848_087n,
      25_095_390_859_715_836_616_746n,
      50_149_080_594_271_050_131_414n,
      100_135_903_771_208_071_400_125n,
    ],
  },
  {
    label: '2022-09-07 Curve (159447/524840)',
    A: 50n,
    balances: [159_447_000_000_000_000_000_000n, 524_839_999_999_999_999_999_999n],
    stEthSold: [
      960_616_938_420_140_578n,
      96_059_175_900_955_660_846n,
      960_361_656_280_570_588_784n,
      4_796_560_680_101_476_117_811n,
      9_579_352_472_636_395_283_730n,
      23_832_740_727_883_693_162_097n,
      47_172_487_638_813_764_223_666n,
      90_922_878_537_800_128_885_891n,
    ],
    ethSold: [
      1_040_164_482_302_837_409n,
      104_013_614_345_007_975_304n,
      1_039_880_046_421_958_422_232n,
      5_193_870_758_223_619_840_137n,
      10_374_616_266_007_570_185_082n,
      25_848_219_417_711_538_303_571n,
      51_454_852_970_749_121_758_161n,
      102_199_168_679_713_713_598_871n,
    ],
  },
  {
    label: 'recorded balances, A=30',
    A: 30n,
    balances: [539_228_768_071_467_216_709_151n, 693_678_719_598_443_011_328_230n],
    stEthSold: [
      991_310_740_628_047_210n,
      99_130_515_697_265_142_052n,
      991_254_361_364_272_250_487n,
      4_955_139_115_649_393_100_273n,
      9_907_427_921_114_264_304_750n,
      24_746_854_862_349_733_830_704n,
      49_418_708_690_173_107_406_843n,
      98_511_592_919_966_144_357_880n,
    ],
    ethSold: [
      1_007_958_458_314_192_956n,
      100_795_273_428_188_528_503n,
      1_007_900_739_564_017_555_846n,
      5_038_352_749_181_700_919_269n,
      10_073_848_006_752_368_208_542n,
      25_163_491_249_901_285_911_077n,
      50_258_225_021_112_673_401_781n,
      100_249_158_953_783_794_257_265n,
    ],
  },
  {
    label: '2022-06-16 balances, A=200',
    A: 200n,
    balances: [111_300_000_000_000_000_000_000n, 490_999_999_999_999_999_999_999n],
    stEthSold: [
      982_706_830_551_425_624n,
      98_269_136_970_495_031_247n,
      982_549_632_855_265_949_954n,
      4_909_463_816_507_800_837_001n,
      9_810_042_897_015_178_897_425n,
      24_444_426_023_157_638_635_087n,
      48_468_280_919_219_985_858_877n,
      91_065_986_073_857_562_049_597n,
    ],
    ethSold: [
      1_016_783_244_905_049_838n,
      101_676_700_116_412_752_769n,
      1_016_620_621_275_745_298_062n,
      5_079_984_832_656_672_382_620n,
      10_152_741_624_074_838_972_350n,
      25_335_436_241_242_719_244_808n,
      50_553_555_694_901_912_681_859n,
      100_797_970_069_384_492_741_134n,
    ],
  },
] as const

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
