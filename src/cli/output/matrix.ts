import type { Document } from '../../report/document.js'
import type { Refused } from '../../report/refused.js'

type Cell = Document['measures'][string]

/** What became of one strategy under one scenario. */
export type Entry = { readonly document: Document } | { readonly refusal: Refused }

const number = (cell: Cell | undefined, digits: number): string =>
  cell?.ok ? cell.value.toFixed(digits) : '–'

const liquidated = (document: Document): string => {
  const cell = document.measures['liquidated']
  return cell?.ok && cell.value === 1 ? 'yes' : 'no'
}

/** The largest difference between the worlds in any number of a run; a dash where only one ran. */
const apart = ({ reconciliation }: Document): string => {
  const { quantities } = reconciliation
  if (quantities.length === 0) return '–'
  const largest = quantities.reduce(
    (most, { maxDifference }) => (BigInt(maxDifference) > most ? BigInt(maxDifference) : most),
    0n,
  )
  return String(largest)
}

const HEADINGS = [
  'scenario',
  'min HF',
  'liquidated',
  'loss ETH',
  'now bps',
  '30d bps',
  'longest days',
  'change ETH',
  'apart',
]

const rowOf = (document: Document): readonly string[] => {
  const { scenario, measures } = document
  return [
    scenario.severity === 1 ? scenario.name : `${scenario.name}@${scenario.severity}`,
    number(measures['minHealthFactor'], 4),
    liquidated(document),
    number(measures['liquidationLossEth'], 2),
    number(measures['exitNowBps'], 1),
    number(measures['exitWithin30dBps'], 1),
    number(measures['longestExitDays'], 1),
    number(measures['equityChangeEth'], 2),
    apart(document),
  ]
}

type Row = { readonly cells: readonly string[]; readonly said?: string }

const rowIn = (entry: Entry): Row =>
  'document' in entry
    ? { cells: rowOf(entry.document) }
    : { cells: [entry.refusal.scenario], said: `not run: ${entry.refusal.reason}` }

const aligned = (rows: readonly Row[]): string => {
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length)),
  )
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows
    .map(({ cells, said }) => `  ${[...cells.map(pad), ...(said ? [said] : [])].join('  ').trimEnd()}\n`)
    .join('')
}

const strategyOf = (entry: Entry): string =>
  'document' in entry ? entry.document.strategy.name : entry.refusal.strategy

/** Every scenario of the library as a row, a table for each strategy; what was refused says why. */
export const matrixOf = (entries: readonly Entry[]): string => {
  const documents = entries.flatMap(entry => ('document' in entry ? [entry.document] : []))
  const strategies = [...new Set(entries.map(strategyOf))]
  const tables = strategies.map(name => {
    const rows = entries.filter(entry => strategyOf(entry) === name).map(rowIn)
    return `${name}, ${rows.length} scenarios\n${aligned([{ cells: HEADINGS }, ...rows])}`
  })
  const compared = documents.some(({ reconciliation }) => reconciliation.quantities.length > 0)
  const differ = documents.filter(document => !['0', '–'].includes(apart(document))).length
  const worlds = compared
    ? `Model and fork: ${differ === 0 ? 'no number differs in any of the runs' : `${differ} runs differ`}.`
    : 'One world only: nothing was compared.'
  const left =
    'Load lines and exits at other sizes are left out of the whole library; `plimsoll run STRATEGY --scenario NAME` has both.'
  return `${tables.join('\n')}\n${worlds}\n${left}\n`
}
