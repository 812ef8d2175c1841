import { asText, blocks } from '../text.js'
import type { ExitDocument } from './document.js'
import {
  closedLines,
  executedBlocks,
  frontierTable,
  methodsTable,
  optionsTable,
  otherLines,
  recommendedLines,
  sizesTable,
} from './sections.js'
import { openOf, sizeWords, verdictOf, whenWords } from './words.js'

const section = (heading: string, parts: readonly string[]): string => {
  const body = blocks(parts)
  return body === '' ? '' : `## ${heading}\n\n${body}`
}

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
  `Planned by the model on block ${from.block} (${from.origin}, ${from.aave}${from.verified ? '' : '; **unverified**: the model does not know this code'}), state ${from.stateHash.slice(0, 16)}…, gas at ${Number(from.gasPriceWei) / 1e9} gwei.`

/** An exit as Markdown: for one who decides, and one who checks. */
export const renderExitMarkdown = (document: ExitDocument): string =>
  `${blocks([
    `# Leaving ${asText(document.strategy.name)}, ${whenWords(document)}`,
    [`**${asText(document.strategy.name)}**: ${asText(document.strategy.about)}`, paramsOf(document)]
      .join(' ')
      .trim(),
    `To leave: ${sizeWords(document)}. ${verdictOf(document)}`,
    section('Routes', [
      optionsTable(document),
      'Costs are against fair value (staking tokens at their share rate), gas included; days at the median, and a bad case in brackets.',
      methodsTable(document),
      [...closedLines(document), ...otherLines(document)].join('\n'),
    ]),
    section('Cost against days', [frontierTable(document)]),
    section('The recommended plan', [recommendedLines(document).join('\n')]),
    section('Carried out', executedBlocks(document)),
    section('Cost by size', [sizesTable(document)]),
    section('What is assumed', [
      assumedOf(document)
        .map(line => `- ${asText(line)}`)
        .join('\n'),
    ]),
    section('Provenance', [provenance(document)]),
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
