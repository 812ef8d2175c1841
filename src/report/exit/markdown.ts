import { rulesText } from '../rules.js'
import {
  closedLines,
  executedBlocks,
  frontierTable,
  methodsTable,
  optionsTable,
  otherLines,
  recommendedLines,
  sizesTable,
} from '../sections/exit/sections.js'
import { openOf, sizeWords, verdictOf, whenWords } from '../sections/exit/words.js'
import { asText, blocks } from '../text.js'
import type { ExitDocument } from './document.js'

const paramsOf = ({ strategy }: ExitDocument): string => {
  const params = Object.entries(strategy.params).filter(([, value]) => value !== undefined && value !== null)
  const said = params.map(([name, value]) => `${asText(name)} = ${asText(String(value))}`)
  return said.length === 0 ? '' : `Parameters: ${said.join(', ')}.`
}

const assumedOf = (document: ExitDocument): readonly string[] => {
  const waits = document.waitOut.possible ? document.waitOut.assumed : []
  const all = [
    ...document.provenance.assumed,
    ...openOf(document).flatMap(({ assumed }) => assumed),
    ...document.moves.flatMap(move => (move.possible ? move.assumed : [])),
    ...waits,
  ]
  return [...new Set(all)]
}

const provenance = ({ provenance: from }: ExitDocument): string =>
  `Planned by the model on block ${from.block} (${from.origin}, ${from.aave}${from.verified ? '' : '; **unverified**: the model does not know this code'}), state ${from.stateHash.slice(0, 16)}…, gas at ${Number(from.gasPriceWei) / 1e9} gwei. ${rulesText(from.rules).join('. ')}.`

/** What the report is about. */
export const exitTitle = (document: ExitDocument): string =>
  `Leaving ${asText(document.strategy.name)}, ${whenWords(document)}`

/** The position, what is to leave, and the verdict; a paragraph each. */
export const exitIntro = (document: ExitDocument): readonly string[] => [
  [`**${asText(document.strategy.name)}**: ${asText(document.strategy.about)}`, paramsOf(document)]
    .join(' ')
    .trim(),
  `To leave: ${sizeWords(document)}. ${verdictOf(document)}`,
]

/** Parts of the report under their headings; an empty one is left out. */
export const exitSections = (document: ExitDocument): readonly (readonly [string, string])[] => {
  const all: readonly (readonly [string, readonly string[]])[] = [
    [
      'Routes',
      [
        optionsTable(document),
        'Costs are against fair value (staking tokens at their share rate), gas included; days at the median, and a bad case in brackets.',
        methodsTable(document),
        [...closedLines(document), ...otherLines(document)].join('\n'),
      ],
    ],
    ['Cost against days', [frontierTable(document)]],
    ['The recommended plan', [recommendedLines(document).join('\n')]],
    ['Carried out', executedBlocks(document)],
    ['Cost by size', [sizesTable(document)]],
    [
      'What is assumed',
      [
        assumedOf(document)
          .map(line => `- ${asText(line)}`)
          .join('\n'),
      ],
    ],
    ['Provenance', [provenance(document)]],
  ]
  return all.map(([heading, parts]) => [heading, blocks(parts)] as const).filter(([, body]) => body !== '')
}

/** An exit as Markdown: for one who decides, and one who checks. */
export const renderExitMarkdown = (document: ExitDocument): string =>
  `${blocks([
    `# ${exitTitle(document)}`,
    ...exitIntro(document),
    ...exitSections(document).map(([heading, body]) => `## ${heading}\n\n${body}`),
  ])}\n`

/** A table of Markdown as columns of a terminal. */
const asColumns = (markdown: string): string => {
  const rows = markdown
    .split('\n')
    .map(line => line.replace(/^\| | \|$/g, '').split(' | '))
    .filter((_, i) => i !== 1)
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)))
  return rows
    .map(row =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const plain = (markdown: string): string =>
  markdown.replaceAll(/\*\*|`/g, '').replaceAll(/\\([^A-Za-z0-9\s])/g, '$1')

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

const terminalBlock = (text: string): string =>
  indented(plain(text.startsWith('| ') ? asColumns(text) : text))

/** What a reader of the terminal needs: the verdict, the routes, the frontier, and what came of it. */
export const renderExitTerminal = (document: ExitDocument): string =>
  `${blocks([
    `Leaving ${document.strategy.name} ${whenWords(document)}`,
    terminalBlock(`To leave: ${sizeWords(document)}.\n${verdictOf(document)}`),
    terminalBlock(optionsTable(document)),
    terminalBlock([...closedLines(document), ...otherLines(document)].join('\n')),
    terminalBlock(frontierTable(document)),
    terminalBlock(recommendedLines(document).join('\n')),
    ...executedBlocks(document)
      .filter(part => part !== '')
      .map(terminalBlock),
  ])}\n`
