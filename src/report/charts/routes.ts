import type { Document } from '../document.js'
import { routeName } from '../sections/read.js'
import type { Palette } from './theme.js'

type Route = Document['runs'][number]['frames'][number]['exits'][number]['route']

const COLOURS: readonly (keyof Palette)[] = ['rust', 'green', 'blue', 'violet', 'amber']

/** The routes of a document that were ever open, in the order in which they are asked, each with its name and colour. */
export const routesOf = (
  document: Document,
): readonly { readonly route: Route; readonly name: string; readonly colour: keyof Palette }[] => {
  const exits = document.runs.flatMap(run => run.frames.flatMap(frame => frame.exits))
  const sized = document.exitsBySize.flatMap(entry => entry.exits)
  const open = new Set([...exits, ...sized].flatMap(exit => (exit.possible ? [exit.route] : [])))
  const routes = [...new Map(exits.map(exit => [exit.route, exit])).values()]
  return routes
    .map((exit, i) => ({
      route: exit.route,
      name: routeName(exit),
      colour: COLOURS[i % COLOURS.length] ?? 'blue',
    }))
    .filter(({ route }) => open.size === 0 || open.has(route))
}
