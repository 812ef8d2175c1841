import type { Document } from '../document.js'
import { asText, bps, type Column, day, duration, ether, short, table } from '../text.js'
import { type Exit, routeName, unique } from './read.js'

type Sized = Document['exitsBySize'][number]

const routesOf = (sized: readonly Sized[]): readonly Exit['route'][] =>
  unique(sized.flatMap(({ exits }) => exits.map(({ route }) => route)))

const nameOf = (sized: readonly Sized[], route: Exit['route']): string =>
  routeName(sized.flatMap(({ exits }) => exits).find(exit => exit.route === route) ?? { route })

const columnsOf = (sized: readonly Sized[], routes: readonly Exit['route'][]): readonly Column[] => [
  { title: 'When' },
  { title: 'Size', align: 'right' },
  { title: 'Net worth, ETH', align: 'right' },
  ...routes.map((route): Column => ({ title: `${nameOf(sized, route)}, bps`, align: 'right' })),
]

const cellOf = ({ exits }: Sized, route: Exit['route']): string => {
  const exit = exits.find(quote => quote.route === route)
  if (!exit) return '–'
  if (!exit.possible) return 'closed'
  return exit.route === 'queue' ? `${bps(exit.costBps)} in ${duration(exit.days)}` : bps(exit.costBps)
}

const rowOf = (sized: Sized, routes: readonly Exit['route'][]): readonly string[] => {
  const { atSeconds, factor, equityWei, refused } = sized
  const head = [day(atSeconds), `× ${short(factor)}`]
  if (refused !== null) return [...head, `not opened: ${asText(refused)}`, ...routes.map(() => '–')]
  return [
    ...head,
    equityWei === null ? '–' : ether(BigInt(equityWei)),
    ...routes.map(route => cellOf(sized, route)),
  ]
}

const NOTE =
  'Cost of leaving by size: the model opens the position so many times as large, lets the scenario happen to it, and asks each route; cost is of net worth at that size.'

/** What leaving costs by size, at the start and when leaving at once cost most; empty where it was not worked out. */
export const sizes = ({ exitsBySize }: Document): string => {
  if (exitsBySize.length === 0) return ''
  const routes = routesOf(exitsBySize)
  const inTime = [...exitsBySize].sort((a, b) => a.atSeconds - b.atSeconds || a.factor - b.factor)
  return `${NOTE}\n\n${table(
    columnsOf(exitsBySize, routes),
    inTime.map(sized => rowOf(sized, routes)),
  )}`
}
