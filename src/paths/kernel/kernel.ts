/** Position of a run of float64 in a kernel's memory, in elements. */
export type Cell = number

/** Which random words: the same for the same path and step, on any worker. */
export type DrawKey = {
  readonly seed: number
  /** First path of the run of lanes; a multiple of the run's length. */
  readonly path: number
  readonly step: number
  readonly group: number
}

/**
 * Operations on runs of `n` float64 (a multiple of 4) in one memory. Two implementations, WASM SIMD (kernel.as) and
 * plain JavaScript (twin.ts), give results that are equal to the last bit. Times are in years unless named.
 */
export type Kernel = {
  readonly name: 'wasm' | 'twin'
  readonly cells: Float64Array
  /** Four random words a lane into four runs; bit w of `normals` makes word w a standard normal, else a uniform. */
  draw(key: DrawKey, normals: number, out: Cell, n: number): void
  /** out = Σ row[j] × z[j] over k runs of z. */
  combine(row: Cell, z: Cell, k: number, out: Cell, n: number): void
  /** x += drift + vol × z. */
  walk(x: Cell, z: Cell, drift: number, vol: number, n: number): void
  /** x += up to three normal jumps; p1, p2, p3 are the chances of at least so many. */
  jump(
    x: Cell,
    u: Cell,
    z: Cell,
    p1: number,
    p2: number,
    p3: number,
    mean: number,
    sd: number,
    n: number,
  ): void
  /** out = scale × e^x. */
  exponentiate(out: Cell, x: Cell, scale: number, n: number): void
  /** y = mean + (y − mean) × keep + vol × z, kept between low and high. */
  revert(
    y: Cell,
    z: Cell,
    mean: number,
    keep: number,
    vol: number,
    low: number,
    high: number,
    n: number,
  ): void
  /** y += beta × the fall of x beyond a threshold since `before`, which becomes x. */
  couple(y: Cell, x: Cell, before: Cell, beta: number, threshold: number, n: number): void
  /** y = min(y, a + b × wait). */
  ceiling(y: Cell, wait: Cell, a: number, b: number, n: number): void
  scale(y: Cell, by: number, n: number): void
  /** Aave's two slopes: a yearly rate from a utilisation. */
  twoSlopes(
    out: Cell,
    u: Cell,
    optimal: number,
    base: number,
    slope1: number,
    slope2: number,
    n: number,
  ): void
  /** index × (1 + r c1 + r² c2 + r³ c3). */
  compound(index: Cell, rate: Cell, c1: number, c2: number, c3: number, n: number): void
  /** index × (1 + rate × u × by). */
  earn(index: Cell, rate: Cell, u: Cell, by: number, n: number): void
  /** Morpho's AdaptiveCurveIrm over one step: rate at target and debt index. */
  adapt(index: Cell, target: Cell, u: Cell, speed: number, years: number, n: number): void
  /** out = a × min(b, cap). */
  capped(out: Cell, a: Cell, b: Cell, cap: number, n: number): void
  /** out = a × (1 − b). */
  discounted(out: Cell, a: Cell, b: Cell, n: number): void
  /** out = a / b. */
  ratio(out: Cell, a: Cell, b: Cell, n: number): void
  /** out = a + by, kept between low and high. */
  shift(out: Cell, a: Cell, by: number, low: number, high: number, n: number): void
  /** out = y rounded to 1 / units, a half to even. */
  quantise(out: Cell, y: Cell, units: number, n: number): void
  fill(out: Cell, value: number, n: number): void
  /** sum += units × index × price × weight. */
  leg(sum: Cell, units: Cell, index: Cell, price: Cell, weight: number, n: number): void
  /** out = weighted / debt and its least so far; whether any is below 1. Without debt it is 1e9. */
  health(out: Cell, weighted: Cell, debt: Cell, least: Cell, n: number): boolean
  /** Highest value so far, and the deepest fall from it. */
  drawdown(value: Cell, peak: Cell, deepest: Cell, n: number): void
  lowest(least: Cell, value: Cell, n: number): void
  highest(most: Cell, value: Cell, n: number): void
}

/** Float64 in a kernel's memory: 4 MiB. */
export const CELLS = 524_288
