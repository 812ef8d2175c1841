import type { Document } from '../document.js'
import type { Refused } from '../refused.js'

type Frame = Document['runs'][number]['frames'][number]
type Cell = string | number | null

/** The fields of a frame that are one value each, as the JSON names them. */
const FIELDS = [
  'atSeconds',
  'block',
  'timestamp',
  'healthFactorWad',
  'lowestHealthFactorWad',
  'equityWei',
  'shareRateWad',
  'wstEthPriceBase',
  'etherPriceBase',
  'curvePriceWad',
  'lowestCurvePriceWad',
  'uniswapPriceWad',
  'wethUtilisationRay',
  'wethBorrowRateRay',
  'wethFreeWei',
  'withdrawalQueueWei',
  'exitQueueWei',
  'gasPriceWei',
] as const satisfies readonly (keyof Frame)[]

const liquidated = (frame: Frame): number => frame.events.filter(event => event.kind === 'liquidation').length

const routesOf = (documents: readonly Document[]): readonly string[] => [
  ...new Set(
    documents.flatMap(document =>
      document.runs.flatMap(run => run.frames.flatMap(frame => frame.exits.map(exit => exit.route))),
    ),
  ),
]

const EXIT_FIELDS = ['proceedsWei', 'costBps', 'days', 'gasWei'] as const

const exitCells = (frame: Frame, route: string): readonly Cell[] => {
  const exit = frame.exits.find(quote => quote.route === route)
  return EXIT_FIELDS.map(field => (exit?.possible ? exit[field] : null))
}

/** Text that a spreadsheet would take for a formula is marked as text. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text

const NUMBER = /^-?\d+(\.\d+)?(e[+-]\d+)?$/

const cellText = (cell: Cell): string => {
  if (cell === null) return ''
  const text = String(cell)
  return NUMBER.test(text) ? text : quoted(guarded(text))
}

const rowsOf = (document: Document, routes: readonly string[]): readonly (readonly Cell[])[] =>
  document.runs.flatMap(run =>
    run.frames.map(frame => [
      document.strategy.name,
      document.scenario.name,
      document.scenario.severity,
      run.world,
      ...FIELDS.map(field => frame[field]),
      liquidated(frame),
      ...routes.flatMap(route => exitCells(frame, route)),
    ]),
  )

/**
 * Every frame of every run as a line of CSV (RFC 4180): fields as the JSON names them, amounts exact in their smallest
 * unit, then what leaving would bring by each route. Empty where a route was closed, or where there is no debt.
 * What did not run is a line with its reason in the last field.
 */
export const renderCsv = (documents: readonly Document[], refused: readonly Refused[] = []): string => {
  const routes = routesOf(documents)
  const header = [
    'strategy',
    'scenario',
    'severity',
    'world',
    ...FIELDS,
    'liquidations',
    ...routes.flatMap(route => EXIT_FIELDS.map(field => `exit.${route}.${field}`)),
    'refused',
  ]
  const rows = documents.flatMap(document => rowsOf(document, routes))
  const notRun = refused.map(({ strategy, scenario, reason }) => [
    strategy,
    scenario,
    ...Array.from({ length: header.length - 3 }, () => null),
    reason,
  ])
  return [header, ...rows.map(row => [...row, null]), ...notRun]
    .map(row => `${row.map(cellText).join(',')}\r\n`)
    .join('')
}
