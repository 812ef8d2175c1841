import { healthMap } from '../charts/map.js'
import type { Page } from '../charts/plot.js'
import type { Document } from '../document.js'
import { positions } from '../render/markdown.js'
import { areSeveral } from './labels.js'
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

/** Where each position stands on two maps of risk factors; nothing for positions without debt. */
export const mapSection = (documents: readonly Document[], page: Page): Html => {
  const mapped = positions(documents).filter(({ healthMaps }) => healthMaps.length > 0)
  if (mapped.length === 0) return NOTHING
  const each = mapped.map((document, i) => {
    const figures = document.healthMaps.map((map, j) => mapFigure(page, map, `map${i + 1}-${j + 1}`))
    const name = areSeveral(documents) ? html`<h3>${isolated(document.strategy.name)}</h3>` : NOTHING
    return html`${name}<div class="charts two">${figures}</div>`
  })
  return html`<section id="map" aria-labelledby="map-title"><h2 id="map-title">How far it is to the load line</h2><p>The health factor of the position as it was opened, over two risk factors at a time.</p>${each}</section>`
}
