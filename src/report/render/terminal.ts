import type { VerdictBlock } from '../blocks.js'

/** Columns of a terminal. */
const WIDTH = 80
/** Where the text of a row begins. */
const INDENT = 16

const wrapped = (text: string, room: number): readonly string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

const rowLines = ({ label, lines }: VerdictBlock['rows'][number]): readonly string[] =>
  lines
    .flatMap(line => wrapped(line, WIDTH - INDENT))
    .map((line, i) => `${(i === 0 ? `  ${label}` : '').padEnd(INDENT)}${line}`)

const headLines = ({ title, standing }: VerdictBlock): readonly string[] =>
  title.length + 2 + standing.length <= WIDTH
    ? [`${title}${standing.padStart(WIDTH - title.length)}`]
    : [...wrapped(title, WIDTH), `  ${standing}`]

/** A verdict for a terminal of 80 columns: a line a row, the label in front. */
export const terminalVerdict = (block: VerdictBlock): string =>
  [...headLines(block), ...block.rows.flatMap(rowLines)].join('\n')
