// AssemblyScript. Every function works on runs of `n` float64 (a multiple of 4) in linear memory; positions are in
// elements of 8 bytes. twin.ts is the same algorithm, operation by operation: results are equal to the last bit.
// No relaxed SIMD and no engine's transcendentals: IEEE-754 additions, products, quotients and roots only.

// @ts-ignore: decorator
@inline function at(index: u32): usize { return (<usize>index) << 3 }
// @ts-ignore: decorator
@inline function rotl(x: v128, by: i32): v128 { return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by)) }
// @ts-ignore: decorator
@inline function f4(x: f32): v128 { return f32x4.splat(x) }
// @ts-ignore: decorator
@inline function d2(x: f64): v128 { return f64x2.splat(x) }
// @ts-ignore: decorator
@inline function ma4(p: v128, x: v128, c: f32): v128 { return f32x4.add(f32x4.mul(p, x), f4(c)) }
// @ts-ignore: decorator
@inline function ma2(p: v128, x: v128, c: f64): v128 { return f64x2.add(f64x2.mul(p, x), d2(c)) }

// −ln q for q in (0, 1], Cephes logf.
// @ts-ignore: decorator
@inline function minusLog(q: v128): v128 {
  const i = i32x4.sub(q, i32x4.splat(0x3f3504f3))
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(i, 23))
  const m = i32x4.add(v128.and(i, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const f = f32x4.sub(m, f4(1))
  const z = f32x4.mul(f, f)
  let y = ma4(f4(7.0376836292e-2), f, -1.1514610310e-1)
  y = ma4(y, f, 1.1676998740e-1)
  y = ma4(y, f, -1.2420140846e-1)
  y = ma4(y, f, 1.4249322787e-1)
  y = ma4(y, f, -1.6668057665e-1)
  y = ma4(y, f, 2.0000714765e-1)
  y = ma4(y, f, -2.4999993993e-1)
  y = ma4(y, f, 3.3333331174e-1)
  y = f32x4.mul(f32x4.mul(y, f), z)
  y = f32x4.add(y, f32x4.mul(e, f4(-2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, f4(0.5)))
  return f32x4.neg(f32x4.add(f32x4.add(f, y), f32x4.mul(e, f4(0.693359375))))
}

// @ts-ignore: decorator
@inline function central(w: v128): v128 {
  const x = f32x4.sub(w, f4(2.5))
  let p = ma4(f4(3.2931156997475775e-8), x, 4.844032986812526e-7)
  p = ma4(p, x, -0.000004897925259383483)
  p = ma4(p, x, -0.000006199391245832703)
  p = ma4(p, x, 0.0003087891680566752)
  p = ma4(p, x, -0.0017730682891129931)
  p = ma4(p, x, -0.005907721252605331)
  p = ma4(p, x, 0.34880270532353014)
  return ma4(p, x, 2.1233134793495685)
}

// @ts-ignore: decorator
@inline function tail(w: v128): v128 {
  const x = f32x4.sub(f32x4.sqrt(w), f4(3.5159497504062545))
  let p = ma4(f4(0.00001592477741240771), x, -0.000240326054094391)
  p = ma4(p, x, 0.0007160841857325895)
  p = ma4(p, x, -0.001021712583045442)
  p = ma4(p, x, 0.0013877901723600959)
  p = ma4(p, x, -0.0027602267916412857)
  p = ma4(p, x, 0.004514234791648148)
  p = ma4(p, x, 1.4247721708757632)
  return ma4(p, x, 4.7398123031475405)
}

// A standard normal from 32 random bits: sign, and 31 bits of the two-sided tail's probability.
// @ts-ignore: decorator
@inline function normalOf(bits: v128): v128 {
  const sign = i32x4.shr_s(bits, 31)
  const m = v128.xor(bits, sign)
  const k = i32x4.sub(i32x4.splat(0x7fffffff), m)
  const scale = f4(4.656612873077393e-10)
  const t = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(k), f4(0.5)), scale)
  const a = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(m), f4(0.5)), scale)
  const w = minusLog(f32x4.mul(t, f32x4.sub(f4(2), t)))
  const far = f32x4.ge(w, f4(5))
  let p = central(w)
  if (v128.any_true(far)) p = v128.bitselect(tail(w), p, far)
  return v128.xor(f32x4.mul(p, a), i32x4.shl(sign, 31))
}

// @ts-ignore: decorator
@inline function put(bits: v128, asNormal: bool, out: usize): void {
  if (asNormal) {
    const z = normalOf(bits)
    v128.store(out, f64x2.promote_low_f32x4(z))
    v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<i64>(z, z, 1, 1)), 16)
  } else {
    const high = v128.shuffle<i64>(bits, bits, 1, 1)
    v128.store(out, f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(bits), d2(0.5)), d2(2.3283064365386963e-10)))
    v128.store(out, f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(high), d2(0.5)), d2(2.3283064365386963e-10)), 16)
  }
}

// Threefry4x32 (Random123) with 12 rounds, unrolled; the key's fourth word is zero. Bit w of `normals` makes word w a normal, else a uniform in (0, 1).
export function draw(k0: u32, k1: u32, path: u32, pathHigh: u32, step: u32, group: u32, normals: u32, out: u32, n: u32): void {
  const k2: u32 = 0x504c494d
  const k4: u32 = 0x1bd11bda ^ k0 ^ k1 ^ k2
  const a0 = at(out), a1 = at(out + n), a2 = at(out + 2 * n), a3 = at(out + 3 * n)
  let x0: v128, x1: v128, x2: v128, x3: v128
  for (let i: u32 = 0; i < n; i += 4) {
    x0 = i32x4.add(i32x4.splat(path + i + k0), i32x4(0, 1, 2, 3))
    x1 = i32x4.splat(pathHigh + k1)
    x2 = i32x4.splat(step + k2)
    x3 = i32x4.splat(group)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 10), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 26), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 11), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 21), x2)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 13), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 27), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 23), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 5), x2)
    x0 = i32x4.add(x0, i32x4.splat(k1)); x1 = i32x4.add(x1, i32x4.splat(k2)); x3 = i32x4.add(x3, i32x4.splat(k4 + 1))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 6), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 20), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 17), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 11), x2)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 25), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 10), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 18), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 20), x2)
    x0 = i32x4.add(x0, i32x4.splat(k2)); x2 = i32x4.add(x2, i32x4.splat(k4)); x3 = i32x4.add(x3, i32x4.splat(k0 + 2))
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 10), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 26), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 11), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 21), x2)
    x0 = i32x4.add(x0, x1); x1 = v128.xor(rotl(x1, 13), x0); x2 = i32x4.add(x2, x3); x3 = v128.xor(rotl(x3, 27), x2)
    x0 = i32x4.add(x0, x3); x3 = v128.xor(rotl(x3, 23), x0); x2 = i32x4.add(x2, x1); x1 = v128.xor(rotl(x1, 5), x2)
    x1 = i32x4.add(x1, i32x4.splat(k4)); x2 = i32x4.add(x2, i32x4.splat(k0)); x3 = i32x4.add(x3, i32x4.splat(k1 + 3))
    const by = at(i)
    v128.store(a0 + by, x0); v128.store(a1 + by, x1); v128.store(a2 + by, x2); v128.store(a3 + by, x3)
  }
  convert(a0, n, (normals & 1) != 0)
  convert(a1, n, (normals & 2) != 0)
  convert(a2, n, (normals & 4) != 0)
  convert(a3, n, (normals & 8) != 0)
}

// Four random words, at the front of where their four float64 go, become those.
function convert(base: usize, n: u32, asNormal: bool): void {
  const end = base + (<usize>n << 3)
  if (asNormal) for (let p = base; p < end; p += 32) put(v128.load(p), true, p)
  else for (let p = base; p < end; p += 32) put(v128.load(p), false, p)
}

// out = Σ row[j] × z[j], z in runs of n.
export function combine(row: u32, z: u32, k: u32, out: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    let sum = f64x2.mul(d2(load<f64>(at(row))), v128.load(at(z + i)))
    for (let j: u32 = 1; j < k; j++)
      sum = f64x2.add(sum, f64x2.mul(d2(load<f64>(at(row + j))), v128.load(at(z + j * n + i))))
    v128.store(at(out + i), sum)
  }
}

export function walk(x: u32, z: u32, drift: f64, vol: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(x + i), f64x2.add(v128.load(at(x + i)), f64x2.add(d2(drift), f64x2.mul(d2(vol), v128.load(at(z + i))))))
}

// Up to three jumps: p1, p2, p3 are the chances of at least so many.
export function jump(x: u32, u: u32, z: u32, p1: f64, p2: f64, p3: f64, mean: f64, sd: f64, n: u32): void {
  const one = d2(1)
  for (let i: u32 = 0; i < n; i += 2) {
    const uniform = v128.load(at(u + i))
    const first = f64x2.lt(uniform, d2(p1))
    if (!v128.any_true(first)) continue
    const count = f64x2.add(
      f64x2.add(v128.and(first, one), v128.and(f64x2.lt(uniform, d2(p2)), one)),
      v128.and(f64x2.lt(uniform, d2(p3)), one),
    )
    const size = f64x2.add(
      f64x2.mul(count, d2(mean)),
      f64x2.mul(f64x2.mul(f64x2.sqrt(count), d2(sd)), v128.load(at(z + i))),
    )
    v128.store(at(x + i), f64x2.add(v128.load(at(x + i)), size))
  }
}

// e^x for |x| < 700: Cody–Waite reduction, Taylor to the eleventh power.
// @ts-ignore: decorator
@inline function exp2d(x: v128): v128 {
  const magic = d2(6755399441055744.0)
  const shifted = f64x2.add(f64x2.mul(x, d2(1.4426950408889634)), magic)
  const k = f64x2.sub(shifted, magic)
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, d2(0.6931471803691238))), f64x2.mul(k, d2(1.9082149292705877e-10)))
  let p = ma2(d2(2.505210838544172e-8), r, 2.755731922398589e-7)
  p = ma2(p, r, 0.0000027557319223985893)
  p = ma2(p, r, 0.0000248015873015873)
  p = ma2(p, r, 0.0001984126984126984)
  p = ma2(p, r, 0.001388888888888889)
  p = ma2(p, r, 0.008333333333333333)
  p = ma2(p, r, 0.041666666666666664)
  p = ma2(p, r, 0.16666666666666666)
  p = ma2(p, r, 0.5)
  p = ma2(p, r, 1)
  p = ma2(p, r, 1)
  return i64x2.add(p, i64x2.shl(shifted, 52))
}

// out = scale × e^x.
export function exponentiate(out: u32, x: u32, scale: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(out + i), f64x2.mul(d2(scale), exp2d(v128.load(at(x + i)))))
}

// y = mean + (y − mean) × keep + vol × z, kept between low and high.
export function revert(y: u32, z: u32, mean: f64, keep: f64, vol: f64, low: f64, high: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const pulled = f64x2.add(d2(mean), f64x2.mul(f64x2.sub(v128.load(at(y + i)), d2(mean)), d2(keep)))
    const moved = f64x2.add(pulled, f64x2.mul(d2(vol), v128.load(at(z + i))))
    v128.store(at(y + i), f64x2.min(f64x2.max(moved, d2(low)), d2(high)))
  }
}

// y += beta × how far x fell beyond a threshold since `before`, which becomes x.
export function couple(y: u32, x: u32, before: u32, beta: f64, threshold: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const now = v128.load(at(x + i))
    const fall = f64x2.max(f64x2.sub(f64x2.sub(v128.load(at(before + i)), now), d2(threshold)), d2(0))
    v128.store(at(y + i), f64x2.add(v128.load(at(y + i)), f64x2.mul(d2(beta), fall)))
    v128.store(at(before + i), now)
  }
}

// y = min(y, a + b × wait).
export function ceiling(y: u32, wait: u32, a: f64, b: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(y + i), f64x2.min(v128.load(at(y + i)), f64x2.add(d2(a), f64x2.mul(d2(b), v128.load(at(wait + i))))))
}

export function scale(y: u32, by: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) v128.store(at(y + i), f64x2.mul(v128.load(at(y + i)), d2(by)))
}

// Aave's two slopes: what borrowers pay a year at a utilisation.
export function twoSlopes(out: u32, u: u32, optimal: f64, base: f64, slope1: f64, slope2: f64, n: u32): void {
  const low = slope1 / optimal
  const high = slope2 / (1 - optimal)
  for (let i: u32 = 0; i < n; i += 2) {
    const usage = v128.load(at(u + i))
    const below = f64x2.mul(f64x2.min(usage, d2(optimal)), d2(low))
    const above = f64x2.mul(f64x2.max(f64x2.sub(usage, d2(optimal)), d2(0)), d2(high))
    v128.store(at(out + i), f64x2.add(f64x2.add(d2(base), below), above))
  }
}

// index × (1 + r c1 + r² c2 + r³ c3): Aave's third-order compounding of a yearly rate.
export function compound(index: u32, rate: u32, c1: f64, c2: f64, c3: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const r = v128.load(at(rate + i))
    const grown = f64x2.add(d2(1), f64x2.mul(r, f64x2.add(d2(c1), f64x2.mul(r, f64x2.add(d2(c2), f64x2.mul(r, d2(c3)))))))
    v128.store(at(index + i), f64x2.mul(v128.load(at(index + i)), grown))
  }
}

// index × (1 + r u share c): what suppliers earn.
export function earn(index: u32, rate: u32, u: u32, by: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const gain = f64x2.mul(f64x2.mul(v128.load(at(rate + i)), v128.load(at(u + i))), d2(by))
    v128.store(at(index + i), f64x2.mul(v128.load(at(index + i)), f64x2.add(d2(1), gain)))
  }
}

// Morpho's `ExpLib.wExp`: 2^q (1 + r + r²/2), x = q ln 2 + r.
// @ts-ignore: decorator
@inline function wExp(x: v128): v128 {
  const magic = d2(6755399441055744.0)
  const shifted = f64x2.add(f64x2.mul(x, d2(1.4426950408889634)), magic)
  const k = f64x2.sub(shifted, magic)
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, d2(0.6931471803691238))), f64x2.mul(k, d2(1.9082149292705877e-10)))
  return i64x2.add(ma2(ma2(d2(0.5), r, 1), r, 1), i64x2.shl(shifted, 52))
}

// AdaptiveCurveIrm: the rate at target drifts with the error of utilisation, the mean is trapezoidal in two steps, and
// debt grows by Morpho's three-term Taylor of rate × time. `speed` is 50 a year × the step, `years` the step.
export function adapt(index: u32, target: u32, u: u32, speed: f64, years: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const usage = v128.load(at(u + i))
    const off = f64x2.sub(usage, d2(0.9))
    const above = f64x2.gt(off, d2(0))
    const err = v128.bitselect(f64x2.div(off, d2(0.1)), f64x2.div(off, d2(0.9)), above)
    const start = v128.load(at(target + i))
    const drift = f64x2.mul(err, d2(speed))
    const low = d2(0.001), top = d2(2)
    const end = f64x2.min(f64x2.max(f64x2.mul(start, wExp(drift)), low), top)
    const mid = f64x2.min(f64x2.max(f64x2.mul(start, wExp(f64x2.mul(drift, d2(0.5)))), low), top)
    const mean = f64x2.mul(f64x2.add(f64x2.add(start, end), f64x2.mul(mid, d2(2))), d2(0.25))
    const steep = v128.bitselect(d2(3), d2(0.75), above)
    const x = f64x2.mul(f64x2.mul(mean, f64x2.add(f64x2.mul(steep, err), d2(1))), d2(years))
    const grown = f64x2.add(d2(1), f64x2.mul(x, f64x2.add(d2(1), f64x2.mul(x, f64x2.add(d2(0.5), f64x2.mul(x, d2(0.16666666666666666)))))))
    v128.store(at(target + i), end)
    v128.store(at(index + i), f64x2.mul(v128.load(at(index + i)), grown))
  }
}

// out = a × min(b, cap).
export function capped(out: u32, a: u32, b: u32, cap: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(out + i), f64x2.mul(v128.load(at(a + i)), f64x2.min(v128.load(at(b + i)), d2(cap))))
}

// out = a × (1 − b).
export function discounted(out: u32, a: u32, b: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(out + i), f64x2.mul(v128.load(at(a + i)), f64x2.sub(d2(1), v128.load(at(b + i)))))
}

// out = a / b.
export function ratio(out: u32, a: u32, b: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(out + i), f64x2.div(v128.load(at(a + i)), v128.load(at(b + i))))
}

// out = a + by, kept between low and high.
export function shift(out: u32, a: u32, by: f64, low: f64, high: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(out + i), f64x2.min(f64x2.max(f64x2.add(v128.load(at(a + i)), d2(by)), d2(low)), d2(high)))
}

// out = y rounded to 1 / units, a half to even.
export function quantise(out: u32, y: u32, units: f64, n: u32): void {
  const magic = d2(6755399441055744.0)
  for (let i: u32 = 0; i < n; i += 2) {
    const whole = f64x2.sub(f64x2.add(f64x2.mul(v128.load(at(y + i)), d2(units)), magic), magic)
    v128.store(at(out + i), f64x2.div(whole, d2(units)))
  }
}

export function fill(out: u32, value: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) v128.store(at(out + i), d2(value))
}

// sum += units × index × price × weight.
export function leg(sum: u32, units: u32, index: u32, price: u32, weight: f64, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const value = f64x2.mul(f64x2.mul(v128.load(at(units + i)), v128.load(at(index + i))), v128.load(at(price + i)))
    v128.store(at(sum + i), f64x2.add(v128.load(at(sum + i)), f64x2.mul(value, d2(weight))))
  }
}

// Health factor, its least so far; whether any is below 1.
export function health(out: u32, weighted: u32, debt: u32, least: u32, n: u32): u32 {
  let below = d2(0)
  for (let i: u32 = 0; i < n; i += 2) {
    const owed = v128.load(at(debt + i))
    const none = f64x2.le(owed, d2(0))
    const factor = v128.bitselect(d2(1e9), f64x2.div(v128.load(at(weighted + i)), owed), none)
    v128.store(at(out + i), factor)
    v128.store(at(least + i), f64x2.min(v128.load(at(least + i)), factor))
    below = v128.or(below, f64x2.lt(factor, d2(1)))
  }
  return v128.any_true(below) ? 1 : 0
}

// Highest value so far, and the deepest fall from it.
export function drawdown(value: u32, peak: u32, deepest: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2) {
    const now = v128.load(at(value + i))
    const top = f64x2.max(v128.load(at(peak + i)), now)
    v128.store(at(peak + i), top)
    v128.store(at(deepest + i), f64x2.max(v128.load(at(deepest + i)), f64x2.sub(top, now)))
  }
}

export function lowest(least: u32, value: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(least + i), f64x2.min(v128.load(at(least + i)), v128.load(at(value + i))))
}

export function highest(most: u32, value: u32, n: u32): void {
  for (let i: u32 = 0; i < n; i += 2)
    v128.store(at(most + i), f64x2.max(v128.load(at(most + i)), v128.load(at(value + i))))
}
