import { healthMap } from '../charts/map.js'
import type { Page } from '../charts/plot.js'
import type { Document } from '../document.js'
import { positions } from '../render/markdown.js'
import { areSeveral, labelOf } from './labels.js'
import { plimsollMark } from './mark.js'
import { type Html, html, isolated, NOTHING, trusted } from './markup.js'

type HealthMap = Document['healthMaps'][number]

const lineWords = ({ line, marketLine }: HealthMap): string => {
  const own = line.length > 0 ? 'The line is where the factor is 1.' : 'No point of this map reaches 1.'
  return marketLine && marketLine.length > 0
    ? `${own} Dashed: the same at a venue whose oracle follows the market.`
    : own
}

const mapFigure = (page: Page, map: HealthMap, id: string): Html => {
  const { title, svg } = healthMap(page, map, id)
  return html`<figure><figcaption><strong>${title}</strong></figcaption><p class="small soft axis">${map.y.factor}</p>${trusted(svg.outerHTML)}<p class="small soft">${map.about} ${lineWords(map)}</p></figure>`
}

/** The document whose load line is lowest; the first that has one where none was crossed. */
const lowestLine = (documents: readonly Document[]): Document | undefined =>
  documents
    .filter(({ loadLine }) => loadLine !== null)
    .reduce<Document | undefined>((low, next) => (low && lineOf(low) <= lineOf(next) ? low : next), undefined)

const lineOf = ({ loadLine }: Document): number =>
  Math.min(...Object.values(loadLine ?? {}).map(({ severity }) => severity ?? Number.MAX_VALUE))

const mark = (documents: readonly Document[]): Html => {
  const lowest = lowestLine(documents)
  return lowest ? plimsollMark(lowest, labelOf(lowest, documents), 'load-line-mark') : NOTHING
}

const mapsOf = (documents: readonly Document[], page: Page): Html => {
  const mapped = positions(documents).filter(({ healthMaps }) => healthMaps.length > 0)
  if (mapped.length === 0) return NOTHING
  const each = mapped.map((document, i) => {
    const figures = document.healthMaps.map((map, j) => mapFigure(page, map, `map${i + 1}-${j + 1}`))
    const name = areSeveral(documents) ? html`<h3>${isolated(document.strategy.name)}</h3>` : NOTHING
    return html`${name}<div class="charts two">${figures}</div>`
  })
  return html`<details><summary>The health factor over two risk factors at a time</summary><p>The position as it was opened.</p>${each}</details>`
}

/** Whether a page has anything to say of how far it is to the load line. */
export const hasLines = (documents: readonly Document[]): boolean =>
  documents.some(({ healthMaps, loadLine }) => healthMaps.length > 0 || loadLine !== null)

/** The load line as a mark, and where each position stands on maps of risk factors; nothing without either. */
export const mapSection = (documents: readonly Document[], page: Page): Html =>
  hasLines(documents)
    ? html`<section id="map" aria-labelledby="map-title"><h2 id="map-title">How far it is to the load line</h2>${mark(documents)}${mapsOf(documents, page)}</section>`
    : NOTHING
