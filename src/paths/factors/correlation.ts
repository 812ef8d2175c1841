import type { Innovations } from './reverting.js'

/** The correlation matrix is not positive definite: no normal variables have it. */
export class CorrelationError extends Error {
  override readonly name = 'CorrelationError'
}

const correlationOf = (a: Innovations, b: Innovations): number => {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0]
  for (const [date, x] of a) {
    const y = b.get(date)
    if (y === undefined) continue
    n += 1
    sx += x
    sy += y
    sxx += x * x
    syy += y * y
    sxy += x * y
  }
  const spread = Math.sqrt((sxx - (sx * sx) / n) * (syy - (sy * sy) / n))
  return n < 30 || spread === 0 ? 0 : (sxy - (sx * sy) / n) / spread
}

/** Correlations of days that both have; 0 where fewer than 30 are common. */
export const correlationMatrix = (all: readonly (Innovations | undefined)[]): number[][] =>
  all.map((a, i) => all.map((b, j) => (i === j ? 1 : a && b ? correlationOf(a, b) : 0)))

/**
 * Lower triangle L with L Lᵀ = the matrix (Cholesky). Additions, products and roots alone: the same bits on every engine.
 * Throws CorrelationError where the matrix is not positive definite.
 */
export const factorise = (matrix: readonly (readonly number[])[]): readonly (readonly number[])[] => {
  const rows: number[][] = []
  for (const [i, row] of matrix.entries()) {
    const made: number[] = []
    for (let j = 0; j <= i; j++) {
      const other = j === i ? made : (rows[j] ?? [])
      const sum = made.slice(0, j).reduce((total, value, k) => total + value * (other[k] ?? 0), 0)
      const rest = (row[j] ?? 0) - sum
      if (j === i && !(rest > 1e-12))
        throw new CorrelationError(`The correlation matrix is not positive definite at row ${i + 1}.`)
      made.push(j === i ? Math.sqrt(rest) : rest / (other[j] ?? 1))
    }
    rows.push(made)
  }
  return rows
}
