import type { Frontier, WayOut } from '../../simulation/exitPlanner.js'
import type { Frame } from '../../simulation/frame.js'
import { PATIENCES, type PatienceId, quickWay, wayWithin } from '../../simulation/patience.js'
import type { Run } from '../../simulation/run.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { isIlliquid } from '../illiquid.js'
import { type Cell, type Measure, none, toNumber, type Unit, value } from './measure.js'

const day = (frame: Frame): string => `day ${Math.round((frame.at / SECONDS_PER_DAY) * 10) / 10}`

/** A number of a frontier that a measure takes the worst of; undefined where no way is open. */
export type ExitReading = {
  readonly name: string
  readonly about: string
  readonly unit: Unit
  readonly worse: Measure['worse']
  read(frontier: Frontier): number | undefined
  /** Of equally bad frames the one where this takes longest is the worst; absent where that is all the same. */
  days?(frontier: Frontier): number | undefined
  /** Why there is none. */
  why(frontier: Frontier): string
}

const NO_WAY = 'no way out is open'

/** Waiting for a peg is no way of a frontier: it stands apart. */
const longest = (name: string, about: string, pick: (way: WayOut) => number): ExitReading => ({
  name,
  about,
  unit: 'days',
  worse: 'higher',
  read(frontier) {
    const way = quickWay(frontier.ways)
    return way && pick(way)
  },
  why: () => NO_WAY,
})

const costWithin = (name: string, id: PatienceId): ExitReading => {
  const patience = PATIENCES.find(known => known.id === id)
  const [days, words] = [patience?.days ?? null, patience?.name ?? '']
  return {
    name,
    about: `cost of the cheapest way out ${words}, of net worth at fair value, at the worst moment for it`,
    unit: 'bps',
    worse: 'higher',
    read: ({ ways }) => wayWithin(ways, days)?.costBps,
    days: ({ ways }) => wayWithin(ways, days)?.medianDays,
    why: ({ ways }) => (ways.length > 0 ? `no way out ends ${words}` : NO_WAY),
  }
}

const exitNow = costWithin('exitNowBps', 'now')

/** Every number of exits that is the worst over a run. */
export const EXIT_READINGS: readonly ExitReading[] = [
  exitNow,
  costWithin('exitWithin7dBps', 'days7'),
  costWithin('exitWithin14dBps', 'days14'),
  costWithin('exitWithin30dBps', 'days30'),
  costWithin('exitEverBps', 'any'),
  longest(
    'longestExitDays',
    'days of the quickest way out that costs at most 10 bps of net worth more than the cheapest, at the longest',
    way => way.medianDays,
  ),
  longest('longestExitDaysBad', 'the same in a bad case: one in twenty is longer', way => way.badDays),
  {
    name: 'soldNowEth',
    about: 'what selling everything at once would leave in ether, gas paid, at the worst moment for it',
    unit: 'ETH',
    worse: 'lower',
    read(frontier) {
      const way = wayWithin(frontier.ways, PATIENCES[0]?.days ?? 0)
      return way && toNumber(way.proceedsWei - way.gasWei)
    },
    why: exitNow.why,
  },
]

/** The frame at which a reading is worst, the first of equally bad ones; no way out is worse than any number. */
export const worstOf = (frames: readonly Frame[], { read, days, worse }: ExitReading): number => {
  const sign = worse === 'higher' ? 1 : -1
  const all = frames.map(({ exits }) => {
    const frontier = exits.frontier()
    const found = read(frontier)
    return { bad: found === undefined ? Number.POSITIVE_INFINITY : sign * found, days: days?.(frontier) ?? 0 }
  })
  return all.reduce((worst, { bad, days: took }, i) => {
    const most = all[worst]
    return most && (bad > most.bad || (bad === most.bad && took > most.days)) ? i : worst
  }, 0)
}

const cellOf = (run: Run, reading: ExitReading): Cell => {
  const frame = run.frames[worstOf(run.frames, reading)]
  if (!frame) return none('the run has no frames')
  const frontier = frame.exits.frontier()
  const found = reading.read(frontier)
  return found === undefined ? none(`${day(frame)}: ${reading.why(frontier)}`) : value(reading.unit, found)
}

const illiquidDays: Measure = {
  name: 'illiquidDays',
  about: 'days looked at on which no way out keeps to the limits of cost and days',
  unit: 'days',
  worse: 'higher',
  compute: ({ frames }) =>
    value(
      'days',
      new Set(frames.filter(frame => isIlliquid(frame)).map(({ at }) => Math.floor(at / SECONDS_PER_DAY)))
        .size,
    ),
}

/** What leaving costs and how long it takes, at the worst moment of a run for each patience. */
export const exitMeasures: readonly Measure[] = [
  ...EXIT_READINGS.map(
    ({ name, about, unit, worse, ...reading }): Measure => ({
      name,
      about,
      unit,
      worse,
      compute: run => cellOf(run, { name, about, unit, worse, ...reading }),
    }),
  ),
  illiquidDays,
]
