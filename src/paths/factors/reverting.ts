import { ln } from '../kernel/exponential.js'
import { derived, type Figure, type Provenance } from './figure.js'
import { lineThrough, meanOf, pairsOf, robustSd, type Series, windowOf } from './series.js'

/** A level that is pulled back to a mean, with normal noise and rare jumps, kept between two bounds. Times in years. */
export type Reverting = {
  readonly mean: Figure
  readonly speedPerYear: Figure
  readonly volPerRootYear: Figure
  readonly jumpsPerYear: Figure
  readonly jumpMean: Figure
  readonly jumpSd: Figure
  readonly low: number
  readonly high: number
}

/** A day's change this many robust deviations out is a jump. */
const JUMP_AT = 4.5
const DAYS = 365

/** The noise of each day that no jump explains, by date: what factors are correlated on. */
export type Innovations = ReadonlyMap<string, number>

export type Fitted = { readonly factor: Reverting; readonly innovations: Innovations }

const jumpFigures = (jumps: readonly number[], days: number, of: Provenance) => {
  const { mean, sd } = jumps.length > 1 ? meanOf(jumps) : { mean: jumps[0] ?? 0, sd: 0 }
  const years = days / DAYS
  const count = Math.max(1, jumps.length)
  return {
    jumpsPerYear: derived(jumps.length / years, Math.sqrt(count) / years, of),
    jumpMean: derived(mean, sd / Math.sqrt(count), of),
    jumpSd: derived(sd, sd / Math.sqrt(2 * count), of),
  }
}

/**
 * An Ornstein–Uhlenbeck process with jumps from a daily series: least squares of each day on the day before without the
 * days that stand `JUMP_AT` robust deviations out, which are the jumps. Standard errors are those of the regression, by
 * the delta method, and of a Poisson count.
 */
export const fitReverting = (
  series: Series,
  of: { readonly source: string; readonly low: number; readonly high: number },
): Fitted => {
  const pairs = pairsOf(series)
  const all = lineThrough(
    pairs.map(pair => pair.before),
    pairs.map(pair => pair.after),
  )
  const limit = JUMP_AT * robustSd(all.residuals)
  const isJump = (i: number): boolean => Math.abs(all.residuals[i] ?? 0) > limit
  const usual = pairs.filter((_, i) => !isJump(i))
  const line = lineThrough(
    usual.map(pair => pair.before),
    usual.map(pair => pair.after),
  )
  const keep = Math.min(Math.max(line.b, 0.01), 0.9999)
  const speed = -ln(keep) * DAYS
  const vol = line.sd * Math.sqrt((2 * speed) / (1 - keep * keep))
  const provenance = { source: of.source, window: windowOf(series) }
  const { mean } = meanOf([...series.values()])
  const jumps = all.residuals.filter((_, i) => isJump(i))
  return {
    factor: {
      mean: derived(mean, line.seA / (1 - keep), provenance),
      speedPerYear: derived(speed, (line.seB / keep) * DAYS, provenance),
      volPerRootYear: derived(vol, vol / Math.sqrt(2 * usual.length), provenance),
      ...jumpFigures(jumps, pairs.length, provenance),
      low: of.low,
      high: of.high,
    },
    innovations: new Map(usual.map(({ date }, i) => [date, line.residuals[i] ?? 0])),
  }
}
