import { COLUMNS, type Row } from '../../analysis/compare.js'
import { asText } from '../text.js'
import { VERDICT_WORDS, worstFirst } from '../words/limits.js'

type Compared = Extract<Row, { readonly kind: 'compared' }>

const number = (value: number | null, name: string): string => {
  if (value === null) return '–'
  if (name === 'liquidated') return value === 1 ? 'yes' : 'no'
  if (name === 'netApy') return `${(100 * value).toFixed(2)} %`
  if (name === 'minHealthFactor') return Number.isFinite(value) ? value.toFixed(4) : 'no debt'
  return value.toFixed(1)
}

const plain = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))) : 'without bound'

const range = (found: Compared['own'][string] | undefined): string => {
  if (!found) return '–'
  return found.low === found.high ? plain(found.low) : `${plain(found.low)} to ${plain(found.high)}`
}

/** The worst verdict, and how many are no better. */
const limitsCell = ({ verdicts }: Compared): string => {
  const [worst] = worstFirst(verdicts)
  if (!worst) return ''
  const same = verdicts.filter(({ status }) => status === worst.status).length
  return `${VERDICT_WORDS[worst.status]} ${same} of ${verdicts.length}`
}

const isCompared = (row: Row): row is Compared => row.kind === 'compared'

/** Columns of what was asked for besides: a user's measures, and limits. */
const extrasOf = (rows: readonly Row[]) => {
  const compared = rows.filter(isCompared)
  return {
    own: Object.keys(compared[0]?.own ?? {}),
    limits: compared.some(({ verdicts }) => verdicts.length > 0) ? ['limits'] : [],
  }
}

const headingsOf = (rows: readonly Row[]): readonly string[] => {
  const { own, limits } = extrasOf(rows)
  return ['position', ...COLUMNS.map(({ heading }) => heading), ...own, 'worst in', ...limits]
}

const cellsOf = (row: Row): readonly string[] =>
  row.kind === 'refused'
    ? [row.position, `refused under ${row.scenario}: ${row.reason}`]
    : [
        row.position,
        ...COLUMNS.map(({ name }) => number(row.cells[name] ?? null, name)),
        ...Object.values(row.own).map(range),
        row.worst,
        ...(row.verdicts.length > 0 ? [limitsCell(row)] : []),
      ]

/** The comparison as a terminal shows it; a refused position says why, with the largest that the market takes. */
export const comparisonText = (rows: readonly Row[]): string => {
  const headings = headingsOf(rows)
  const whole = rows.filter(isCompared).map(cellsOf)
  const widths = headings.map((heading, i) =>
    Math.max(
      heading.length,
      ...whole.map(cells => cells[i]?.length ?? 0),
      ...(i === 0 ? rows.map(({ position }) => position.length) : []),
    ),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) =>
        i === 0 || cells.length < headings.length
          ? cell.padEnd(i === 0 ? (widths[0] ?? 0) : 0)
          : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return `${[headings, ...rows.map(cellsOf)].map(line).join('\n')}\n`
}

/** The comparison as a table of Markdown. */
export const comparisonMarkdown = (rows: readonly Row[]): string => {
  const headings = headingsOf(rows)
  const full = (cells: readonly string[]): readonly string[] => [
    ...cells,
    ...Array<string>(headings.length - cells.length).fill(''),
  ]
  const words = new Set(['position', 'worst in', 'limits'])
  const lines = [
    headings.map(asText),
    headings.map(heading => (words.has(heading) ? '---' : '---:')),
    ...rows.map(row => full(cellsOf(row)).map(asText)),
  ]
  return `${lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const finite = (value: number | null | undefined): string =>
  value == null || !Number.isFinite(value) ? '' : String(value)

/** The comparison with its numbers as they are; no value, or one without bound, is an empty cell. */
export const comparisonCsv = (rows: readonly Row[]): string => {
  const { own, limits } = extrasOf(rows)
  const ownHeads = own.flatMap(name => [`${name}.low`, `${name}.high`])
  const head = [
    'position',
    ...COLUMNS.map(({ name }) => name),
    ...ownHeads,
    'worstScenario',
    ...limits,
    'refused',
  ]
  const lines = rows.map(row =>
    row.kind === 'refused'
      ? [
          row.position,
          ...[...COLUMNS, ...ownHeads].map(() => ''),
          row.scenario,
          ...limits.map(() => ''),
          row.reason,
        ]
      : [
          row.position,
          ...COLUMNS.map(({ name }) => finite(row.cells[name])),
          ...own.flatMap(name => [finite(row.own[name]?.low), finite(row.own[name]?.high)]),
          row.worst,
          ...limits.map(() => limitsCell(row)),
          '',
        ],
  )
  return `${[head, ...lines].map(cells => cells.map(quoted).join(',')).join('\r\n')}\r\n`
}
