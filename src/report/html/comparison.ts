import type { PatienceId } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { comparison } from '../sections/comparison.js'
import { healthFactor } from '../text.js'
import { costWords } from '../verdict/block.js'
import { fromMarkdown } from './fromMarkdown.js'
import { areSeveral, scenarioLabel } from './labels.js'
import { type Html, html, isolated, NOTHING } from './markup.js'

type Cell = { readonly text: string; readonly note: string; readonly tint: 'fine' | 'near' | 'sunk' | 'none' }

const healthCell = ({ verdict: { health, liquidations } }: Document): Cell => {
  if (!health) return { text: '–', note: 'no debt', tint: 'fine' }
  const wad = BigInt(health.lowestWad)
  const tint = wad < 10n ** 18n ? 'sunk' : wad < 105n * 10n ** 16n ? 'near' : 'fine'
  return { text: healthFactor(wad), note: liquidations.count > 0 ? 'liquidated' : '', tint }
}

const exitCellOf = ({ verdict }: Document, id: PatienceId): Cell => {
  const way = verdict.exits.find(({ patience }) => patience === id)?.way
  if (!way) return { text: 'no way', note: '', tint: 'sunk' }
  const { costBps } = verdict.limits
  const tint = way.costBps > costBps ? 'sunk' : way.costBps > costBps / 5 ? 'near' : 'fine'
  return { text: costWords(way.costBps), note: '', tint }
}

const nowCell = (document: Document): Cell => exitCellOf(document, 'now')

const monthCell = (document: Document): Cell => exitCellOf(document, 'days30')

const MATRICES: readonly { readonly caption: string; readonly cell: (document: Document) => Cell }[] = [
  { caption: 'Lowest health factor; below 1 the position can be liquidated', cell: healthCell },
  { caption: 'Cost of leaving at once at the worst moment, of net worth', cell: nowCell },
  { caption: 'Cost of leaving within 30 days at the worst moment', cell: monthCell },
]

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]

const strategyKey = ({ strategy }: Document): string => JSON.stringify(strategy)

const matrix = (documents: readonly Document[], { caption, cell }: (typeof MATRICES)[number]): Html => {
  const strategies = unique(documents.map(strategyKey))
  const head = strategies.map(key => {
    const name = documents.find(document => strategyKey(document) === key)?.strategy.name ?? ''
    return html`<th scope="col">${isolated(name)}</th>`
  })
  const rows = unique(documents.map(scenarioLabel)).map(scenario => {
    const cells = strategies.map(key => {
      const found = documents.find(
        document => strategyKey(document) === key && scenarioLabel(document) === scenario,
      )
      if (!found) return html`<td></td>`
      const { text, note, tint } = cell(found)
      return html`<td class="c-${tint}"><a href="#s${documents.indexOf(found) + 1}">${text}</a>${note === '' ? NOTHING : html`<small>${note}</small>`}</td>`
    })
    return html`<tr><th scope="row">${isolated(scenario)}</th>${cells}</tr>`
  })
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="grid"><caption>${caption}</caption><thead><tr><th scope="col">Scenario</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
}

/** Strategies across, scenarios down: one table for each number that matters. */
const matrices = (documents: readonly Document[]): Html =>
  areSeveral(documents)
    ? html`<div class="matrices">${MATRICES.map(one => matrix(documents, one))}</div>`
    : NOTHING

/** Every report beside the others, by patience; nothing where there is only one. */
export const comparisonSection = (documents: readonly Document[]): Html => {
  if (documents.length < 2) return NOTHING
  const whole = fromMarkdown(comparison(documents), 'Every scenario by patience, each at its worst moment')
  const table = areSeveral(documents)
    ? html`<details><summary>All of it in one table</summary>${whole}</details>`
    : whole
  return html`<section id="comparison" aria-labelledby="comparison-title"><h2 id="comparison-title">Side by side</h2>${matrices(documents)}${table}</section>`
}
