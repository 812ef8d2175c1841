import type { Document } from '../document.js'
import { short } from '../text.js'

/** Title of the scenario with its severity, where it is not 1; plain text. */
export const scenarioLabel = ({ scenario }: Document): string =>
  scenario.severity === 1 ? scenario.title : `${scenario.title} × ${short(scenario.severity)}`

const positionKey = ({ strategy }: Document): string => JSON.stringify([strategy.name, strategy.params])

/** Whether documents speak of more than one position. */
export const areSeveral = (documents: readonly Document[]): boolean =>
  new Set(documents.map(positionKey)).size > 1

/** What tells a document from the others of its page; plain text. */
export const labelOf = (document: Document, documents: readonly Document[]): string =>
  areSeveral(documents)
    ? `${document.strategy.name} under ${scenarioLabel(document)}`
    : scenarioLabel(document)
