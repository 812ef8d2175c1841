import { type Bins, count, createBins, packBins, WEIGHT_UNIT } from './bins.js'
import type { Engine } from './engine.js'
import type { PathSpec } from './facts.js'
import { exp } from './kernel/exponential.js'
import type { Cell } from './kernel/kernel.js'
import type { PositionEngine } from './positions.js'
import { growthKey } from './runs.js'
import { DRIVERS, LISTED, type Listed, mergeLists, type Tally } from './tally.js'

/** Net worth at the start. */
export type Worth = { readonly ether: number; readonly usd: number }

/** Counts the paths of one position: at the end of each tile, and on the days of the fan. */
export type Counter = {
  end(path: number, lanes: number): void
  day(day: number, lanes: number): void
  tally(): Tally
}

const DRIVER_UNIT = 1e6
/** Bins of a loss that share a row of drivers. */
const COARSE = 50

/** The `LISTED` best of what is offered; most offers are refused by one comparison. */
const createList = (sign: 1 | -1) => {
  let kept: readonly Listed[] = []
  let waiting: Listed[] = []
  let edge = sign * Number.POSITIVE_INFINITY
  const settle = (): void => {
    kept = mergeLists(kept, waiting, sign)
    waiting = []
    if (kept.length === LISTED) edge = kept.at(-1)?.value ?? edge
  }
  return {
    offer: (path: number, value: number): void => {
      if (sign * (value - edge) > 0) return
      waiting.push({ path, value })
      if (waiting.length >= 4 * LISTED) settle()
    },
    list: (): readonly Listed[] => {
      settle()
      return kept
    },
  }
}

type Context = {
  readonly engine: Engine
  readonly spec: PathSpec
  readonly position: PositionEngine
  readonly start: Worth
}

/** Drivers of a path, each as a fraction of how far it went, into `out`. */
const driverReader = ({ engine, spec, position }: Context) => {
  const { runs, kernel } = engine
  const { cells } = kernel
  const stEth = runs.staked.get('stETH')
  const debt = position.loans[0]?.facts.debt[0]
  const growth = (debt && runs.growth.get(growthKey(debt.interest))) ?? runs.one
  const rate0 = spec.market.staked.stETH?.rate ?? 1
  return (lane: number, out: Float64Array): void => {
    out[0] = 1 - (cells[runs.drivers.lowestEther + lane] as number) / spec.market.etherUsd
    out[1] = cells[runs.drivers.highestDiscount + lane] as number
    out[2] = (cells[growth + lane] as number) - 1
    out[3] = stEth ? 1 - (cells[stEth.rate + lane] as number) / rate0 : 0
    out[4] = 1 - (cells[runs.drivers.lowestDollar + lane] as number)
  }
}

const createDrivers = (context: Context) => {
  const read = driverReader(context)
  const values = new Float64Array(DRIVERS.length)
  const rows = new Map<number, Float64Array>()
  return {
    note: (lossBin: number, lane: number): void => {
      const bin = Math.floor(lossBin / COARSE)
      let row = rows.get(bin)
      if (!row) {
        row = new Float64Array(1 + 2 * DRIVERS.length)
        rows.set(bin, row)
      }
      read(lane, values)
      row[0] = (row[0] as number) + 1
      for (let j = 0; j < values.length; j++) {
        const value = values[j] as number
        if (!Number.isFinite(value)) continue
        row[1 + 2 * j] = (row[1 + 2 * j] as number) + Math.round(value * DRIVER_UNIT)
        row[2 + 2 * j] = (row[2 + 2 * j] as number) + Math.round(value * value * DRIVER_UNIT)
      }
    },
    rows: () => [...rows].sort((a, b) => a[0] - b[0]).map(([bin, row]) => [bin, ...row]),
  }
}

const createLiquidations = ({ engine, spec, position, start }: Context, penalty: Bins) => {
  const { cells } = engine.kernel
  const { runs } = position
  const first = createList(1)
  const days = new Float64Array(spec.days + 1)
  const sums = [0, 0, 0] as [number, number, number]
  return {
    sums,
    note: (path: number, lane: number, weight: number): void => {
      const step = cells[runs.liquidatedAt + lane] as number
      if (step === Number.POSITIVE_INFINITY) return
      sums[0] += 1
      sums[1] += Math.round(weight * WEIGHT_UNIT)
      sums[2] += Math.round(weight * weight * WEIGHT_UNIT)
      const day = Math.ceil(step / spec.stepsPerDay)
      days[day] = (days[day] as number) + 1
      count(penalty, (cells[runs.penaltyEther + lane] as number) / start.ether, weight)
      first.offer(path, step)
    },
    first: first.list,
    days: () => [...days].flatMap((n, day) => (n === 0 ? [] : [[day, n] as const])),
  }
}

/** A counter of a position's paths. */
export const createCounter = (context: Context): Counter => {
  const { engine, spec, position, start } = context
  const { cells } = engine.kernel
  const { runs } = position
  const bins = () => createBins(spec.tilt ? 'weighted' : 'plain')
  const own = { lossEther: bins(), lossUsd: bins(), leastHealth: bins(), drawdown: bins(), penalty: bins() }
  const fan = new Map<number, Bins>()
  const examples = new Map<number, number>()
  const worst = createList(-1)
  const drivers = createDrivers(context)
  const liquidations = createLiquidations(context, own.penalty)
  const weightOf = (lane: number): number =>
    spec.tilt ? exp(cells[engine.runs.logWeight + lane] as number) : 1
  const at = (run: Cell, lane: number): number => cells[run + lane] as number
  let paths = 0
  return {
    end: (path, lanes) => {
      paths += lanes
      for (let lane = 0; lane < lanes; lane++) {
        const weight = weightOf(lane)
        const loss = 1 - at(runs.worthEther, lane) / start.ether
        const bin = count(own.lossEther, loss, weight)
        if (!examples.has(bin)) examples.set(bin, path + lane)
        drivers.note(bin, lane)
        count(own.lossUsd, 1 - at(runs.worthUsd, lane) / start.usd, weight)
        if (position.loans.length > 0) count(own.leastHealth, at(runs.leastHealth, lane), weight)
        count(own.drawdown, at(runs.drawdownEther, lane) / start.ether, weight)
        worst.offer(path + lane, loss)
        liquidations.note(path + lane, lane, weight)
      }
    },
    day: (day, lanes) => {
      const into = fan.get(day) ?? bins()
      fan.set(day, into)
      for (let lane = 0; lane < lanes; lane++)
        count(into, at(runs.worthEther, lane) / start.ether - 1, weightOf(lane))
    },
    tally: () => ({
      paths,
      liquidated: [...liquidations.sums],
      lossEther: packBins(own.lossEther),
      lossUsd: packBins(own.lossUsd),
      leastHealth: packBins(own.leastHealth),
      drawdown: packBins(own.drawdown),
      penalty: packBins(own.penalty),
      liquidatedOn: liquidations.days(),
      fan: [...fan].map(([day, one]) => [day, packBins(one)] as const),
      drivers: drivers.rows(),
      examples: [...examples].sort((a, b) => a[0] - b[0]),
      worst: worst.list(),
      first: liquidations.first(),
    }),
  }
}
