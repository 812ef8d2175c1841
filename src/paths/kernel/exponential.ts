const doubles = new Float64Array(1)
const halves = new Int32Array(doubles.buffer)

const TAYLOR = [
  2.505210838544172e-8, 2.755731922398589e-7, 0.0000027557319223985893, 0.0000248015873015873,
  0.0001984126984126984, 0.001388888888888889, 0.008333333333333333, 0.041666666666666664,
  0.16666666666666666, 0.5, 1, 1,
] as const
const PARABOLA = [0.5, 1, 1] as const
const MAGIC = 6755399441055744
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 2^k × a polynomial in the rest r, where x = k ln 2 + r: Cody–Waite; little-endian, as WebAssembly is. */
const reduced = (x: number, coefficients: readonly number[]): number => {
  const shifted = x * Math.LOG2E + MAGIC
  const k = shifted - MAGIC
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let p = coefficients[0] as number
  for (let i = 1; i < coefficients.length; i++) p = p * r + (coefficients[i] as number)
  doubles[0] = p
  halves[1] = ((halves[1] as number) + (k << 20)) | 0
  return doubles[0]
}

/** Morpho's `ExpLib.wExp`: 2^q (1 + r + r²/2), a parabola between powers of two. */
export const wExp = (x: number): number => reduced(x, PARABOLA)

/**
 * e^x for |x| < 700, relative error below 1e-13: the same bits on every engine, which `Math.exp` does not promise.
 */
export const exp = (x: number): number => reduced(x, TAYLOR)

/** ln x for normal x > 0, relative error below 1e-13: atanh series of the mantissa, the same bits on every engine. */
export const ln = (x: number): number => {
  doubles[0] = x
  const top = halves[1] as number
  const i = top - 0x3fe6a09e
  const e = i >> 20
  halves[1] = (i & 0xfffff) + 0x3fe6a09e
  const m = doubles[0]
  const s = (m - 1) / (m + 1)
  const q = s * s
  let sum = 0
  for (let k = 23; k >= 1; k -= 2) sum = sum * q + 1 / k
  return 2 * s * sum + e * LN2_LOW + e * LN2_HIGH
}
