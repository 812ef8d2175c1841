import { PATIENCES, type Patience, wayWithin } from '../../simulation/patience.js'
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
  'soldNowWei',
] as const satisfies readonly (keyof Frame)[]

const liquidated = (frame: Frame): number => frame.events.filter(event => event.kind === 'liquidation').length

const EXIT_FIELDS = ['name', 'proceedsWei', 'costBps', 'medianDays', 'badDays', 'gasWei'] as const

const exitCells = (frame: Frame, patience: Patience): readonly Cell[] => {
  const way = wayWithin(frame.exits.ways, patience.days)
  return EXIT_FIELDS.map(field => way?.[field] ?? null)
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

const rowsOf = (document: Document): readonly (readonly Cell[])[] =>
  document.runs.flatMap(run =>
    run.frames.map(frame => [
      document.strategy.name,
      document.scenario.name,
      document.scenario.severity,
      run.world,
      ...FIELDS.map(field => frame[field]),
      liquidated(frame),
      frame.exits.effort,
      ...PATIENCES.flatMap(patience => exitCells(frame, patience)),
    ]),
  )

/**
 * Every frame of every run as a line of CSV (RFC 4180): fields as the JSON names them, amounts exact in their smallest
 * unit, then the cheapest way out within each patience. Empty where there was none, or where there is no debt.
 * What did not run is a line with its reason in the last field.
 */
export const renderCsv = (documents: readonly Document[], refused: readonly Refused[] = []): string => {
  const header = [
    'strategy',
    'scenario',
    'severity',
    'world',
    ...FIELDS,
    'liquidations',
    'exit.effort',
    ...PATIENCES.flatMap(({ id }) => EXIT_FIELDS.map(field => `exit.${id}.${field}`)),
    'refused',
  ]
  const rows = documents.flatMap(rowsOf)
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
