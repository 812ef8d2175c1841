import type { Asset } from '../protocols/assets.js'
import type { PoolParams } from '../protocols/uniswap/pool.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { UniswapPool } from '../protocols/uniswap/state.js'
import { getTickAtSqrtRatio, MAX_TICK, MIN_TICK } from '../protocols/uniswap/tickMath.js'

/**
 * What a trade of a size costs: `amount` of `asset` sold, in its smallest unit; `impactBps` the average execution price
 * below the mid price. The pool's own fee is excluded. Aggregators quote net of fees, but measure impact from the best
 * quote of a small trade, which pays the same fees, so that they cancel: tables of 1inch quotes name 0.4 bps where
 * the cheapest pool charges 1 bp.
 */
export type DepthRow = { readonly asset: Asset; readonly amount: bigint; readonly impactBps: number }

export type DepthParams = PoolParams & {
  readonly sells: readonly DepthRow[]
  /** Whether nothing is left beyond the last row; otherwise its liquidity goes on. */
  readonly ends: boolean
}

/** A position to mint; `liquidity` as the pool counts it. */
export type SeedPosition = {
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
}

/** An amount of the asset sold (smallest unit, after the fee) and its impact as a fraction. */
type Point = { readonly amount: number; readonly impact: number }

/** The price of the asset sold, from high to low as square roots, over which an amount of it is taken at one liquidity. */
type Segment = { readonly from: number; readonly to: number; readonly amount: number }

/** A range of ticks seen from one side. `slot` is where its liquidity stands in the list that is fitted. */
type Bin = {
  readonly from: number
  readonly to: number
  readonly slot: number
  readonly tickLower: number
  readonly tickUpper: number
}

type Side = { readonly bins: readonly Bin[]; readonly points: readonly Point[]; readonly price: number }

const Q96 = 2 ** 96
const FEE_DENOMINATOR = 1e6
/** Ticks right beside the price that are always a range of their own, so that impacts below one tick can be followed. */
const FINE_TICKS = 3

/** Half a tick: the narrowest that a first guess takes a bin for. */
const NARROW = 1.0001 ** -0.25

/**
 * Impact of selling `amount` (smallest unit) of `asset`, in basis points of the mid price, the fee excluded: the
 * quantity that `depthToPositions` fits.
 */
export const priceImpactBps = (pool: UniswapPool, asset: Asset, amount: bigint): number => {
  const { amountIn, amountOut } = quoteExactInput(pool, asset, amount)
  const price01 = (Number(pool.sqrtPriceX96) / Q96) ** 2
  const mid = asset === pool.token0 ? price01 : 1 / price01
  const lessFee = Number(amountIn) * (1 - pool.fee / FEE_DENOMINATOR)
  return (1 - Number(amountOut) / (lessFee * mid)) * 10_000
}

/** Neighbours whose price does not fall are taken together: no pool gives a better price for more. */
const monotone = (steps: readonly { amount: number; out: number }[]): { amount: number; out: number }[] => {
  const merged: { amount: number; out: number }[] = []
  for (const step of steps) {
    let last = step
    for (let before = merged.at(-1); before !== undefined; before = merged.at(-1)) {
      if (before.out / before.amount > last.out / last.amount) break
      merged.pop()
      last = { amount: before.amount + last.amount, out: before.out + last.out }
    }
    merged.push(last)
  }
  return merged
}

/**
 * A falling curve of prices that meets every point exactly: at constant liquidity the average price is the product of
 * both square-root prices, so each step between two sizes is split where its own average price lies.
 */
const segmentsThrough = (points: readonly Point[], price: number): readonly Segment[] => {
  const steps = points.map((point, index) => {
    const before = points[index - 1] ?? { amount: 0, impact: 0 }
    const out = (at: Point): number => at.amount * price * (1 - at.impact)
    return { amount: point.amount - before.amount, out: out(point) - out(before) }
  })
  const merged = monotone(steps)
  const segments: Segment[] = []
  let from = Math.sqrt(price)
  for (const [index, { amount, out }] of merged.entries()) {
    const middle = Math.min(from, Math.sqrt(out / amount))
    const following = merged[index + 1]
    const to =
      following === undefined
        ? middle ** 2 / from
        : Math.sqrt(middle * Math.sqrt(following.out / following.amount))
    const share = from > to ? (middle - to) / (from - to) : 0.5
    segments.push(
      { from, to: middle, amount: amount * share },
      { from: middle, to, amount: amount * (1 - share) },
    )
    from = to
  }
  return segments
}

const depthOf = ({ from, to, amount }: Segment): number => amount / (1 / to - 1 / from)

const amountWithin = (segment: Segment, bin: Bin): number => {
  const width = 1 / segment.to - 1 / segment.from
  if (width <= 0) return segment.from <= bin.from && segment.from > bin.to ? segment.amount : 0
  const overlap = 1 / Math.max(segment.to, bin.to) - 1 / Math.min(segment.from, bin.from)
  return segment.amount * Math.max(0, overlap / width)
}

/**
 * The liquidity that takes what the segments sell within the bin, which may reach far beyond the last of them. Where
 * they sell nothing, that of the thinnest.
 */
const firstGuess = (bin: Bin, segments: readonly Segment[]): number => {
  const amount = segments.reduce((sum, segment) => sum + amountWithin(segment, bin), 0)
  const to = Math.max(bin.to, Math.min(segments.at(-1)?.to ?? 0, bin.from * NARROW))
  if (amount > 0) return amount / (1 / to - 1 / bin.from)
  return Math.min(...segments.filter(({ from, to: end }) => from > end).map(depthOf))
}

const impactOf = (side: Side, amount: number, liquidity: readonly number[]): number => {
  let left = amount
  let out = 0
  for (const bin of side.bins) {
    const depth = liquidity[bin.slot] ?? 0
    const to = Math.max(bin.to, 1 / (1 / bin.from + left / depth))
    out += depth * (bin.from - to)
    left -= depth * (1 / to - 1 / bin.from)
    if (to > bin.to) break
  }
  return 1 - out / (amount * side.price)
}

/** Weighs the largest misses: the sizes are to be met within a factor, each. */
const WORST = 100

/** Keeps liquidity near the first guess where the table does not care. */
const RIDGE = 1e-4

const misfit = (sides: readonly Side[], liquidity: readonly number[], start: readonly number[]): number => {
  let sum = 0
  for (const side of sides) {
    for (const { amount, impact } of side.points) {
      const simulated = impactOf(side, amount, liquidity)
      const miss = Math.log(Math.max(simulated, 1e-12) / impact) ** 2
      sum += miss + WORST * miss ** 2
    }
  }
  for (const [slot, guess] of start.entries())
    sum += RIDGE * Math.log((liquidity[slot] ?? guess) / guess) ** 2
  return sum
}

const MAX_SWEEPS = 400
const FIRST_STEP = 0.5
const LAST_STEP = 1e-3

/** Coordinate descent on the logarithm of each liquidity. Deterministic. */
const fitted = (sides: readonly Side[], start: readonly number[]): readonly number[] => {
  const liquidity = [...start]
  const steps = start.map(() => FIRST_STEP)
  let best = misfit(sides, liquidity, start)
  const improves = (slot: number, value: number): boolean => {
    const before = liquidity[slot] ?? value
    liquidity[slot] = value
    const now = misfit(sides, liquidity, start)
    if (now >= best) {
      liquidity[slot] = before
      return false
    }
    best = now
    return true
  }
  for (let sweep = 0; sweep < MAX_SWEEPS && Math.max(...steps) > LAST_STEP; sweep++) {
    for (const [slot, step] of steps.entries()) {
      const here = liquidity[slot] ?? 1
      const better = improves(slot, here * Math.exp(step)) || improves(slot, here * Math.exp(-step))
      steps[slot] = better ? step * 1.3 : step / 2
    }
  }
  return liquidity
}

type Direction = 'down' | 'up'

/** Beyond the table its last liquidity goes on, to half and twice the price: 1.0001 ** 6932 = 2. */
const TAIL_TICKS = 6932

/** The nearest usable tick. Adding 0 turns -0 into 0. */
const toSpacing = (tick: number, spacing: number): number => Math.round(tick / spacing) * spacing + 0

/** Where ranges lie: outwards from `near`, on usable ticks, to the last row or beyond it. */
type Layout = {
  readonly near: number
  readonly spacing: number
  readonly direction: Direction
  readonly ends: boolean
}

/** Ends of the ranges on one side, in ticks from the centre range outwards. */
const boundaries = (
  segments: readonly Segment[],
  { near, spacing, direction, ends }: Layout,
): readonly number[] => {
  const sign = direction === 'down' ? -1 : 1
  const wanted = Array.from({ length: FINE_TICKS }, (_, index) => near + sign * (index + 1) * spacing)
  const tickAt = (root: number): number =>
    toSpacing((2 * Math.log(direction === 'down' ? root : 1 / root)) / Math.log(1.0001), spacing)
  for (const { from } of segments) wanted.push(tickAt(from))
  const last = Math.max(...wanted.map(tick => tick * sign)) * sign
  wanted.push(ends ? tickAt(segments.at(-1)?.to ?? 1) : toSpacing(last + sign * TAIL_TICKS, spacing))
  const usable = wanted.filter(tick => (tick - near) * sign > 0 && tick >= MIN_TICK && tick <= MAX_TICK)
  return [...new Set(usable)].sort((a, b) => (a - b) * sign)
}

const sqrtPriceAt = (tick: number, direction: Direction): number =>
  1.0001 ** ((direction === 'down' ? tick : -tick) / 2)

const pointsOf = (params: DepthParams, asset: Asset): readonly Point[] =>
  params.sells
    .filter(row => row.asset === asset)
    .map(row => ({
      amount: Number(row.amount) * (1 - params.fee / FEE_DENOMINATOR),
      impact: row.impactBps / 10_000,
    }))
    .sort((a, b) => a.amount - b.amount)

const mirrored = (points: readonly Point[], price: number): readonly Point[] =>
  points.map(({ amount, impact }) => ({ amount: amount * price, impact }))

const checkRows = ({ token0, token1, sells }: DepthParams): void => {
  if (sells.length === 0) throw new RangeError('A depth table needs a row.')
  for (const { asset, amount, impactBps } of sells) {
    if (asset !== token0 && asset !== token1)
      throw new RangeError(`${asset} is not in the pool ${token0}/${token1}.`)
    if (amount <= 0n || !(impactBps > 0 && impactBps < 10_000)) {
      throw new RangeError(
        `Depth row ${amount} ${asset} at ${impactBps} bps: both must be positive, the impact below 10,000.`,
      )
    }
  }
}

type Centre = { readonly tickLower: number; readonly tickUpper: number; readonly sqrtPrice: number }

const centreOf = ({ sqrtPriceX96, tickSpacing }: PoolParams): Centre => {
  const tickLower = Math.floor(getTickAtSqrtRatio(sqrtPriceX96) / tickSpacing) * tickSpacing
  return { tickLower, tickUpper: tickLower + tickSpacing, sqrtPrice: Number(sqrtPriceX96) / Q96 }
}

/** The ranges of one side, the shared centre (slot 0) first. `firstSlot` numbers those beyond it. */
const binsOf = (
  centre: Centre,
  segments: readonly Segment[],
  layout: Omit<Layout, 'near'>,
  firstSlot: number,
): readonly Bin[] => {
  const { direction } = layout
  const near = direction === 'down' ? centre.tickLower : centre.tickUpper
  const from = direction === 'down' ? centre.sqrtPrice : 1 / centre.sqrtPrice
  const { tickLower, tickUpper } = centre
  const bins: Bin[] = [
    { from, to: Math.min(from, sqrtPriceAt(near, direction)), slot: 0, tickLower, tickUpper },
  ]
  let inner = near
  for (const [index, outer] of boundaries(segments, { ...layout, near }).entries()) {
    bins.push({
      from: sqrtPriceAt(inner, direction),
      to: sqrtPriceAt(outer, direction),
      slot: firstSlot + index,
      tickLower: Math.min(inner, outer),
      tickUpper: Math.max(inner, outer),
    })
    inner = outer
  }
  return bins.filter(bin => bin.from > bin.to)
}

/**
 * Positions around the current price under which sales of the given sizes have the given impacts: found by a falling
 * price curve through the table, cut at usable ticks, then fitted to `priceImpactBps` by the squares and fourth powers of logarithms.
 * The ranges do not overlap and leave no gap; the last liquidity ends with the table, or goes on to about half and
 * twice the price. A side without rows mirrors the other's. Floating point; the result is deterministic. Throws `RangeError` for a row that no
 * pool can follow. What a table asks below one tick spacing can only be met in part; the test says how far.
 */
export const depthToPositions = (params: DepthParams): readonly SeedPosition[] => {
  checkRows(params)
  const centre = centreOf(params)
  const price = centre.sqrtPrice ** 2
  const own0 = pointsOf(params, params.token0)
  const own1 = pointsOf(params, params.token1)
  const points0 = own0.length > 0 ? own0 : mirrored(own1, 1 / price)
  const points1 = own1.length > 0 ? own1 : mirrored(own0, price)
  const segments0 = segmentsThrough(points0, price)
  const segments1 = segmentsThrough(points1, 1 / price)
  const layout = { spacing: params.tickSpacing, ends: params.ends }
  const down = binsOf(centre, segments0, { ...layout, direction: 'down' }, 1)
  const first = 1 + Math.max(...down.map(bin => bin.slot))
  const up = binsOf(centre, segments1, { ...layout, direction: 'up' }, first)
  const guesses: number[] = []
  for (const bin of down) guesses[bin.slot] = firstGuess(bin, segments0)
  for (const bin of up) guesses[bin.slot] = firstGuess(bin, segments1)
  const sides = [
    { bins: down, points: points0, price },
    { bins: up, points: points1, price: 1 / price },
  ]
  const liquidity = fitted(sides, guesses)
  const ranges = new Map([...down, ...up].map(bin => [bin.slot, bin]))
  return [...ranges.values()]
    .map(({ tickLower, tickUpper, slot }) => ({
      tickLower,
      tickUpper,
      liquidity: BigInt(Math.floor(liquidity[slot] ?? 0)),
    }))
    .filter(position => position.liquidity > 0n)
    .sort((a, b) => a.tickLower - b.tickLower)
}
