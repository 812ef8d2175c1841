import type { Page } from '../charts/plot.js'
import { type Spark, spark } from '../charts/spark.js'
import { seen } from '../charts/timeline.js'
import type { Document } from '../document.js'
import { comparison } from '../sections/comparison.js'
import { liquidationsOf, lowestHealth, patienceOf, reading, wayAt, worstFrame } from '../sections/read.js'
import { bps, decimal, healthFactor } from '../text.js'
import { fromMarkdown } from './fromMarkdown.js'
import { areSeveral, labelOf, scenarioLabel } from './labels.js'
import { type Html, html, isolated, NOTHING, trusted } from './markup.js'

type Frame = ReturnType<typeof reading>['first']

/** Net worth of a frame, of the first one's. */
const worthOf = (first: Frame) => (frame: Frame) => seen.equity(frame) / seen.equity(first)

const domainOf = (
  documents: readonly Document[],
  values: (document: Document) => readonly (number | null)[],
  level: number,
): readonly [number, number] => {
  const all = [level, ...documents.flatMap(values).filter(value => value !== null)]
  return [Math.min(...all), Math.max(...all)]
}

const multiple = (
  page: Page,
  document: Document,
  lines: readonly Spark[],
  label: string,
  i: number,
): Html => {
  const { last } = reading(document)
  const low = lowestHealth(reading(document))
  const said = low ? `lowest ${healthFactor(low.wad)}` : 'no debt'
  const worth = worthOf(reading(document).first)(last) - 1
  const [health, equity] = lines.map(line => trusted(spark(page, document, line).svg.outerHTML))
  return html`<li><a href="#s${i + 1}">${isolated(label)}</a>${health ?? NOTHING}<span class="small soft">health factor, ${said}</span>${equity ?? NOTHING}<span class="small soft">net worth, ${worth > 0 ? '+' : ''}${decimal(worth * 100, 2)} %</span></li>`
}

/** Health factor and net worth of every report, small, on the same scales. */
const multiples = (documents: readonly Document[], page: Page): Html => {
  const healths = domainOf(documents, document => reading(document).frames.map(seen.lowestHealth), 1)
  const worths = domainOf(
    documents,
    document => reading(document).frames.map(worthOf(reading(document).first)),
    1,
  )
  const items = documents.map((document, i) => {
    const label = labelOf(document, documents)
    const lines: readonly Spark[] = [
      {
        id: `m${i + 1}-health`,
        title: `Health factor, ${label}`,
        description: 'The line across is 1.',
        domain: healths,
        of: seen.lowestHealth,
        level: 1,
      },
      {
        id: `m${i + 1}-worth`,
        title: `Net worth of the start, ${label}`,
        description: 'Net worth at fair value, in ether.',
        domain: worths,
        of: worthOf(reading(document).first),
      },
    ]
    return multiple(page, document, lines, label, i)
  })
  return html`<h3>Small, on the same scales</h3><ul class="multiples">${items}</ul>`
}

type Cell = { readonly text: string; readonly note: string; readonly tint: 'fine' | 'near' | 'sunk' | 'none' }

const healthCell = (document: Document): Cell => {
  const read = reading(document)
  const low = lowestHealth(read)
  if (!low) return { text: '–', note: 'no debt', tint: 'fine' }
  const seized = read.frames.some(frame => liquidationsOf(frame).length > 0)
  const tint = low.wad < 10n ** 18n ? 'sunk' : low.wad < 105n * 10n ** 16n ? 'near' : 'fine'
  return { text: healthFactor(low.wad), note: seized ? 'liquidated' : '', tint }
}

const exitCell = (document: Document): Cell => {
  const now = patienceOf('now')
  const exit = wayAt(worstFrame(reading(document), now), now)
  if (!exit) return { text: 'none', note: 'no way out', tint: 'sunk' }
  const tint = exit.costBps > 500 ? 'sunk' : exit.costBps > 100 ? 'near' : 'fine'
  return { text: bps(exit.costBps), note: '', tint }
}

const worthCell = (document: Document): Cell => {
  const { first, last } = reading(document)
  const change = (worthOf(first)(last) - 1) * 100
  const tint = change < -5 ? 'sunk' : change < 0 ? 'near' : 'fine'
  return { text: `${change > 0 ? '+' : ''}${decimal(change, 2)} %`, note: '', tint }
}

const MATRICES: readonly { readonly caption: string; readonly cell: (document: Document) => Cell }[] = [
  { caption: 'Lowest health factor; below 1 the position can be liquidated', cell: healthCell },
  { caption: 'Cost of leaving at once at the worst moment, bps of net worth', cell: exitCell },
  { caption: 'Net worth in ether, from start to end', cell: worthCell },
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

/** Above this many, reports stand beside each other in the tables of strategies and scenarios only. */
const MANY = 24

/** Every report beside the others; nothing where there is only one. */
export const comparisonSection = (documents: readonly Document[], page: Page): Html => {
  if (documents.length < 2) return NOTHING
  const whole = fromMarkdown(comparison(documents), 'All reports side by side')
  const table = areSeveral(documents)
    ? html`<details><summary>All of it in one table</summary>${whole}</details>`
    : whole
  const small = documents.length > MANY ? NOTHING : multiples(documents, page)
  return html`<section id="comparison" aria-labelledby="comparison-title"><h2 id="comparison-title">Side by side</h2>${matrices(documents)}${table}${small}</section>`
}
