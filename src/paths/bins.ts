import { exp, ln } from './kernel/exponential.js'

/**
 * Counts by logarithmic bins of 0.1 % of the distance from zero plus 1e-8, either sign: mergeable whole numbers. Weighted
 * draws are counted in units of 2^-24 of a draw, and their squares beside them.
 */
export type Bins = {
  readonly counts: Float64Array
  /** Sums of weights and of their squares; null for plain draws. */
  readonly weights: { readonly sums: Float64Array; readonly squares: Float64Array } | null
}

const UNIT = 1e-8
const WIDTH = 0.001
/** Bins a side: values beyond 100 either way share the last. */
const SIDE = 23_027
/** One draw, as a whole number. */
export const WEIGHT_UNIT = 2 ** 24

export const createBins = (kind: 'plain' | 'weighted'): Bins => ({
  counts: new Float64Array(2 * SIDE),
  weights:
    kind === 'plain' ? null : { sums: new Float64Array(2 * SIDE), squares: new Float64Array(2 * SIDE) },
})

/** The bin of a value: from 0, in the order of the values. */
export const binOf = (value: number): number => {
  const size = Math.min(Math.floor(ln(1 + Math.abs(value) / UNIT) / WIDTH), SIDE - 1)
  return value < 0 ? SIDE - 1 - size : SIDE + size
}

/** The middle of a bin: within 0.05 % of every value in it, or 5e-12. */
export const middleOf = (bin: number): number => {
  const size = bin < SIDE ? SIDE - 1 - bin : bin - SIDE
  const value = UNIT * (exp((size + 0.5) * WIDTH) - 1)
  return bin < SIDE ? -value : value
}

/** Counts a value of some weight, and answers its bin. */
export const count = ({ counts, weights }: Bins, value: number, weight: number): number => {
  const bin = binOf(value)
  counts[bin] = (counts[bin] as number) + 1
  if (weights === null) return bin
  weights.sums[bin] = (weights.sums[bin] as number) + Math.round(weight * WEIGHT_UNIT)
  weights.squares[bin] = (weights.squares[bin] as number) + Math.round(weight * weight * WEIGHT_UNIT)
  return bin
}

/** Bins that hold something: bin, count, and for weighted draws the sums of weights and squares. */
export type PackedBins = readonly (readonly [bin: number, count: number, sum?: number, squares?: number])[]

export const packBins = ({ counts, weights }: Bins): PackedBins => {
  const packed: [number, number, number?, number?][] = []
  for (let bin = 0; bin < counts.length; bin++) {
    const n = counts[bin] as number
    if (n === 0) continue
    packed.push(
      weights === null ? [bin, n] : [bin, n, weights.sums[bin] as number, weights.squares[bin] as number],
    )
  }
  return packed
}

/** Two sets of bins as one. */
export const mergeBins = (a: PackedBins, b: PackedBins): PackedBins => {
  const all = new Map(a.map(row => [row[0], row]))
  for (const row of b) {
    const had = all.get(row[0])
    if (!had) all.set(row[0], row)
    else if (row[2] === undefined) all.set(row[0], [row[0], had[1] + row[1]])
    else all.set(row[0], [row[0], had[1] + row[1], (had[2] ?? 0) + row[2], (had[3] ?? 0) + (row[3] ?? 0)])
  }
  return [...all.values()].sort((x, y) => x[0] - y[0])
}
