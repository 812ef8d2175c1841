import { isAnyOfIt } from '../../analysis/leastSeverity.js'
import type { Document } from '../../report/document.js'
import type { Entry } from './matrix.js'

/** Markdown of a sentence as a terminal shows it. */
const plain = (markdown: string): string =>
  markdown.replaceAll(/\*\*|`/g, '').replaceAll(/\\([^A-Za-z0-9\s])/g, '$1')

const nameOf = ({ scenario }: Document): string =>
  scenario.severity === 1 ? scenario.name : `${scenario.name}@${scenario.severity}`

const loadLineText = ({ loadLine }: Document): readonly string[] => {
  if (!loadLine) return []
  const fates = Object.entries(loadLine).map(([fate, { severity, searchedTo }]) =>
    severity === null
      ? `${fate} none up to ${searchedTo}`
      : isAnyOfIt(severity)
        ? `${fate} at any severity above 0`
        : `${fate} at ${Number(severity.toPrecision(3))}`,
  )
  return [`Load line: ${fates.join(', ')}.`]
}

const reconciliationText = ({ reconciliation, provenance }: Document): readonly string[] => {
  const { quantities } = reconciliation
  if (quantities.length === 0) return []
  const compared = quantities.reduce((sum, quantity) => sum + quantity.compared, 0)
  const apart = quantities.filter(quantity => quantity.maxDifference !== '0')
  const unverified = provenance.verified ? '' : ' Unverified: the mirrors do not know the code that ran.'
  const said =
    apart.length === 0
      ? 'the largest difference is 0'
      : apart.map(({ name, maxDifference }) => `${name} differs by up to ${maxDifference}`).join(', ')
  return [`Model and fork, ${compared} numbers compared: ${said}.${unverified}`]
}

/** What a reader of the terminal needs: each report's verdict in the sentences of its Markdown, and what did not run. */
export const verdictsOf = async (entries: readonly Entry[]): Promise<string> => {
  const { verdictLines } = await import('../../report/render/markdown.js')
  const linesOf = (document: Document): readonly string[] => [
    `${document.strategy.name} under ${nameOf(document)}`,
    ...verdictLines(document).map(plain),
    ...loadLineText(document),
    ...reconciliationText(document),
  ]
  return entries
    .map(entry =>
      'document' in entry
        ? linesOf(entry.document)
        : [`${entry.refusal.strategy} under ${entry.refusal.scenario}`, `Not run: ${entry.refusal.reason}`],
    )
    .map(lines => `${lines.join('\n  ')}\n`)
    .join('\n')
}
