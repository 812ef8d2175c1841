import { parseHTML } from 'linkedom'
import type { Page } from './charts/plot.js'
import type { Document } from './document.js'
import { fromMarkdown, inline } from './html/fromMarkdown.js'
import { labelOf } from './html/labels.js'
import { type Html, html, isolated, NOTHING } from './html/markup.js'
import { fitted } from './html/names.js'
import { renderPage } from './html/page.js'
import { byBadness, frontierFigure, kicker, titleOf } from './html/verdict.js'
import { verdictRows } from './html/verdictBlock.js'
import type { Refused } from './refused.js'
import { commands } from './sections/command.js'
import { comparison } from './sections/comparison.js'
import { limitsTable } from './sections/limits.js'
import { reasons } from './sections/reasons.js'
import { short, unique } from './text.js'
import { costWords, verdictBlock } from './verdict/block.js'
import { limitStanding } from './verdict/limit.js'

/** More rows than this do not fit the first page; the worst come first. */
const ROWS = 10

const CSS = `
body{font-size:9.5pt}.page{padding-bottom:0}
header,section{padding-top:0}h1{font-size:1.35rem;margin-bottom:.3rem}h2{font-size:1.05rem;margin:5mm 0 2mm;padding-top:2mm}
.limits{list-style:none;padding:0;max-width:none}.limits li{padding:.4mm 0}.limits b{display:inline-block;min-width:6.5em}
.two-columns{display:grid;grid-template-columns:minmax(0,1fr) 96mm;gap:6mm}
.next{break-before:page}
.rests{background:var(--rule);padding:3mm 4mm;border-radius:2mm}.rests ul{max-width:none;margin:0;padding-left:1.2em}
.running{border-top:1px solid var(--rule);margin-top:4mm;padding-top:2mm}.running pre{font-size:7pt;margin:1mm 0}
`

const limitLine = (document: Document, all: readonly Document[]): Html => {
  const { limits, exits } = document.verdict
  const month = exits.find(({ patience }) => patience === 'days30')?.way
  const cost = month ? `${costWords(month.costBps)} at its worst` : 'no way out on the worst day'
  const missed = limits.daysMissed === 0 ? '' : `, missed on ${limits.daysMissed} of ${limits.daysSeen} days`
  return html`<li><b>${limitStanding(document.verdict)}</b>${isolated(labelOf(document, all))}: ${cost}${missed}</li>`
}

const limitsSection = (shown: readonly Document[], all: readonly Document[]): Html => {
  const limits = all[0]?.verdict.limits
  if (!limits) return NOTHING
  const title = `The limit: leave for ${short(limits.costBps / 100)} % within ${short(limits.days)} days`
  return html`<section><h2>${title}</h2><ul class="limits">${shown.map(document => limitLine(document, all))}</ul></section>`
}

/** Limits that were given with --limit; nothing without any. */
const givenLimits = (documents: readonly Document[]): Html => {
  const table = limitsTable(documents)
  return table === '' ? NOTHING : html`<section><h2>Limits</h2>${fromMarkdown(table, 'Limits')}</section>`
}

const paramsWords = ({ strategy }: Document): Html => {
  const params = Object.entries(strategy.params).filter(([, value]) => value !== undefined && value !== null)
  return html`<p><strong>${isolated(strategy.name)}</strong>: ${isolated(strategy.about)} <span class="soft">${params.map(([key, value]) => html`${isolated(key)} ${isolated(String(value))} &nbsp; `)}</span></p>`
}

/** Each position that is asked about, once. */
const questions = (documents: readonly Document[]): Html => {
  const keys = documents.map(({ strategy }) => JSON.stringify(strategy))
  const once = documents.filter((_, i) => keys.indexOf(keys[i] ?? '') === i).slice(0, 4)
  return html`${once.map(paramsWords)}`
}

const restsOn = (documents: readonly Document[]): Html => {
  const rows = unique(
    documents.flatMap(document =>
      verdictBlock(document).rows.flatMap(({ label, lines }) => (label === 'Rests on' ? lines : [])),
    ),
  )
  const assumed = unique(documents.flatMap(({ scenario }) => scenario.assumed)).slice(0, 6)
  return html`<section><h2>What this rests on</h2><div class="rests"><ul>${[...rows, ...assumed].map(line => html`<li>${isolated(line)}</li>`)}</ul></div></section>`
}

const runningFoot = (documents: readonly Document[]): Html => {
  const hashes = unique(documents.map(({ provenance }) => provenance.stateHash))
  return html`<div class="running small"><span class="soft">Made again by, from the market with sha256 ${isolated(hashes.join(', '))}:</span>${commands(documents).map(command => html`<pre><code>${command}</code></pre>`)}</div>`
}

const leftOut = (all: readonly Document[], shown: readonly Document[], refused: readonly Refused[]): Html => {
  const more = all.length - shown.length
  const lines = [
    ...(more > 0 ? [`${more} more, none of them worse, are in the full report (--full).`] : []),
    ...refused.map(({ strategy, scenario, reason }) => `Not run: ${strategy} under ${scenario}: ${reason}`),
  ]
  return html`${lines.map(line => html`<p class="small soft">${isolated(line)}</p>`)}`
}

/**
 * Reports as two pages for a committee: what was asked, the limits, the comparison by patience and cost against days;
 * then why, what it rests on and how to make it again. Throws on no documents, and on one without a run.
 */
export const renderCommittee = (whole: readonly Document[], refused: readonly Refused[] = []): string => {
  const documents = whole.map(fitted)
  const page = parseHTML('<!doctype html><html><body></body></html>').document as Page
  const shown = byBadness(documents).slice(0, ROWS)
  const [worst] = shown
  if (!worst) throw new Error('a report needs a run')
  const why = reasons(worst).slice(0, 3)
  const table =
    shown.length > 1
      ? fromMarkdown(
          comparison(shown),
          'Every scenario by patience, each at its worst moment, the worst first',
        )
      : NOTHING
  return renderPage({
    title: `${titleOf(documents)} · Plimsoll`,
    places: [],
    header: html`<header id="verdict"><p class="kicker">${kicker(documents)}</p><h1>${isolated(titleOf(documents))}</h1>${questions(documents)}</header>`,
    body: html`<div class="two-columns">${limitsSection(shown, documents)}${frontierFigure(shown.slice(0, 5), page)}</div>${givenLimits(documents)}${table}${leftOut(documents, shown, refused)}
<section class="next"><h2>The worst: ${isolated(verdictBlock(worst).title)}</h2>${verdictRows(verdictBlock(worst))}${why.map(sentence => html`<p>${inline(sentence)}</p>`)}</section>${restsOn(shown)}${runningFoot(documents)}`,
    footer: 'Made by Plimsoll from the same run as the JSON and the Markdown. No part of it is advice.',
    script: '',
    css: CSS,
  })
}
