import { MAX_UINT256 } from '../../units/fixed.js'
import { required } from './fullMath.js'

export const MIN_TICK = -887_272
export const MAX_TICK = 887_272
export const MIN_SQRT_RATIO = 4_295_128_739n
export const MAX_SQRT_RATIO = 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342n

/** 1.0001 ** (-(2 ** bit) / 2) in Q128.128, by bit of the absolute tick: the constants of v3-core. */
const FACTORS: readonly bigint[] = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
]

const LOW_32_BITS = 0xffff_ffffn

const computeSqrtRatio = (tick: number): bigint => {
  const absTick = Math.abs(tick)
  let ratio = 1n << 128n
  for (const [bit, factor] of FACTORS.entries()) {
    if ((absTick >> bit) & 1) ratio = (ratio * factor) >> 128n
  }
  if (tick > 0) ratio = MAX_UINT256 / ratio
  return (ratio >> 32n) + ((ratio & LOW_32_BITS) === 0n ? 0n : 1n)
}

/** Results by tick. A pool asks for the same few ticks again and again; the values never change. */
const known = new Map<number, bigint>()
const KNOWN_MAX = 100_000

/**
 * v3-core 1.0.1 `TickMath.getSqrtRatioAtTick`: sqrt(1.0001 ** tick) in Q64.96, rounded up. Reverts with `T` outside
 * the ticks' bounds. Checked against v3-sdk's TickMath and the contract.
 */
export const getSqrtRatioAtTick = (tick: number): bigint => {
  const remembered = known.get(tick)
  if (remembered !== undefined) return remembered
  required(tick >= MIN_TICK && tick <= MAX_TICK, 'T')
  if (known.size >= KNOWN_MAX) known.clear()
  const ratio = computeSqrtRatio(tick)
  known.set(tick, ratio)
  return ratio
}

const LOG_SQRT_1_0001 = Math.log(1.0001) / 2
const TWO_POW_96 = 2 ** 96
/** In ticks. Floating point errs by less than 1e-8; the contract's ratio, rounded to a unit of 2 ** -96, by 5e-6. */
const DOUBT = 1e-3

/**
 * v3-core 1.0.1 `TickMath.getTickAtSqrtRatio`: the greatest tick whose ratio is at most `sqrtPriceX96`. Reverts with
 * `R` outside the prices' bounds. The contract's fixed-point logarithm finds that same tick; here a floating-point
 * one does, and where it comes near a whole tick the exact ratios decide. Checked against v3-sdk at and next to ticks.
 */
export const getTickAtSqrtRatio = (sqrtPriceX96: bigint): number => {
  required(sqrtPriceX96 >= MIN_SQRT_RATIO && sqrtPriceX96 < MAX_SQRT_RATIO, 'R')
  const estimate = Math.log(Number(sqrtPriceX96) / TWO_POW_96) / LOG_SQRT_1_0001
  // Adding 0 turns -0 into 0.
  const nearest = Math.round(estimate) + 0
  if (Math.abs(estimate - nearest) > DOUBT) return Math.floor(estimate)
  return getSqrtRatioAtTick(nearest) <= sqrtPriceX96 ? nearest : nearest - 1
}
