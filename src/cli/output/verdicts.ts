import type { Document } from '../../report/document.js'
import { decimal } from '../../report/text.js'
import type { Entry } from './matrix.js'

const reconciliationText = ({ reconciliation, provenance }: Document): readonly string[] => {
  const { quantities } = reconciliation
  if (quantities.length === 0) return []
  const compared = quantities.reduce((sum, quantity) => sum + quantity.compared, 0)
  const apart = quantities.filter(quantity => quantity.maxDifference !== '0')
  const unverified = provenance.verified ? '' : ' Unverified: the model does not know the code that ran.'
  const largest =
    apart.length === 0
      ? 'largest difference 0'
      : apart.map(({ name, maxDifference }) => `${name} differs by up to ${maxDifference}`).join(', ')
  return [`Model and fork: ${decimal(compared, 0)} numbers compared, ${largest}.${unverified}`]
}

/** What a reader of the terminal needs: each report's verdict line by line, and what did not run. */
export const verdictsOf = async (entries: readonly Entry[]): Promise<string> => {
  const { verdictBlock } = await import('../../report/verdict/block.js')
  const { terminalVerdict } = await import('../../report/render/terminal.js')
  const linesOf = (document: Document): readonly string[] => [
    terminalVerdict(verdictBlock(document)),
    ...reconciliationText(document).map(line => `  ${line}`),
  ]
  return entries
    .map(entry =>
      'document' in entry
        ? linesOf(entry.document)
        : [`${entry.refusal.strategy} under ${entry.refusal.scenario}`, `  Not run: ${entry.refusal.reason}`],
    )
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')
}
