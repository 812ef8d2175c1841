import { cascadeCharts, leftLine } from '../charts/cascade.js'
import { costByDays, costBySize } from '../charts/exits.js'
import { patienceKeys } from '../charts/patiences.js'
import type { Page } from '../charts/plot.js'
import { spark } from '../charts/spark.js'
import { type Mark, marksOf, timeLine } from '../charts/timeline.js'
import type { Document } from '../document.js'
import { scenarioParts } from '../render/markdown.js'
import { struckOf, totals, wrongPriceWords } from '../sections/cascade.js'
import { liquidationsOf, patienceOf, type Reading, reading, wayAt, worstFrame } from '../sections/read.js'
import { reasons } from '../sections/reasons.js'
import { day, listed, short } from '../text.js'
import { costWords, verdictBlock } from '../verdict/block.js'
import { figure } from './figure.js'
import { fromMarkdown, inline } from './fromMarkdown.js'
import { labelOf } from './labels.js'
import { leavingLine, linesOf, liquidityLines, waitingLine } from './lines.js'
import { type Html, html, isolated, NOTHING, trusted } from './markup.js'
import { badge, verdictRows } from './verdictBlock.js'

type Place = { readonly page: Page; readonly id: string }

/** Cost against size and against days, at the start and when leaving at once cost most. */
const leavingCharts = (document: Document, { page, id }: Place): readonly Html[] => {
  const read = reading(document)
  const keys = patienceKeys(document)
  const worst = worstFrame(read, patienceOf('now'))
  const moments = [...new Set(document.exitsBySize.map(({ atSeconds }) => atSeconds))]
  const sized = moments
    .sort((a, b) => a - b)
    .map(atSeconds =>
      costBySize(page, document, {
        id: `${id}-size-${atSeconds}`,
        title: `Cost of leaving by size on ${day(atSeconds)}, bps`,
        atSeconds,
      }),
    )
  const when = worst === read.first ? 'start' : `start (hollow) and ${day(worst.atSeconds)}`
  const days = costByDays(page, {
    id: `${id}-days`,
    title: `Cost (bps) against days: ${when}`,
    start: read.first.exits.ways,
    worst: worst === read.first ? [] : worst.exits.ways,
  })
  return [...sized.map(drawn => figure(drawn, keys, 1)), figure(days, [])]
}

const daysOf = ({ days }: Mark): string =>
  days.length > 4
    ? `days ${short(days[0] ?? 0)} to ${short(days.at(-1) ?? 0)}, ${days.length} times`
    : `day ${listed(days.map(short))}`

const marksList = (marks: readonly Mark[]): Html =>
  marks.length === 0
    ? NOTHING
    : html`<ul class="marks">${marks.map(mark => html`<li><b>${mark.letter}</b> ${daysOf(mark)}: ${isolated(mark.words)}</li>`)}</ul>`

const overlay = (document: Document): string =>
  document.runs.length > 1
    ? 'Each line is drawn twice: broad and pale as measured on the fork, thin as the model computed it.'
    : `One world only: the ${document.runs[0]?.world ?? 'model'}.`

/** Above this many reports, each is told in short: its verdict, its health, its load line. */
const MANY = 12

/** What a short article leaves to the Markdown, the JSON and the CSV. */
const SHORT: readonly string[] = ['Load line', 'Events']

const healthChart = (document: Document, { page, id }: Place): Html => {
  const lines = linesOf(document, id).slice(0, 2)
  return html`<div class="charts">${lines.map(line => figure(timeLine(page, document, line), line.series))}</div>${marksList(marksOf(reading(document).frames))}`
}

const charts = (document: Document, { page, id }: Place): Html => {
  const lines = [...linesOf(document, id), ...liquidityLines(document, id)]
  const [leaving, waiting] = [leavingLine(document, id), waitingLine(id)]
  const figures = [
    ...lines.map(line => figure(timeLine(page, document, line), line.series)),
    figure(timeLine(page, document, leaving), leaving.series, 1),
    figure(timeLine(page, document, waiting), waiting.series),
    ...leavingCharts(document, { page, id }),
  ]
  return html`<div class="charts">${figures}</div>${marksList(marksOf(reading(document).frames))}<p class="small soft">${overlay(document)}</p>`
}

/** Who else was liquidated, as pictures; nothing without other borrowers, or where nobody was. */
/** What the liquidations came to, and what a wrong price had to do with it. */
const cascadeWords = (frames: Reading['frames']): string =>
  [totals(struckOf(frames)), wrongPriceWords(frames)].filter(words => words !== '').join(' ')

const cascade = (document: Document, place: Place): Html => {
  const drawn = cascadeCharts(document, place)
  if (drawn.length === 0) return NOTHING
  const left = leftLine(document, place.id)
  const figures = [
    ...drawn.map(chart => figure(chart.drawn, chart.keys)),
    ...(left ? [figure(timeLine(place.page, document, left), left.series)] : []),
  ]
  return html`<h3>The cascade</h3><p>${inline(cascadeWords(reading(document).frames))}</p><div class="charts">${figures}</div>`
}

/** Opened without being asked: what happened, where there was a liquidation. */
const isOpen = (heading: string, document: Document): boolean =>
  heading === 'Events' && reading(document).frames.some(frame => liquidationsOf(frame).length > 0)

const parts = (document: Document, label: string, isShort: (heading: string) => boolean): Html =>
  html`${scenarioParts(document)
    .filter(({ heading, body }) => body !== '' && isShort(heading))
    .map(
      ({ heading, body }) =>
        html`<details${isOpen(heading, document) ? html` open` : NOTHING}><summary>${heading}</summary>${fromMarkdown(body, `${heading}: ${label}`)}</details>`,
    )}`

/** Grows by tens, so that a hundredth and a half are both seen. */
const grown = (costBps: number): number => Math.log10(1 + Math.max(0, costBps))

/** What leaving at once costs over the days, small, beside the scenario's name; all of a page on one scale. */
const costSpark = (document: Document, label: string, { page, id }: Place): Html => {
  const { svg } = spark(page, document, {
    id: `${id}-spark`,
    title: `Cost of leaving at once, ${label}`,
    description: 'Over the days of the scenario, on a scale that grows by tens; dashed: the limit.',
    domain: [0, 4],
    of: frame => {
      const way = wayAt(frame, patienceOf('now'))
      return way ? grown(way.costBps) : null
    },
    level: grown(document.verdict.limits.costBps),
  })
  return trusted(svg.outerHTML)
}

const nowWords = ({ verdict }: Document): string => {
  const way = verdict.exits.find(({ patience }) => patience === 'now')?.way
  return way ? `${costWords(way.costBps)} at once` : 'no way at once'
}

const summaryLine = (document: Document, label: string, place: Place): Html =>
  html`<summary><span class="line"><span id="${place.id}-title">${isolated(label)}</span> ${badge(verdictBlock(document))} <span class="soft">${nowWords(document)}</span>${costSpark(document, label, place)}</span></summary>`

/** One scenario, folded to a line unless it is the only one: the verdict, its time lines, and everything in tables. */
const scenarioArticle = (document: Document, documents: readonly Document[], place: Place): Html => {
  const label = labelOf(document, documents)
  const why = reasons(document)
  const { about, source } = document.scenario
  const isOnly = documents.length === 1
  const verdict = isOnly ? NOTHING : verdictRows(verdictBlock(document))
  return html`<details class="scenario" id="${place.id}"${isOnly ? html` open` : NOTHING}>${summaryLine(document, label, place)}<article aria-labelledby="${place.id}-title"><p>${isolated(about)} <span class="small soft">Source: ${isolated(source)}.</span></p>${verdict}${why.length === 0 ? NOTHING : html`<p><strong>Why.</strong> ${inline(why.join(' '))}</p>`}${charts(document, place)}${cascade(document, place)}${parts(document, label, () => true)}</article></details>`
}

/** One scenario among very many: told in short, and folded. */
const shortArticle = (document: Document, documents: readonly Document[], place: Place): Html => {
  const label = labelOf(document, documents)
  return html`<details class="scenario" id="${place.id}">${summaryLine(document, label, place)}${verdictRows(verdictBlock(document))}${healthChart(document, place)}${parts(document, label, heading => SHORT.includes(heading))}</details>`
}

/** Every scenario, whole or in short. */
export const scenarioArticles = (documents: readonly Document[], page: Page): readonly Html[] => {
  const article = documents.length > MANY ? shortArticle : scenarioArticle
  return documents.map((document, i) => article(document, documents, { page, id: `s${i + 1}` }))
}
