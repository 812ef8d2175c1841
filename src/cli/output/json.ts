import type { Document } from '../../report/document.js'
import type { Refused } from '../../report/refused.js'

/** The one JSON text of a command: a report, or several and what did not run. Checked against the published schema. */
export const jsonOf = async (
  documents: readonly Document[],
  refused: readonly Refused[] = [],
): Promise<string> => {
  const { outputSchema } = await import('../../report/document.js')
  const { VERSION } = await import('../../report/version.js')
  const [first] = documents
  const alone = documents.length === 1 && refused.length === 0
  const output =
    alone && first ? first : { plimsoll: VERSION, reports: [...documents], refused: [...refused] }
  return `${JSON.stringify(outputSchema.parse(output), null, 2)}\n`
}
