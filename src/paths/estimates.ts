import { middleOf, type PackedBins, WEIGHT_UNIT } from './bins.js'

/** A number with its 95 % interval and the draws behind it. */
export type Estimate = {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly draws: number
}

/** 97.5 % point of the standard normal. */
const Z = 1.959964

/** Below this many positive draws, or effective draws of a weighted sample, a probability is not to be relied on. */
export const FEW_DRAWS = 30
export const FEW_EFFECTIVE = 100

/** Wilson's interval of a share: `positive` of `all` plain draws. */
export const wilson = (positive: number, all: number): Estimate => {
  const [p, square] = [positive / all, Z * Z]
  const middle = (p + square / (2 * all)) / (1 + square / all)
  const half = (Z / (1 + square / all)) * Math.sqrt((p * (1 - p)) / all + square / (4 * all * all))
  return {
    value: p,
    low: positive === 0 ? 0 : Math.max(0, middle - half),
    high: positive === all ? 1 : Math.min(1, middle + half),
    draws: positive,
  }
}

/** A weighted share of `all` draws, and how many plain draws would tell as much. */
export type Weighted = { readonly estimate: Estimate; readonly effective: number }

/**
 * Share of weighted draws: the mean of weight × indicator, with the normal interval of its variance (delta method).
 * `sum` and `squares` are in units of 2^-24.
 */
export const weightedShare = (draws: number, sum: number, squares: number, all: number): Weighted => {
  const [total, square] = [sum / WEIGHT_UNIT, squares / WEIGHT_UNIT]
  const mean = total / all
  const error = Math.sqrt(Math.max(0, square / all - mean * mean) / all)
  const effective = square > 0 ? (total * total) / square : 0
  return {
    estimate: { value: mean, low: Math.max(0, mean - Z * error), high: mean + Z * error, draws },
    effective,
  }
}

const massOf = (row: PackedBins[number]): number => (row[2] === undefined ? row[1] : row[2] / WEIGHT_UNIT)

const massIn = (bins: PackedBins): number => bins.reduce((sum, row) => sum + massOf(row), 0)

/** Value below which a share of the mass lies. */
export const quantileOf = (bins: PackedBins, share: number): number => {
  const total = massIn(bins)
  let below = 0
  for (const row of bins) {
    below += massOf(row)
    if (below >= share * total) return middleOf(row[0])
  }
  return middleOf(bins.at(-1)?.[0] ?? 0)
}

/** Effective number of draws: as many plain ones would tell as much. */
const effectiveOf = (bins: PackedBins): number => {
  if (bins[0]?.[2] === undefined) return bins.reduce((n, row) => n + row[1], 0)
  const sum = massIn(bins)
  const squares = bins.reduce((total, row) => total + (row[3] ?? 0) / WEIGHT_UNIT, 0)
  return (sum * sum) / squares
}

/** A quantile with the interval of its order statistics. */
export const quantile = (bins: PackedBins, share: number): Estimate => {
  const n = effectiveOf(bins)
  const half = Z * Math.sqrt((share * (1 - share)) / n)
  return {
    value: quantileOf(bins, share),
    low: quantileOf(bins, Math.max(0, share - half)),
    high: quantileOf(bins, Math.min(1, share + half)),
    draws: Math.round(n * (1 - share)),
  }
}

/** Mean of what lies beyond a quantile (expected shortfall), with its asymptotic interval. */
export const shortfall = (bins: PackedBins, share: number): Estimate => {
  const n = effectiveOf(bins)
  const total = massIn(bins)
  const edge = quantileOf(bins, share)
  let left = (1 - share) * total
  let [sum, square, mass] = [0, 0, 0]
  for (const row of [...bins].reverse()) {
    const taken = Math.min(left, massOf(row))
    if (taken <= 0) break
    const value = middleOf(row[0])
    sum += taken * value
    square += taken * value * value
    mass += taken
    left -= taken
  }
  const mean = sum / mass
  const spread = Math.max(0, square / mass - mean * mean) + share * (mean - edge) ** 2
  const half = Z * Math.sqrt(spread / (n * (1 - share)))
  return { value: mean, low: mean - half, high: mean + half, draws: Math.round(n * (1 - share)) }
}

/** Mean with its interval. */
export const meanEstimate = (bins: PackedBins): Estimate => {
  const n = effectiveOf(bins)
  const total = massIn(bins)
  const mean = bins.reduce((sum, row) => sum + massOf(row) * middleOf(row[0]), 0) / total
  const variance = bins.reduce((sum, row) => sum + massOf(row) * (middleOf(row[0]) - mean) ** 2, 0) / total
  const half = Z * Math.sqrt(variance / n)
  return { value: mean, low: mean - half, high: mean + half, draws: Math.round(n) }
}

/** An estimate in another unit. */
export const scaled = ({ value, low, high, draws }: Estimate, by: number): Estimate =>
  by < 0
    ? { value: value * by, low: high * by, high: low * by, draws }
    : { value: value * by, low: low * by, high: high * by, draws }
