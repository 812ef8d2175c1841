/** Recorded days, oldest first, without gaps where the record has none; values by date (YYYY-MM-DD). */
export type Series = ReadonlyMap<string, number>

/** Days of a series that stand next to each other: the value before and the value after. */
export type Pair = { readonly date: string; readonly before: number; readonly after: number }

const DAY_MS = 86_400_000

/** The day after a date. */
export const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)

/** The day before a date. */
export const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)

/** Consecutive days of a series. */
export const pairsOf = (series: Series): readonly Pair[] =>
  [...series].flatMap(([date, before]) => {
    const next = dayAfter(date)
    const after = series.get(next)
    return after === undefined ? [] : [{ date: next, before, after }]
  })

/** The part of a series from one day to another, both included. */
export const within = (series: Series, from: string, to: string): Series =>
  new Map([...series].filter(([date]) => date >= from && date <= to))

/** "2024-05-12 to 2025-09-27". */
export const windowOf = (series: Series): string => {
  const days = [...series.keys()]
  return `${days[0]} to ${days.at(-1)}`
}

/** Moments with the standard error of the mean. */
export const meanOf = (values: readonly number[]): { readonly mean: number; readonly sd: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, sd: Math.sqrt(square / Math.max(1, values.length - 1)) }
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Standard deviation of a normal that has this median of absolute values: 1.4826 × it. */
export const robustSd = (values: readonly number[]): number => 1.4826 * medianOf(values.map(Math.abs))

/** y = a + b x by least squares, with the standard errors. */
export const lineThrough = (xs: readonly number[], ys: readonly number[]) => {
  const n = xs.length
  const [mx, my] = [meanOf(xs).mean, meanOf(ys).mean]
  const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
  const sxy = xs.reduce((sum, x, i) => sum + (x - mx) * ((ys[i] ?? 0) - my), 0)
  const b = sxx === 0 ? 0 : sxy / sxx
  const a = my - b * mx
  const residuals = ys.map((y, i) => y - a - b * (xs[i] ?? 0))
  const variance = residuals.reduce((sum, r) => sum + r * r, 0) / Math.max(1, n - 2)
  return {
    a,
    b,
    residuals,
    seB: Math.sqrt(variance / sxx),
    seA: Math.sqrt(variance / n),
    sd: Math.sqrt(variance),
  }
}
