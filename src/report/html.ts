import { parseHTML } from 'linkedom'
import type { Page } from './charts/plot.js'
import type { Document } from './document.js'
import { comparisonSection } from './html/comparison.js'
import { fromMarkdown } from './html/fromMarkdown.js'
import { hasLines, mapSection } from './html/maps.js'
import { type Html, html, NOTHING, trusted } from './html/markup.js'
import { fitted } from './html/names.js'
import { type Place, renderPage } from './html/page.js'
import { scenarioArticles } from './html/scenario.js'
import { sourcesSections } from './html/sources.js'
import { stackSection } from './html/stack.js'
import { titleOf, verdictSection } from './html/verdict.js'
import type { Refused } from './refused.js'
import { limitsTable } from './sections/limits.js'
import { refusedTable } from './sections/refused.js'

/** Where charts are drawn on Node. */
const createPage = (): Page => parseHTML('<!doctype html><html><body></body></html>').document as Page

/** A part of the page that another folder makes: markup that is safe, with its style and script. */
export type Extra = {
  readonly html: string
  readonly css?: string
  readonly script?: string
}

/** What a page has beyond the report itself. */
export type Extras = { readonly explore?: Extra; readonly lesson?: Extra }

/** The lesson is as long as the rest: it is folded until somebody wants it. */
const body = (id: keyof Extras, extra: Extra): Html =>
  id === 'lesson'
    ? html`<details><summary class="fold">Lesson: how this position works, step by step</summary>${trusted(extra.html)}</details>`
    : trusted(extra.html)

const extraSection = (id: keyof Extras, name: string, extra: Extra | undefined): Html =>
  extra
    ? html`<section id="${id}" aria-label="${name}">${body(id, extra)}</section>
`
    : NOTHING

const joined = (extras: Extras, part: 'css' | 'script'): string =>
  `${extras.explore?.[part] ?? ''}${extras.lesson?.[part] ?? ''}`

const placesOf = (documents: readonly Document[], extras: Extras): readonly Place[] => [
  { id: 'verdict', name: 'Verdict' },
  ...(documents.length > 1 ? [{ id: 'comparison', name: 'Side by side' }] : []),
  { id: 'position', name: 'What is held' },
  { id: 'scenarios', name: documents.length > 1 ? 'Scenarios' : 'What happens' },
  ...(hasLines(documents) ? [{ id: 'map', name: 'Map' }] : []),
  ...(extras.explore ? [{ id: 'explore', name: 'Explore' }] : []),
  { id: 'reconciliation', name: 'Model and fork' },
  { id: 'provenance', name: 'Where it comes from' },
  ...(extras.lesson ? [{ id: 'lesson', name: 'Lesson' }] : []),
]

/** What was asked for and did not run; nothing where everything ran. */
const refusedSection = (refused: readonly Refused[]): Html =>
  refused.length === 0
    ? NOTHING
    : html`<section id="not-run" aria-labelledby="not-run-title"><h2 id="not-run-title">Not run</h2>${fromMarkdown(refusedTable(refused), 'What did not run')}</section>`

/** Limits that were given; nothing where none was. */
const limitsSection = (documents: readonly Document[]): Html => {
  const table = limitsTable(documents)
  return table === ''
    ? NOTHING
    : html`<section id="limits" aria-labelledby="limits-title"><h2 id="limits-title">Limits</h2>${fromMarkdown(table, 'Limits')}</section>
`
}

const scenarios = (documents: readonly Document[], page: Page): Html => {
  const title = documents.length > 1 ? 'Scenarios' : 'What happens'
  return html`<section id="scenarios" aria-labelledby="scenarios-title"><h2 id="scenarios-title">${title}</h2>${scenarioArticles(documents, page)}</section>`
}

/**
 * Reports as one page of HTML that stands on its own. Reads the documents and the extras and nothing else: the same give
 * the same bytes. Throws on no documents, and on one without a run.
 */
export const renderHtml = (
  whole: readonly Document[],
  extras: Extras = {},
  refused: readonly Refused[] = [],
): string => {
  const documents = whole.map(fitted)
  const page = createPage()
  return renderPage({
    title: `${titleOf(documents)} · Plimsoll`,
    places: placesOf(documents, extras),
    header: verdictSection(documents, page),
    body: html`${limitsSection(documents)}${comparisonSection(documents)}${refusedSection(refused)}
${stackSection(documents)}
${scenarios(documents, page)}
${mapSection(documents, page)}
${extraSection('explore', 'Explore', extras.explore)}${sourcesSections(documents, whole)}
${extraSection('lesson', 'Lesson', extras.lesson)}`,
    footer: 'Made by Plimsoll from the same run as the JSON and the Markdown. No part of it is advice.',
    script: joined(extras, 'script'),
    css: joined(extras, 'css'),
  })
}
