import { startFactors } from './drawn.js'
import { type Basis, createEngine, type Engine, type GivenFactors } from './engine.js'
import { type Estimate, wilson } from './estimates.js'
import { dayAfter, dayBefore } from './factors/series.js'
import type { CurveFacts, PathSpec, PositionFacts } from './facts.js'
import { exp } from './kernel/exponential.js'
import type { Kernel } from './kernel/kernel.js'
import { randomWords, uniformOf } from './kernel/random.js'
import type { PositionEngine } from './positions.js'
import { type RecordedDay, recordedDays } from './recorded.js'
import { applyDay } from './redrawn.js'
import { TILE } from './runs.js'

/** One window: opened at the end of `from`, held to the end of `to`. */
export type Window = {
  readonly from: string
  readonly to: string
  /** Change of the net worth in ether, as a fraction: profit against holding ether. */
  readonly profit: number
  /** The same, less what holding stETH brought. */
  readonly againstStEth: number
  readonly liquidated: boolean
  /** 1e9 without debt. */
  readonly leastHealth: number
}

/** A mean or share over windows with an interval by block bootstrap. */
export type Backtest = {
  readonly name: string
  readonly startEth: number
  readonly windows: readonly Window[]
  readonly nonOverlapping: number
  readonly meanProfit: Estimate
  readonly meanAgainstStEth: Estimate
  readonly liquidated: Estimate
  readonly behindStEth: Estimate
  /** The worst that do not overlap each other. */
  readonly worst: readonly Window[]
  /** Days on which the share rate is not recorded and grows as calibrated; days that lack something else. */
  readonly assumedRateDays: number
  readonly missingDays: number
}

export type BacktestRequest = {
  readonly spec: PathSpec
  readonly basis: Basis
  readonly from: string
  readonly to: string
}

/** Borrowed share at which a curve asks a yearly rate. */
export const usageAt = (rate: number, { optimal, base, slope1, slope2 }: CurveFacts): number => {
  const over = rate - base
  if (over <= 0 || slope1 === 0) return 0
  return over <= slope1 ? (over / slope1) * optimal : optimal + ((over - slope1) / slope2) * (1 - optimal)
}

type Needs = { readonly borrowRate: boolean; readonly discount: boolean }

const needsOf = ({ loans, holdings }: PositionFacts): Needs => ({
  borrowRate: [...holdings, ...loans.flatMap(({ collateral, debt }) => [...collateral, ...debt])].some(
    ({ interest }) => interest.kind === 'borrow' && interest.curve === 'WETH',
  ),
  discount: loans.some(({ sees }) => sees === 'market'),
})

const isWhole = (day: RecordedDay, needs: Needs): boolean =>
  (!needs.borrowRate || day.wethBorrowRate !== null) && (!needs.discount || day.stEthDiscount !== null)

/** Places in `days` at which a window of `length` days opens: every day of it is there and whole. */
const startsIn = (days: readonly RecordedDay[], length: number, needs: Needs): readonly number[] => {
  const run: number[] = []
  for (const [i, day] of days.entries()) {
    const before = days[i - 1]
    const goesOn = before !== undefined && dayAfter(before.date) === day.date
    run.push(isWhole(day, needs) ? (goesOn ? (run[i - 1] ?? 0) : 0) + 1 : 0)
  }
  return days.flatMap((_, i) => ((run[i + length] ?? 0) > length ? [i] : []))
}

/** Factors of windows side by side: lane `path` opens at `starts[path]`. */
const windowFactors =
  (spec: PathSpec, days: readonly RecordedDay[], starts: readonly number[], growth: number): GivenFactors =>
  (kernel, runs) => {
    const set = (path: number, lane: number, step: number): void => {
      const at = starts[path + lane]
      const day = at === undefined ? undefined : days[at + step]
      if (!day) return
      const usage = day.wethBorrowRate === null ? null : usageAt(day.wethBorrowRate, spec.market.curves.WETH)
      const known = { ...day, wethUtilisation: usage, rateGrowth: day.rateGrowth ?? growth }
      applyDay(
        kernel,
        runs,
        lane,
        step === 0 ? { ...known, etherReturn: 1, etherLow: 1, rateGrowth: 1 } : known,
      )
    }
    const setAll = (path: number, step: number): void => {
      for (let lane = 0; lane < TILE; lane++) set(path, lane, step)
    }
    return {
      hasLows: true,
      start: path => {
        startFactors(kernel, spec, runs)
        kernel.fill(runs.etherLow, spec.market.etherUsd, TILE)
        setAll(path, 0)
      },
      advance: setAll,
    }
  }

/** What holding stETH over a window brings in ether. */
const stEthGrowth = (days: readonly RecordedDay[], at: number, length: number, growth: number): number =>
  days.slice(at + 1, at + 1 + length).reduce((sum, day) => sum * (day.rateGrowth ?? growth), 1) - 1

type Played = { readonly engine: Engine; readonly position: PositionEngine; readonly startEth: number }

const windowOf = (
  { engine: { kernel }, position: { runs }, startEth }: Played,
  lane: number,
  of: { readonly from: string; readonly to: string; readonly held: number },
): Window => {
  const profit = (kernel.cells[runs.worthEther + lane] as number) / startEth - 1
  return {
    from: of.from,
    to: of.to,
    profit,
    againstStEth: profit - of.held,
    liquidated: Number.isFinite(kernel.cells[runs.liquidatedAt + lane] as number),
    leastHealth: kernel.cells[runs.leastHealth + lane] as number,
  }
}

const SAMPLES = 2_000
const SEED = 1
/** Group of random words that no path uses. */
const GROUP = 48

/** Means of resamples of blocks of `length`: ordered. */
const resampled = (values: readonly number[], length: number): readonly number[] => {
  const block = Math.min(length, values.length)
  const sums = [0]
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value)
  const count = Math.ceil(values.length / block)
  const words = new Int32Array(4)
  const mean = (sample: number): number => {
    let sum = 0
    for (let i = 0; i < count; i++) {
      randomWords({ seed: SEED, path: sample, step: i, group: GROUP }, words)
      const at = Math.floor(uniformOf(words[0] as number) * (values.length - block + 1))
      sum += (sums[at + block] as number) - (sums[at] as number)
    }
    return sum / (count * block)
  }
  return Array.from({ length: SAMPLES }, (_, sample) => mean(sample)).sort((a, b) => a - b)
}

/** Mean of windows with a 95 % interval by moving block bootstrap; blocks as long as a window. */
export const blockMean = (values: readonly number[], length: number): Estimate => {
  const means = resampled(values, length)
  return {
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: means[Math.floor(0.025 * SAMPLES)] ?? 0,
    high: means[Math.ceil(0.975 * SAMPLES) - 1] ?? 0,
    draws: values.length,
  }
}

/** A share of windows. Where all or none have it, resampling tells nothing: the interval is Wilson's of `apart` windows. */
export const blockShare = (flags: readonly boolean[], length: number, apart: number): Estimate => {
  const positive = flags.filter(Boolean).length
  const found = blockMean(
    flags.map(flag => (flag ? 1 : 0)),
    length,
  )
  if (positive > 0 && positive < flags.length) return { ...found, draws: positive }
  const { low, high } = wilson(positive === 0 ? 0 : apart, apart)
  return { ...found, low, high, draws: positive }
}

/** In the order given, those that do not overlap an earlier one. */
const apartOf = (windows: readonly Window[]): readonly Window[] => {
  const kept: Window[] = []
  for (const one of windows)
    if (kept.every(({ from, to }) => one.from >= to || one.to <= from)) kept.push(one)
  return kept
}

const WORST = 5

/** What a position is worth at the start of a spec, ether. */
const worthAtStart = (kernel: Kernel, spec: PathSpec, basis: Basis): number => {
  const engine = createEngine(kernel, { ...spec, days: 0 }, basis)
  engine.run(0)
  return kernel.cells[engine.positions[0]?.runs.worthEther ?? 0] as number
}

/** Distribution of the windows, each of `length` days. */
const summaryOf = (windows: readonly Window[], length: number) => {
  const nonOverlapping = apartOf(windows).length
  const mean = (read: (window: Window) => number) => blockMean(windows.map(read), length)
  const share = (read: (window: Window) => boolean) => blockShare(windows.map(read), length, nonOverlapping)
  return {
    nonOverlapping,
    meanProfit: mean(({ profit }) => profit),
    meanAgainstStEth: mean(({ againstStEth }) => againstStEth),
    liquidated: share(({ liquidated }) => liquidated),
    behindStEth: share(({ againstStEth }) => againstStEth < 0),
    worst: apartOf([...windows].sort((a, b) => a.profit - b.profit)).slice(0, WORST),
  }
}

/** The record as one position needs it: its days, the days at which a window opens, and the rate's usual growth a day. */
const recordFor = ({ spec, basis, from, to }: BacktestRequest, position: PositionFacts) => {
  const growth = exp(basis.parameters.shareRates.stETH.growthPerYear.value / 365)
  const days = recordedDays(basis.record, dayBefore(from), to)
  const needs = needsOf(position)
  return {
    growth,
    days,
    starts: startsIn(days, spec.days, needs),
    missingDays: days.filter(day => !isWhole(day, needs)).length,
  }
}

type Recorded = ReturnType<typeof recordFor>

const playWindows = (
  kernel: Kernel,
  spec: PathSpec,
  basis: Basis,
  { days, starts, growth }: Recorded,
): { readonly startEth: number; readonly windows: readonly Window[] } => {
  const startEth = worthAtStart(kernel, spec, basis)
  const engine = createEngine(kernel, spec, basis, windowFactors(spec, days, starts, growth))
  const [position] = engine.positions
  const windows: Window[] = []
  for (let path = 0; position && path < starts.length; path += TILE) {
    engine.run(path)
    for (const [lane, at] of starts.slice(path, path + TILE).entries())
      windows.push(
        windowOf({ engine, position, startEth }, lane, {
          from: days[at]?.date ?? '',
          to: days[at + spec.days]?.date ?? '',
          held: stEthGrowth(days, at, spec.days, growth),
        }),
      )
  }
  return { startEth, windows }
}

/**
 * Opens position `k` of a spec on every recorded day and holds it for the spec's days: today's position and terms, with
 * the moves of ether (the day's low too), share rates and the borrow rate of WETH of then. Null where no window is whole.
 */
export const backtest = (kernel: Kernel, request: BacktestRequest, k: number): Backtest | null => {
  const { basis, spec } = request
  const position = spec.positions[k]
  if (!position) throw new RangeError(`There is no position ${k}.`)
  const alone: PathSpec = { ...spec, positions: [position], stepsPerDay: 1, tilt: null }
  const recorded = recordFor(request, position)
  const { windows, startEth } = playWindows(kernel, alone, basis, recorded)
  if (windows.length === 0) return null
  return {
    name: position.name,
    startEth,
    windows,
    ...summaryOf(windows, spec.days),
    assumedRateDays: recorded.days.filter(({ rateGrowth }) => rateGrowth === null).length,
    missingDays: recorded.missingDays,
  }
}
