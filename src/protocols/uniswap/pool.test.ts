import { describe, expect, test } from 'vitest'
import type { Address } from '../assets.js'
import { initialize, setFeeProtocol, swap } from './pool.js'
import { burn, collect, getPosition, mint } from './position.js'
import type { UniswapPool } from './state.js'
import { tickSpacingToMaxLiquidityPerTick } from './tick.js'
import { getSqrtRatioAtTick, MAX_SQRT_RATIO, MIN_SQRT_RATIO } from './tickMath.js'

const ALICE: Address = '0x00000000000000000000000000000000000000a1'
const BOB: Address = '0x00000000000000000000000000000000000000b0'
const ALL = 2n ** 128n - 1n
const ETHER = 10n ** 18n

const emptyPool = (): UniswapPool =>
  initialize({
    token0: 'USDC',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
    sqrtPriceX96: getSqrtRatioAtTick(5),
  })

const NARROW = { owner: ALICE, tickLower: -100, tickUpper: 100 } as const
const WIDE = { owner: ALICE, tickLower: -20, tickUpper: 3000 } as const
const LOW = { owner: BOB, tickLower: -6000, tickUpper: -40 } as const

const threeRanges = (): UniswapPool => {
  const narrow = mint(emptyPool(), { ...NARROW, amount: ETHER })[1]
  const wide = mint(narrow, { ...WIDE, amount: (3n * ETHER) / 10n })[1]
  return mint(wide, { ...LOW, amount: 7n * ETHER })[1]
}

describe('UNI_CONTRACT: a sequence recorded from the bytecode of v3-core 1.0.1 on anvil', () => {
  test('mint costs what the contract asked', () => {
    const [first, narrow] = mint(emptyPool(), { ...NARROW, amount: ETHER })
    expect(first).toEqual({ amount0: 4_737_315_814_187_499n, amount1: 5_237_290_821_061_593n })
    const [second, wide] = mint(narrow, { ...WIDE, amount: (3n * ETHER) / 10n })
    expect(second).toEqual({ amount0: 41_710_683_724_402_463n, amount1: 374_840_691_072_305n })
    const [third] = mint(wide, { ...LOW, amount: 7n * ETHER })
    expect(third).toEqual({ amount0: 0n, amount1: 1_800_209_363_143_018_042n })
  })

  test('swaps both ways, a poke, burns and a collect leave the contract’s state', () => {
    const charged = setFeeProtocol(threeRanges(), 4, 10)
    const sale = { zeroForOne: true, amountSpecified: ETHER, sqrtPriceLimitX96: MIN_SQRT_RATIO + 1n }
    const [sold, afterSale] = swap(charged, sale)
    expect(sold).toEqual({ amount0: ETHER, amount1: -872_650_922_061_638_528n, ticksCrossed: 3 })
    const [bought, afterBuy] = swap(afterSale, {
      zeroForOne: false,
      amountSpecified: -4_000_000_000_000_000n,
      sqrtPriceLimitX96: MAX_SQRT_RATIO - 1n,
    })
    expect(bought).toMatchObject({ amount0: -4_000_000_000_000_000n, amount1: 3_059_536_128_538_063n })
    const limit = { zeroForOne: false, amountSpecified: ETHER, sqrtPriceLimitX96: getSqrtRatioAtTick(2550) }
    const [back, afterBack] = swap(afterBuy, limit)
    expect(back).toMatchObject({ amount0: -1_036_072_620_732_658_240n, amount1: 915_531_214_609_153_677n })

    const [poked, afterPoke] = burn(afterBack, { ...NARROW, amount: 0n })
    expect(poked).toEqual({ amount0: 0n, amount1: 0n })
    const [part, afterPart] = burn(afterPoke, { ...WIDE, amount: ETHER / 10n })
    expect(part).toEqual({ amount0: 1_958_459_601_977_237n, amount1: 13_697_707_706_339_317n })
    const [whole, afterWhole] = burn(afterPart, { ...LOW, amount: 7n * ETHER })
    expect(whole).toEqual({ amount0: 0n, amount1: 1_800_209_363_143_018_041n })
    const [paid, pool] = collect(afterWhole, { ...LOW, amount0Requested: ALL, amount1Requested: 1000n })
    expect(paid).toEqual({ amount0: 372_884_937_046_304n, amount1: 1000n })

    expect(pool).toEqual({
      token0: 'USDC',
      token1: 'WETH',
      fee: 500,
      tickSpacing: 10,
      sqrtPriceX96: 90_001_420_032_122_347_877_720_892_311n,
      tick: 2550,
      liquidity: ETHER / 5n,
      feeProtocol: 164,
      feeGrowthGlobal0X128: 18_414_089_575_648_062_961_679_648_734_744_168n,
      feeGrowthGlobal1X128: 40_114_574_339_894_073_663_219_593_068_890_751n,
      protocolFees0: 124_999_999_999_997n,
      protocolFees1: 45_929_537_536_882n,
      balance0: 6_002_493_868_885_418n,
      balance1: 1_851_761_323_331_204_152n,
      ticks: [
        {
          tick: -100,
          liquidityGross: ETHER,
          liquidityNet: ETHER,
          feeGrowthOutside0X128: 17_742_262_658_093_193_286_485_132_999_853_906n,
          feeGrowthOutside1X128: 18_518_234_915_295_388_861_795_495_936_118_998n,
        },
        {
          tick: -20,
          liquidityGross: ETHER / 5n,
          liquidityNet: ETHER / 5n,
          feeGrowthOutside0X128: 18_254_450_540_591_254_040_659_651_639_111_448n,
          feeGrowthOutside1X128: 19_129_183_845_976_190_795_292_087_403_204_274n,
        },
        {
          tick: 100,
          liquidityGross: ETHER,
          liquidityNet: -ETHER,
          feeGrowthOutside0X128: 18_414_089_575_648_062_961_679_648_734_744_168n,
          feeGrowthOutside1X128: 20_050_201_370_584_622_351_286_091_011_637_543n,
        },
        {
          tick: 3000,
          liquidityGross: ETHER / 5n,
          liquidityNet: -ETHER / 5n,
          feeGrowthOutside0X128: 0n,
          feeGrowthOutside1X128: 0n,
        },
      ],
      positions: [
        {
          ...NARROW,
          liquidity: ETHER,
          feeGrowthInside0LastX128: 671_826_917_554_869_675_194_515_734_890_262n,
          feeGrowthInside1LastX128: 1_531_966_455_289_233_489_490_595_075_518_545n,
          tokensOwed0: 1_974_321_865_790n,
          tokensOwed1: 4_502_044_784_604n,
        },
        {
          ...WIDE,
          liquidity: ETHER / 5n,
          feeGrowthInside0LastX128: 159_639_035_056_808_921_019_997_095_632_720n,
          feeGrowthInside1LastX128: 20_985_390_493_917_882_867_927_505_665_686_477n,
          tokensOwed0: 1_958_600_343_065_146n,
          tokensOwed1: 13_716_208_862_320_867n,
        },
        {
          ...LOW,
          liquidity: 0n,
          feeGrowthInside0LastX128: 18_126_595_566_754_530_408_442_795_373_664_330n,
          feeGrowthInside1LastX128: 18_976_217_442_607_754_666_806_035_463_007_376n,
          tokensOwed0: 0n,
          tokensOwed1: 1_800_599_725_780_082_854n,
        },
      ],
    })
  })
})

describe('swap', () => {
  const sell = { zeroForOne: true, amountSpecified: ETHER, sqrtPriceLimitX96: MIN_SQRT_RATIO + 1n }

  test('behavior: leaves the pool it was given alone', () => {
    const pool = threeRanges()
    const before = structuredClone(pool)
    swap(pool, sell)
    expect(pool).toEqual(before)
  })

  test('behavior: past all liquidity the price goes to the limit and the rest stays unsold', () => {
    const [result, after] = swap(threeRanges(), { ...sell, amountSpecified: 10n ** 24n })
    expect(after.sqrtPriceX96).toBe(MIN_SQRT_RATIO + 1n)
    expect(after.liquidity).toBe(0n)
    expect(result.amount0).toBeLessThan(10n ** 24n)
    expect(after.balance1).toBeLessThan(5n)
  })

  test('error: SPL where the limit lies behind the price or out of bounds, 0 included', () => {
    for (const sqrtPriceLimitX96 of [0n, MIN_SQRT_RATIO, emptyPool().sqrtPriceX96, MAX_SQRT_RATIO - 1n]) {
      expect(() => swap(threeRanges(), { ...sell, sqrtPriceLimitX96 })).toThrow(/^SPL$/)
    }
  })

  test('error: AS before all others', () => {
    expect(() => swap(threeRanges(), { ...sell, amountSpecified: 0n, sqrtPriceLimitX96: 0n })).toThrow(/^AS$/)
  })

  test('error: LOK where the pool has no price', () => {
    expect(() => swap({ ...emptyPool(), sqrtPriceX96: 0n }, sell)).toThrow(/^LOK$/)
  })

  test('error: TF where the pool cannot pay', () => {
    expect(() => swap({ ...threeRanges(), balance1: 1n }, sell)).toThrow(/^TF$/)
  })
})

describe('mint and burn', () => {
  const amount = ETHER

  test('error: TLU, TLM, TUM in the contract’s order', () => {
    const pool = emptyPool()
    const range = (tickLower: number, tickUpper: number) => () =>
      mint(pool, { owner: ALICE, tickLower, tickUpper, amount })
    expect(range(10, 10)).toThrow(/^TLU$/)
    expect(range(900_000, -900_000)).toThrow(/^TLU$/)
    expect(range(-887_273, 900_000)).toThrow(/^TLM$/)
    expect(range(-887_270, 887_273)).toThrow(/^TUM$/)
  })

  test('error: LO one unit above what a tick may hold, and not at it', () => {
    const most = tickSpacingToMaxLiquidityPerTick(10)
    expect(most).toBe(1_917_569_901_783_203_986_719_870_431_555_990n)
    expect(getPosition(mint(emptyPool(), { ...NARROW, amount: most })[1], NARROW).liquidity).toBe(most)
    expect(() => mint(emptyPool(), { ...NARROW, amount: most + 1n })).toThrow(/^LO$/)
  })

  test('error: no message on no liquidity and on a tick off the spacing', () => {
    expect(() => mint(emptyPool(), { ...NARROW, amount: 0n })).toThrow(/^$/)
    expect(() => mint(emptyPool(), { ...NARROW, tickLower: -95, amount })).toThrow(/^$/)
  })

  test('error: LS above the position, NP on a poke of nothing', () => {
    expect(() => burn(threeRanges(), { ...NARROW, amount: amount + 1n })).toThrow(/^LS$/)
    expect(() => burn(threeRanges(), { ...NARROW, owner: BOB, amount: 0n })).toThrow(/^NP$/)
  })

  test('behavior: owners are the same in any case of letters', () => {
    const owner = '0x00000000000000000000000000000000000000A1'
    expect(getPosition(threeRanges(), { ...NARROW, owner }).liquidity).toBe(ETHER)
  })
})

test('setFeeProtocol takes 0 and 4 to 10', () => {
  expect(setFeeProtocol(emptyPool(), 10, 4).feeProtocol).toBe(0x4a)
  for (const wrong of [1, 3, 11]) {
    expect(() => setFeeProtocol(emptyPool(), wrong, 0)).toThrow(/^$/)
    expect(() => setFeeProtocol(emptyPool(), 0, wrong)).toThrow(/^$/)
  }
})
