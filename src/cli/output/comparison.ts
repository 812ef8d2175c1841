import { COLUMNS, type Row } from '../../analysis/compare.js'

const number = (value: number | null, name: string): string => {
  if (value === null) return '–'
  if (name === 'liquidated') return value === 1 ? 'yes' : 'no'
  if (name === 'netApy') return `${(100 * value).toFixed(2)} %`
  if (name === 'minHealthFactor') return Number.isFinite(value) ? value.toFixed(4) : 'no debt'
  return value.toFixed(1)
}

const HEADINGS = ['position', ...COLUMNS.map(({ heading }) => heading), 'worst in']

const cellsOf = (row: Row): readonly string[] =>
  row.kind === 'refused'
    ? [row.position, `refused under ${row.scenario}: ${row.reason}`]
    : [row.position, ...COLUMNS.map(({ name }) => number(row.cells[name] ?? null, name)), row.worst]

/** The comparison as a terminal shows it; a refused position says why, with the largest that the market takes. */
export const comparisonText = (rows: readonly Row[]): string => {
  const whole = rows.filter(({ kind }) => kind === 'compared').map(cellsOf)
  const widths = HEADINGS.map((heading, i) =>
    Math.max(
      heading.length,
      ...whole.map(cells => cells[i]?.length ?? 0),
      ...(i === 0 ? rows.map(({ position }) => position.length) : []),
    ),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) =>
        i === 0 || cells.length < HEADINGS.length
          ? cell.padEnd(i === 0 ? (widths[0] ?? 0) : 0)
          : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return `${[HEADINGS, ...rows.map(cellsOf)].map(line).join('\n')}\n`
}

const escaped = (text: string): string => text.replaceAll('|', '\\|')

/** The comparison as a table of Markdown. */
export const comparisonMarkdown = (rows: readonly Row[]): string => {
  const full = (cells: readonly string[]): readonly string[] => [
    ...cells,
    ...Array<string>(HEADINGS.length - cells.length).fill(''),
  ]
  const lines = [
    HEADINGS,
    HEADINGS.map((_, i) => (i === 0 || i === HEADINGS.length - 1 ? '---' : '--:')),
    ...rows.map(cellsOf),
  ]
  return `${lines.map(cells => `| ${full(cells).map(escaped).join(' | ')} |`).join('\n')}\n`
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The comparison with its numbers as they are; no value is an empty cell. */
export const comparisonCsv = (rows: readonly Row[]): string => {
  const head = ['position', ...COLUMNS.map(({ name }) => name), 'worstScenario', 'refused']
  const lines = rows.map(row =>
    row.kind === 'refused'
      ? [row.position, ...COLUMNS.map(() => ''), row.scenario, row.reason]
      : [
          row.position,
          ...COLUMNS.map(({ name }) => {
            const value = row.cells[name] ?? null
            return value === null || !Number.isFinite(value) ? '' : String(value)
          }),
          row.worst,
          '',
        ],
  )
  return `${[head, ...lines].map(cells => cells.map(quoted).join(',')).join('\r\n')}\r\n`
}
