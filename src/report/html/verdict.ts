import type { Document } from '../document.js'
import { isoTime, listedOrCounted } from '../text.js'
import { labelOf, scenarioLabel } from './labels.js'
import { plimsollMark } from './mark.js'
import { type Html, html, isolated, NOTHING } from './markup.js'
import { type Figure, figures, lowestLine, verdictSentences } from './summary.js'

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]

/** What a page is about, as plain text. */
export const titleOf = (documents: readonly Document[]): string => {
  const strategies = unique(documents.map(({ strategy }) => strategy.name))
  const scenarios = unique(documents.map(scenarioLabel))
  return `${listedOrCounted(strategies, 'strategies')} under ${listedOrCounted(scenarios, 'scenarios')}`
}

const figureOf = ({ name, value, note, bad }: Figure): Html =>
  html`<div><dt>${name}</dt><dd class="big${bad ? ' bad' : ''}">${value}</dd><dd class="small soft">${isolated(note)}</dd></div>`

const kicker = (documents: readonly Document[]): string => {
  const [first] = documents
  if (!first) return ''
  const { block, timestamp, origin } = first.provenance
  const where = origin === 'embedded' ? 'embedded mainnet' : origin === 'rpc' ? 'fork of mainnet' : origin
  return `Plimsoll ${first.plimsoll}: stress test on the ${where} at block ${block}, ${isoTime(timestamp).slice(0, 10)}`
}

const mark = (documents: readonly Document[]): Html => {
  const lowest = lowestLine(documents)
  return lowest ? plimsollMark(lowest, labelOf(lowest, documents), 'load-line-mark') : NOTHING
}

/** The first page: what was asked, the answer in two sentences, three numbers, and the load line. */
export const verdictSection = (documents: readonly Document[]): Html =>
  html`<header id="verdict"><p class="kicker">${kicker(documents)}</p><div class="hero"><div><h1>${isolated(titleOf(documents))}</h1>${verdictSentences(documents).map(sentence => html`<p class="lead">${sentence}</p>`)}<dl class="numbers">${figures(documents).map(figureOf)}</dl></div>${mark(documents)}</div></header>`
