import type { Drawn, Page } from '../charts/plot.js'
import { worstDayKeys, worstDays } from '../charts/worstDays.js'
import type { Document } from '../document.js'
import { reasons } from '../sections/reasons.js'
import { isoTime, listedOrCounted, unique } from '../text.js'
import { verdictBlock } from '../verdict/block.js'
import { figure } from './figure.js'
import { inline } from './fromMarkdown.js'
import { labelOf, scenarioLabel } from './labels.js'
import { type Html, html, isolated, NOTHING } from './markup.js'
import { badge, verdictRows } from './verdictBlock.js'

/** What a page is about, as plain text. */
export const titleOf = (documents: readonly Document[]): string => {
  const strategies = unique(documents.map(({ strategy }) => strategy.name))
  const scenarios = unique(documents.map(scenarioLabel))
  return `${listedOrCounted(strategies, 'strategies')} under ${listedOrCounted(scenarios, 'scenarios')}`
}

/** Which version ran on what, as plain text. */
export const kicker = (documents: readonly Document[]): string => {
  const [first] = documents
  if (!first) return ''
  const { block, timestamp, origin } = first.provenance
  const where = origin === 'embedded' ? 'embedded mainnet' : origin === 'rpc' ? 'fork of mainnet' : origin
  return `Plimsoll ${first.plimsoll}: stress test on the ${where} at block ${block}, ${isoTime(timestamp).slice(0, 10)}`
}

const RANKS = ['liquidated', 'liquidatable', 'illiquid'] as const

/** How bad a verdict is: what went wrong first, then what leaving at once costs. */
const badness = ({ verdict }: Document): readonly [number, number] => {
  const rank = RANKS.findIndex(standing => verdict.standings.includes(standing))
  const now = verdict.exits.find(({ patience }) => patience === 'now')
  return [rank === -1 ? 0 : RANKS.length - rank, now?.way?.costBps ?? Number.POSITIVE_INFINITY]
}

/** The worst verdict first; equally bad ones stay in their order. */
export const byBadness = (documents: readonly Document[]): readonly Document[] =>
  documents.toSorted((a, b) => {
    const [[rank, cost], [before, most]] = [badness(a), badness(b)]
    return before - rank || (most === cost ? 0 : most - cost)
  })

/** Cost against days of every report on its worst day. */
export const frontierFigure = (documents: readonly Document[], page: Page): Html => {
  const named = documents.map(document => ({ name: labelOf(document, documents), document }))
  const drawn: Drawn = worstDays(page, named, {
    id: 'cost-against-days',
    title: 'Cost of leaving against days, worst day of each',
  })
  return figure(drawn, worstDayKeys(named), 1)
}

/** The first screen: the worst verdict line by line, and cost against days with the owner's limit. */
export const verdictSection = (documents: readonly Document[], page: Page): Html => {
  const [worst] = byBadness(documents)
  if (!worst) return NOTHING
  const block = verdictBlock(worst)
  const why = reasons(worst)
  const which =
    documents.length > 1 ? html`<span class="soft">Worst of ${documents.length}:</span> ` : NOTHING
  return html`<header id="verdict"><p class="kicker">${kicker(documents)}</p><h1>${isolated(titleOf(documents))}</h1><div class="hero"><div><p class="lead">${which}${isolated(block.title)} ${badge(block)}</p>${verdictRows(block)}</div><div>${frontierFigure(documents, page)}${why.length === 0 ? NOTHING : html`<p class="why"><strong>Why.</strong> ${inline(why.slice(0, 2).join(' '))}</p>`}</div></div></header>`
}
