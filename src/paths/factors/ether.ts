import { exp, ln } from '../kernel/exponential.js'
import { derived, type Figure, type Provenance } from './figure.js'
import type { Innovations } from './reverting.js'
import { meanOf, pairsOf, robustSd, type Series, windowOf } from './series.js'

/** Normal jumps of a price's logarithm. */
export type Jumps = { readonly perYear: Figure; readonly mean: Figure; readonly sd: Figure }

/**
 * A price: diffusion and two kinds of jumps of its logarithm, small ones that make the tails heavy and crashes; its
 * expectation stays where it is. Times in years.
 */
export type JumpDiffusion = { readonly vol: Figure; readonly stirs: Jumps; readonly crashes: Jumps }

type Fit = {
  readonly drift: number
  readonly sd: number
  readonly rate: number
  readonly mean: number
  readonly jumpSd: number
}

const DAYS = 365
const MOST_JUMPS = 3
const ROUNDS = 40
const REDRAWS = 24
/** A day whose return stands this many robust deviations out is a crash, or its opposite. */
const CRASH_AT = 4.5

const density = (x: number, mean: number, variance: number): number =>
  exp(-Math.min(600, ((x - mean) * (x - mean)) / (2 * variance))) / Math.sqrt(variance)

type Sums = {
  weight: number
  days: number
  jumps: number
  variance: number
  drift: number
  jump: number
  spread: number
}

/** Chances of 0 to 3 jumps on a day, given its return. */
const chancesOf = (r: number, fit: Fit): readonly number[] => {
  let poisson = exp(-fit.rate)
  const raw: number[] = []
  for (let k = 0; k <= MOST_JUMPS; k++) {
    raw.push(poisson * density(r, fit.drift + k * fit.mean, fit.sd ** 2 + k * fit.jumpSd ** 2))
    poisson *= fit.rate / (k + 1)
  }
  const total = raw.reduce((sum, value) => sum + value, 0)
  return raw.map(value => value / total)
}

const improve = (returns: readonly number[], fit: Fit): Fit => {
  const sums: Sums = { weight: 0, days: 0, jumps: 0, variance: 0, drift: 0, jump: 0, spread: 0 }
  for (const r of returns)
    for (const [k, chance] of chancesOf(r, fit).entries()) {
      const variance = fit.sd ** 2 + k * fit.jumpSd ** 2
      const off = r - fit.drift - k * fit.mean
      const noise = (off * fit.sd ** 2) / variance
      const jumped = k * fit.mean + (off * k * fit.jumpSd ** 2) / variance
      const left = (fit.sd ** 2 * k * fit.jumpSd ** 2) / variance
      sums.days += chance
      sums.jumps += chance * k
      sums.drift += chance * (r - jumped)
      sums.variance += chance * (noise * noise + left)
      sums.jump += chance * jumped
      if (k > 0) sums.spread += (chance * ((jumped - k * fit.mean) ** 2 + left)) / k
    }
  return {
    drift: sums.drift / sums.days,
    sd: Math.sqrt(sums.variance / sums.days),
    rate: sums.jumps / sums.days,
    mean: sums.jump / Math.max(1e-9, sums.jumps),
    jumpSd: Math.sqrt(sums.spread / Math.max(1e-9, sums.jumps) + 1e-8),
  }
}

const fitReturns = (returns: readonly number[]): Fit => {
  let fit: Fit = { drift: 0, sd: 0.03, rate: 0.08, mean: -0.01, jumpSd: 0.08 }
  for (let i = 0; i < ROUNDS; i++) fit = improve(returns, fit)
  return fit
}

/** Blocks of 30 days drawn with replacement by a fixed linear congruence: the same standard errors every time. */
const redrawn = (returns: readonly number[], seed: number): readonly number[] => {
  const block = 30
  let state = seed * 2_654_435_761
  return Array.from({ length: Math.ceil(returns.length / block) }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    const start = Math.floor((state / 4_294_967_296) * (returns.length - block))
    return returns.slice(start, start + block)
  }).flat()
}

const spreadOf = (fits: readonly Fit[], read: (fit: Fit) => number): number => {
  const mean = fits.reduce((sum, fit) => sum + read(fit), 0) / fits.length
  return Math.sqrt(fits.reduce((sum, fit) => sum + (read(fit) - mean) ** 2, 0) / (fits.length - 1))
}

const crashesOf = (returns: readonly number[], of: Provenance, days: number): Jumps => {
  const { mean, sd } = returns.length > 1 ? meanOf(returns) : { mean: returns[0] ?? 0, sd: 0 }
  const [years, count] = [days / DAYS, Math.max(1, returns.length)]
  return {
    perYear: derived(returns.length / years, Math.sqrt(count) / years, of),
    mean: derived(mean, sd / Math.sqrt(count), of),
    sd: derived(sd, sd / Math.sqrt(2 * count), of),
  }
}

/**
 * Crashes are the days `CRASH_AT` robust deviations out. The rest is Merton's jump diffusion by expectation and
 * maximisation over 0 to 3 jumps a day, with standard errors from 24 block bootstraps of 30 days. The drift that the
 * record shows is not kept: a price's expectation stays where it is.
 */
export const fitPrice = (
  series: Series,
  source: string,
): { readonly factor: JumpDiffusion; readonly innovations: Innovations } => {
  const days = pairsOf(series).map(({ date, before, after }) => ({ date, r: ln(after / before) }))
  const limit = CRASH_AT * robustSd(days.map(({ r }) => r))
  const usual = days.filter(({ r }) => Math.abs(r) <= limit)
  const returns = usual.map(({ r }) => r)
  const fit = fitReturns(returns)
  const others = Array.from({ length: REDRAWS }, (_, i) => fitReturns(redrawn(returns, i + 1)))
  const of: Provenance = { source, window: windowOf(series) }
  const figure = (read: (one: Fit) => number): Figure => derived(read(fit), spreadOf(others, read), of)
  const stirs = {
    perYear: figure(one => one.rate * DAYS),
    mean: figure(one => one.mean),
    sd: figure(one => one.jumpSd),
  }
  const crashed = days.filter(({ r }) => Math.abs(r) > limit).map(({ r }) => r)
  return {
    factor: {
      vol: figure(one => one.sd * Math.sqrt(DAYS)),
      stirs,
      crashes: crashesOf(crashed, of, days.length),
    },
    innovations: new Map(usual.map(({ date, r }) => [date, r - fit.drift])),
  }
}
