import { EXIT_ROUTES, type ExitRoute } from '../../position/strategy.js'
import type { ExitQuote, Frame } from '../../simulation/frame.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { type Cell, type Measure, none, value } from './measure.js'

type Possible = Extract<ExitQuote, { possible: true }>
type Quantity = 'costBps' | 'days'

const possible = (frame: Frame): readonly Possible[] => frame.exits.filter(exit => exit.possible === true)

/** The best of a frame's routes by one quantity; undefined where no route is open. */
const bestExit = (frame: Frame, by: Quantity): Possible | undefined =>
  possible(frame).reduce<Possible | undefined>(
    (best, exit) => (best && best[by] <= exit[by] ? best : exit),
    undefined,
  )

const day = (frame: Frame): string => `day ${Math.round((frame.at / SECONDS_PER_DAY) * 10) / 10}`

const worst = (
  frames: readonly Frame[],
  unit: 'bps' | 'days',
  read: (frame: Frame) => number | string,
): Cell => {
  let highest = Number.NEGATIVE_INFINITY
  for (const frame of frames) {
    const found = read(frame)
    if (typeof found === 'string') return none(`${day(frame)}: ${found}`)
    highest = Math.max(highest, found)
  }
  return value(unit, highest)
}

const byRoute = (route: ExitRoute, quantity: Quantity, unit: 'bps' | 'days', about: string): Measure => ({
  name: `${quantity === 'costBps' ? 'exitCostBps' : 'exitDays'}.${route}`,
  about: `${about} by ${route}, worst over the run`,
  unit,
  worse: 'higher',
  compute: run =>
    worst(run.frames, unit, frame => {
      const exit = frame.exits.find(quote => quote.route === route)
      if (!exit) return 'not asked'
      return exit.possible ? exit[quantity] : exit.reason
    }),
})

const overRoutes = (quantity: Quantity, unit: 'bps' | 'days', about: string): Measure => ({
  name: quantity === 'costBps' ? 'exitCostBps' : 'exitDays',
  about,
  unit,
  worse: 'higher',
  compute: run =>
    worst(run.frames, unit, frame => bestExit(frame, quantity)?.[quantity] ?? 'no route was open'),
})

export const exitCostBps = overRoutes(
  'costBps',
  'bps',
  'cost of the cheapest route at the worst moment, of net worth at fair value',
)
export const exitDays = overRoutes('days', 'days', 'days by the fastest route at the worst moment')

/** The same by route. */
export const exitsByRoute: readonly Measure[] = EXIT_ROUTES.flatMap(route => [
  byRoute(route, 'costBps', 'bps', 'cost of leaving'),
  byRoute(route, 'days', 'days', 'days to leave'),
])
