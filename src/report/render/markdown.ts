import type { Document } from '../document.js'
import type { Refused } from '../refused.js'
import { cascadeOf } from '../sections/cascade.js'
import { comparison } from '../sections/comparison.js'
import { openedElsewhere, openedFirst } from '../sections/elsewhere.js'
import { events } from '../sections/events.js'
import { exits } from '../sections/exits.js'
import { exposuresTable } from '../sections/exposures.js'
import { framesTable } from '../sections/frames.js'
import { growth } from '../sections/growth.js'
import { holdings } from '../sections/holdings.js'
import { known, parts } from '../sections/known.js'
import { legend } from '../sections/legend.js'
import { limitsTable } from '../sections/limits.js'
import { liquidity } from '../sections/liquidity.js'
import { loadLine } from '../sections/loadLine.js'
import { management } from '../sections/management.js'
import { provenanceOf } from '../sections/provenance.js'
import { scenarioName } from '../sections/read.js'
import { reasons } from '../sections/reasons.js'
import { reconciliation } from '../sections/reconciliation.js'
import { refusedTable } from '../sections/refused.js'
import { sensitivitiesTable } from '../sections/sensitivities.js'
import { sizes } from '../sections/sizes.js'
import { together } from '../sections/together.js'
import { asText, blocks, listedOrCounted, unique } from '../text.js'
import { verdictBlock } from '../verdict/block.js'

const section = (heading: string, level: 2 | 3, body: string): string =>
  body === '' ? '' : `${'#'.repeat(level)} ${heading}\n\n${body}`

const titleOf = (documents: readonly Document[]): string => {
  const strategies = unique(documents.map(document => asText(document.strategy.name)))
  return `# ${listedOrCounted(strategies, 'strategies')} under ${listedOrCounted(unique(documents.map(scenarioName)), 'scenarios')}`
}

/** Which day's market was run on; of what is not the embedded mainnet, its block. */
const marketOf = ({ provenance: { day, block, timestamp, origin } }: Document): string => {
  if (day !== null) return `Market of ${asText(day)}, block ${block}; \`--fork-url\` brings today’s.`
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  return `Market of ${date}, block ${block}, ${origin === 'file' ? 'from a file' : 'from a node'}.`
}

const marketsOf = (documents: readonly Document[]): string => unique(documents.map(marketOf)).join(' ')

const paramsOf = ({ strategy }: Document): string => {
  const params = Object.entries(strategy.params).filter(([, value]) => value !== undefined && value !== null)
  const said = params.map(([name, value]) => `${asText(name)} = ${asText(String(value))}`)
  return said.length === 0 ? '' : `Parameters: ${said.join(', ')}.`
}

const about = (document: Document): string =>
  [`**${asText(document.strategy.name)}**: ${asText(document.strategy.about)}`, paramsOf(document)]
    .join(' ')
    .trim()

/** What a document is called among others: its scenario, with its strategy where there are several. */
const nameAmong = (document: Document, documents: readonly Document[]): string =>
  unique(documents.map(({ strategy }) => strategy.name)).length === 1
    ? scenarioName(document)
    : `${asText(document.strategy.name)} under ${scenarioName(document)}`

const verdict = (document: Document): string => {
  const { title, standing, rows } = verdictBlock(document)
  const why = reasons(document)
  return blocks([
    `**${asText(title)}: ${standing}**`,
    rows.map(({ label, lines }) => `- *${label}*: ${lines.map(asText).join('. ')}`).join('\n'),
    why.length > 0 ? `*Why:* ${why.join(' ')}` : '',
  ])
}

const verdicts = (documents: readonly Document[]): string =>
  blocks([comparison(documents), ...documents.map(document => verdict(document))])

/** Documents that open the same position, by strategy and parameters: the first of each. */
export const positions = (documents: readonly Document[]): readonly Document[] => {
  const keys = documents.map(document =>
    JSON.stringify([document.strategy, document.runs[0]?.frames[0]?.layers, document.sensitivities]),
  )
  return documents.filter((_, i) => keys.indexOf(keys[i] ?? '') === i)
}

const held = (documents: readonly Document[]): string =>
  blocks([
    ...openedFirst(documents).flatMap(document => [
      about(document),
      holdings(document),
      exposuresTable(document),
      sensitivitiesTable(document),
    ]),
    openedElsewhere(documents),
  ])

/** A part of a report with its heading, as Markdown; empty where there is nothing to say. */
export type Part = { readonly heading: string; readonly body: string }

/** What is told of one scenario, in the order in which it is told. */
export const scenarioParts = (document: Document): readonly Part[] => [
  { heading: 'Made of', body: parts(document) },
  { heading: 'What happened then', body: known(document) },
  { heading: 'Management', body: management(document) },
  { heading: 'Frames', body: blocks([framesTable(document), growth(document), liquidity(document)]) },
  { heading: 'Events', body: events(document) },
  { heading: 'Cascade', body: cascadeOf(document) },
  { heading: 'Exits', body: exits(document) },
  { heading: 'Exits by size', body: sizes(document) },
  { heading: 'Leaving together', body: together(document) },
  { heading: 'Load line', body: loadLine(document) },
]

const scenarioPart = (document: Document, documents: readonly Document[]): string =>
  blocks([
    section(
      nameAmong(document, documents),
      2,
      `${asText(document.scenario.about)} Source: ${asText(document.scenario.source)}.`,
    ),
    ...scenarioParts(document).map(({ heading, body }) => section(heading, 3, body)),
  ])

/**
 * Reports as Markdown for someone who owns the position. Reads the documents and nothing else: the same documents give
 * the same bytes. Throws on a document without a run.
 */
export const renderMarkdown = (documents: readonly Document[], refused: readonly Refused[] = []): string =>
  documents.length === 0
    ? '# Nothing was run\n'
    : `${blocks([
        titleOf(documents),
        marketsOf(documents),
        section('Limits', 2, limitsTable(documents)),
        section('Verdict', 2, verdicts(documents)),
        section('Not run', 2, refusedTable(refused)),
        section('What is held', 2, held(documents)),
        section('How to read the tables', 2, legend(documents)),
        ...documents.map(document => scenarioPart(document, documents)),
        section('Model and fork', 2, reconciliation(documents)),
        section('Provenance', 2, provenanceOf(documents)),
      ])}\n`
