import { binOf, type PackedBins } from './bins.js'
import type { Worth } from './counter.js'
import {
  type Estimate,
  FEW_EFFECTIVE,
  meanEstimate,
  quantile,
  quantileOf,
  scaled,
  shortfall,
  weightedShare,
  wilson,
} from './estimates.js'
import { isPriceSensitive, type PathSpec } from './facts.js'
import type { Shard } from './shard.js'
import { DRIVERS, EMPTY_TALLY, mergeTallies, type Tally } from './tally.js'

/** What a driver has to do with the worst 1 %: how many standard deviations it lies off there. */
export type Driver = {
  readonly name: string
  readonly inTail: number
  readonly usual: number
  readonly deviations: number
}

/** Losses at one level, in ether and dollars of the start. */
export type Risk = {
  readonly level: 95 | 99
  readonly valueAtRiskEth: Estimate
  readonly expectedShortfallEth: Estimate
  readonly valueAtRiskUsd: Estimate
  readonly expectedShortfallUsd: Estimate
}

/** A path at a percentile of the loss in ether. */
export type Tail = { readonly percentile: number; readonly path: number }

/** What a position may come to. Money in whole ether or dollars. */
export type PositionResult = {
  readonly name: string
  readonly startEth: number
  readonly startUsd: number
  readonly paths: number
  /** Null where importance sampling is too thin to tell. */
  readonly probabilityOfLiquidation: Estimate | null
  /** Of weighted draws. */
  readonly effectiveDraws: number | null
  readonly risks: readonly Risk[]
  readonly meanLossEth: Estimate
  readonly medianLossEth: Estimate
  readonly drawdown95Eth: Estimate
  readonly leastHealth: { readonly p1: Estimate; readonly median: Estimate } | null
  readonly penaltyEth: Estimate | null
  /** Share of paths liquidated by each day on which that rose. */
  readonly liquidatedBy: readonly { readonly day: number; readonly share: number }[]
  readonly fan: readonly { readonly day: number; readonly quantiles: readonly number[] }[]
  readonly drivers: readonly Driver[]
  /** A path whose loss is at each of these percentiles. */
  readonly tails: readonly Tail[]
  readonly worst: Tally['worst']
  readonly first: Tally['first']
  readonly stepsPerDay: number
  readonly priceSensitive: boolean
}

/** Shares of the fan. */
export const FAN = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const

const risksOf = (tally: Tally, start: Worth): readonly Risk[] =>
  ([95, 99] as const).map(level => ({
    level,
    valueAtRiskEth: scaled(quantile(tally.lossEther, level / 100), start.ether),
    expectedShortfallEth: scaled(shortfall(tally.lossEther, level / 100), start.ether),
    valueAtRiskUsd: scaled(quantile(tally.lossUsd, level / 100), start.usd),
    expectedShortfallUsd: scaled(shortfall(tally.lossUsd, level / 100), start.usd),
  }))

const TAIL = 0.01
const DRIVER_UNIT = 1e6

const sumRows = (rows: Tally['drivers']): readonly number[] =>
  rows.reduce<readonly number[]>((sum, row) => row.slice(1).map((value, i) => value + (sum[i] ?? 0)), [])

/** The worst rows that hold about 1 % of the paths, whole rows. */
const tailRows = ({ drivers, paths }: Tally): Tally['drivers'] => {
  const rows: (readonly number[])[] = []
  let n = 0
  for (const row of [...drivers].reverse()) {
    if (n >= TAIL * paths) break
    rows.push(row)
    n += row[1] ?? 0
  }
  return rows
}

/** Drivers of the tail, the strongest first. */
const driversOf = (tally: Tally): readonly Driver[] => {
  const [all, tail] = [sumRows(tally.drivers), sumRows(tailRows(tally))]
  const [n, m] = [all[0] ?? 1, tail[0] ?? 1]
  return DRIVERS.map((name, j) => {
    const usual = (all[1 + 2 * j] ?? 0) / n / DRIVER_UNIT
    const variance = Math.max(0, (all[2 + 2 * j] ?? 0) / n / DRIVER_UNIT - usual * usual)
    const inTail = (tail[1 + 2 * j] ?? 0) / m / DRIVER_UNIT
    return { name, inTail, usual, deviations: variance > 0 ? (inTail - usual) / Math.sqrt(variance) : 0 }
  }).sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations))
}

const probabilityOf = (
  tally: Tally,
  spec: PathSpec,
): { readonly estimate: Estimate | null; readonly effective: number | null } => {
  const [draws, sum, squares] = tally.liquidated
  if (!spec.tilt) return { estimate: wilson(draws, tally.paths), effective: null }
  const { estimate, effective } = weightedShare(draws, sum, squares, tally.paths)
  return { estimate: effective < FEW_EFFECTIVE ? null : estimate, effective }
}

const liquidatedBy = ({ liquidatedOn, paths }: Tally) => {
  let sum = 0
  return liquidatedOn.map(([day, n]) => {
    sum += n
    return { day, share: sum / paths }
  })
}

const penaltyOf = (penalty: PackedBins, start: Worth): Estimate | null =>
  penalty.length === 0 ? null : scaled(meanEstimate(penalty), start.ether)

const PERCENTILES = [95, 99, 99.9] as const

/** The first path in the bin of each percentile: within 0.1 % of the loss there. */
const tailsOf = ({ lossEther, examples }: Tally): readonly Tail[] => {
  const first = new Map(examples)
  return PERCENTILES.flatMap(percentile => {
    const path = first.get(binOf(quantileOf(lossEther, percentile / 100)))
    return path === undefined ? [] : [{ percentile, path }]
  })
}

const resultOf = (spec: PathSpec, k: number, tally: Tally, start: Worth): PositionResult => {
  const position = spec.positions[k]
  if (!position) throw new Error(`position ${k} is none of the spec's`)
  const { estimate, effective } = probabilityOf(tally, spec)
  return {
    name: position.name,
    startEth: start.ether,
    startUsd: start.usd,
    paths: tally.paths,
    probabilityOfLiquidation: estimate,
    effectiveDraws: effective,
    risks: risksOf(tally, start),
    meanLossEth: scaled(meanEstimate(tally.lossEther), start.ether),
    medianLossEth: scaled(quantile(tally.lossEther, 0.5), start.ether),
    drawdown95Eth: scaled(quantile(tally.drawdown, 0.95), start.ether),
    leastHealth:
      tally.leastHealth.length === 0
        ? null
        : { p1: quantile(tally.leastHealth, 0.01), median: quantile(tally.leastHealth, 0.5) },
    penaltyEth: penaltyOf(tally.penalty, start),
    liquidatedBy: liquidatedBy(tally),
    fan: tally.fan.map(([day, bins]) => ({
      day,
      quantiles: FAN.map(share => start.ether * (1 + quantile(bins, share).value)),
    })),
    drivers: driversOf(tally),
    tails: tailsOf(tally),
    worst: tally.worst,
    first: tally.first,
    stepsPerDay: spec.stepsPerDay,
    priceSensitive: isPriceSensitive(position),
  }
}

/** Shards as one; any order gives the same. */
export const mergeShards = (shards: readonly Shard[]): readonly Tally[] => {
  const [first] = shards
  if (!first) return []
  return first.tallies.map((_, k) =>
    shards.reduce((sum, shard) => mergeTallies(sum, shard.tallies[k] ?? EMPTY_TALLY), EMPTY_TALLY),
  )
}

/** What the positions of a spec may come to, from all of its shards. */
export const resultsOf = (spec: PathSpec, shards: readonly Shard[]): readonly PositionResult[] => {
  const start = shards[0]?.start ?? []
  return mergeShards(shards).map((tally, k) => resultOf(spec, k, tally, start[k] ?? { ether: 1, usd: 1 }))
}
