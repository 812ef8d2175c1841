import { parseHTML } from 'linkedom'
import type { Row } from '../analysis/compare.js'
import { costByPatience, lineColour } from './charts/frontiers.js'
import type { Page } from './charts/plot.js'
import { figure } from './html/figure.js'
import { fromMarkdown } from './html/fromMarkdown.js'
import { html, NOTHING } from './html/markup.js'
import { renderPage } from './html/page.js'
import { comparisonMarkdown } from './render/comparison.js'
import { verdictsTable } from './sections/limits.js'
import { listed } from './text.js'

type Compared = Extract<Row, { readonly kind: 'compared' }>

const createPage = (): Page => parseHTML('<!doctype html><html><body></body></html>').document as Page

/** Positions beside each other as one page that stands on its own: limits, the table, and cost against patience. */
export const renderComparisonHtml = (rows: readonly Row[], scenarios: readonly string[]): string => {
  const compared = rows.filter((row): row is Compared => row.kind === 'compared')
  const limits = verdictsTable(compared.flatMap(({ verdicts }) => verdicts))
  const keys = compared.map(({ position }, i) => ({ colour: lineColour(i), name: position }))
  const chart = compared.length === 0 ? NOTHING : figure(costByPatience(createPage(), compared), keys, 1)
  const title = `${rows.length} positions beside each other`
  return renderPage({
    title: `${title} · Plimsoll`,
    places: [
      ...(limits === '' ? [] : [{ id: 'limits', name: 'Limits' }]),
      { id: 'table', name: 'Table' },
      { id: 'cost', name: 'Cost against patience' },
    ],
    header: html`<header><h1>${title}</h1><p class="lead">Each figure is the worst over ${listed(scenarios)}, in the exact model.</p></header>`,
    body: html`${
      limits === ''
        ? NOTHING
        : html`<section id="limits" aria-labelledby="limits-title"><h2 id="limits-title">Limits</h2>${fromMarkdown(limits, 'Limits')}</section>`
    }<section id="table" aria-labelledby="table-title"><h2 id="table-title">Table</h2>${fromMarkdown(comparisonMarkdown(rows).trim(), 'Positions beside each other')}</section>
<section id="cost" aria-labelledby="cost-title"><h2 id="cost-title">Cost against patience</h2>${chart}</section>`,
    footer: 'Made by Plimsoll. No part of it is advice.',
    script: '',
    css: '',
  })
}
