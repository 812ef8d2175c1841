import { mergeBins, type PackedBins } from './bins.js'

/** What may have driven a path, in the order of a tally's sums. */
export const DRIVERS = [
  'the fall of ether',
  'the discount of stETH',
  'the cost of the debt',
  'the share rate',
  'the fall of the dollar token',
] as const

/** A path and what it is listed for. */
export type Listed = { readonly path: number; readonly value: number }

/**
 * Sums of drivers over paths of one coarse bin of loss: bin, paths, then each driver's sum and sum of squares in units of
 * 1e-6.
 */
export type DriverRow = readonly number[]

/**
 * What a position came to on some paths: whole numbers, so that merging knows no order. Losses are fractions of the net
 * worth at the start; positive is a loss.
 */
export type Tally = {
  readonly paths: number
  /** Draws, sum of weights and of their squares, in units of 2^-24, of paths with a liquidation. */
  readonly liquidated: readonly [draws: number, sum: number, squares: number]
  readonly lossEther: PackedBins
  readonly lossUsd: PackedBins
  readonly leastHealth: PackedBins
  readonly drawdown: PackedBins
  /** Share of the net worth that liquidations took, of paths with one. */
  readonly penalty: PackedBins
  /** Day, and paths first liquidated on it. */
  readonly liquidatedOn: readonly (readonly [day: number, paths: number])[]
  /** Net worth in ether against the start, by day. */
  readonly fan: readonly (readonly [day: number, bins: PackedBins])[]
  readonly drivers: readonly DriverRow[]
  /** By bin of the loss in ether, its first path. */
  readonly examples: readonly (readonly [bin: number, path: number])[]
  /** Largest losses, and earliest liquidations. */
  readonly worst: readonly Listed[]
  readonly first: readonly Listed[]
}

/** How many paths are listed. */
export const LISTED = 64

export const EMPTY_TALLY: Tally = {
  paths: 0,
  liquidated: [0, 0, 0],
  lossEther: [],
  lossUsd: [],
  leastHealth: [],
  drawdown: [],
  penalty: [],
  liquidatedOn: [],
  fan: [],
  drivers: [],
  examples: [],
  worst: [],
  first: [],
}

/** Two lists as one, by value and then by path: the largest first where `sign` is −1. */
export const mergeLists = (a: readonly Listed[], b: readonly Listed[], sign: 1 | -1): readonly Listed[] =>
  [...a, ...b]
    .sort((x, y) => (x.value === y.value ? x.path - y.path : sign * (x.value - y.value)))
    .slice(0, LISTED)

/** Rows with a key in front as one: everything behind it is added up. */
const mergeRows = (
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): readonly (readonly number[])[] => {
  const all = new Map(a.map(row => [row[0], row]))
  for (const row of b) {
    const had = all.get(row[0])
    all.set(row[0], had ? row.map((value, i) => (i === 0 ? value : value + (had[i] ?? 0))) : row)
  }
  return [...all.values()].sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0))
}

const mergeFans = (a: Tally['fan'], b: Tally['fan']): Tally['fan'] => {
  const all = new Map(a)
  for (const [day, bins] of b) all.set(day, mergeBins(all.get(day) ?? [], bins))
  return [...all].sort((x, y) => x[0] - y[0])
}

/** Of each bin the path that comes first. */
const mergeExamples = (a: Tally['examples'], b: Tally['examples']): Tally['examples'] => {
  const all = new Map(a)
  for (const [bin, path] of b) all.set(bin, Math.min(path, all.get(bin) ?? path))
  return [...all].sort((x, y) => x[0] - y[0])
}

/** Two tallies as one. */
export const mergeTallies = (a: Tally, b: Tally): Tally => ({
  paths: a.paths + b.paths,
  liquidated: [
    a.liquidated[0] + b.liquidated[0],
    a.liquidated[1] + b.liquidated[1],
    a.liquidated[2] + b.liquidated[2],
  ],
  lossEther: mergeBins(a.lossEther, b.lossEther),
  lossUsd: mergeBins(a.lossUsd, b.lossUsd),
  leastHealth: mergeBins(a.leastHealth, b.leastHealth),
  drawdown: mergeBins(a.drawdown, b.drawdown),
  penalty: mergeBins(a.penalty, b.penalty),
  liquidatedOn: mergeRows(a.liquidatedOn, b.liquidatedOn) as Tally['liquidatedOn'],
  fan: mergeFans(a.fan, b.fan),
  drivers: mergeRows(a.drivers, b.drivers),
  examples: mergeExamples(a.examples, b.examples),
  worst: mergeLists(a.worst, b.worst, -1),
  first: mergeLists(a.first, b.first, 1),
})
