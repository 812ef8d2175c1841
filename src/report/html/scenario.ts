import type { Page } from '../charts/plot.js'
import { type Mark, marksOf, seen, type TimeLine, timeLine } from '../charts/timeline.js'
import type { Document } from '../document.js'
import { liquidationsOf, reading } from '../markdown/read.js'
import { reasons, verdictLines } from '../markdown/verdict.js'
import { scenarioParts } from '../markdown.js'
import { listed, short } from '../text.js'
import { figure } from './figure.js'
import { fromMarkdown, inline } from './fromMarkdown.js'
import { labelOf } from './labels.js'
import { type Html, html, isolated, NOTHING } from './markup.js'

type Place = { readonly page: Page; readonly id: string }

const HUNDRED = 100

/** The time lines of a scenario; what stays the same throughout is left out. */
const linesOf = (document: Document, id: string): readonly TimeLine[] => {
  const { frames, first } = reading(document)
  const moves = (of: (frame: (typeof frames)[number]) => number | null): boolean =>
    frames.some(frame => of(frame) !== of(first))
  const start = seen.shareRate(first)
  const health: TimeLine = {
    id: `${id}-health`,
    title: 'Health factor, day by day',
    description: 'The position can be liquidated below 1.',
    unit: '',
    least: 0.02,
    series: [{ name: 'health factor', colour: 'blue', of: seen.health }],
    lowest: seen.lowestHealth,
    level: { at: 1, name: 'liquidation below 1' },
  }
  const price: TimeLine = {
    id: `${id}-price`,
    title: 'Share rate and market price, of fair value at the start',
    description: 'Lido’s share rate, and what Curve and Uniswap pay for a staked ether.',
    unit: '',
    least: 0.002,
    series: [
      { name: 'share rate', colour: 'blue', of: frame => seen.shareRate(frame) / start },
      { name: 'Curve', colour: 'rust', of: frame => (seen.curve(frame) * seen.shareRate(frame)) / start },
      {
        name: 'Uniswap',
        colour: 'green',
        of: frame => (seen.uniswap(frame) * seen.shareRate(frame)) / start,
      },
    ],
  }
  const percent = (name: string, of: (frame: (typeof frames)[number]) => number) => ({
    name,
    colour: 'blue' as const,
    of: (frame: (typeof frames)[number]) => of(frame) * HUNDRED,
  })
  const equity: TimeLine = {
    id: `${id}-equity`,
    title: 'Net worth at fair value, ETH',
    description: 'What is held less what is owed, in ether.',
    unit: '',
    least: Number(first.equityWei) / 1e20,
    series: [{ name: 'net worth', colour: 'blue', of: seen.equity }],
  }
  const ether: TimeLine = {
    id: `${id}-ether`,
    title: 'Ether in US dollars',
    description: 'Aave’s price of ether.',
    unit: '',
    least: 10,
    series: [{ name: 'ETH/USD', colour: 'blue', of: seen.etherPrice }],
  }
  const utilisation: TimeLine = {
    id: `${id}-utilisation`,
    title: 'WETH of Aave that is borrowed',
    description: 'Utilisation: at 100 % no WETH can be withdrawn or flash-loaned.',
    unit: ' %',
    least: 1,
    series: [percent('utilisation', seen.utilisation)],
  }
  const rate: TimeLine = {
    id: `${id}-rate`,
    title: 'Interest that borrowers of WETH pay, a year',
    description: 'Aave’s variable borrow rate of WETH.',
    unit: ' %',
    least: 0.5,
    series: [percent('borrow rate', seen.borrowRate)],
  }
  return [
    ...(frames.some(frame => frame.healthFactorWad !== null) ? [health] : []),
    equity,
    price,
    ...(moves(seen.etherPrice) ? [ether] : []),
    utilisation,
    rate,
  ]
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

const charts = (document: Document, { page, id }: Place): Html => {
  const figures = linesOf(document, id).map(line => figure(timeLine(page, document, line), line.series))
  return html`<div class="charts">${figures}</div>${marksList(marksOf(reading(document).frames))}<p class="small soft">${overlay(document)}</p>`
}

/** Opened without being asked: what happened, where there was a liquidation. */
const isOpen = (heading: string, document: Document): boolean =>
  heading === 'Events' && reading(document).frames.some(frame => liquidationsOf(frame).length > 0)

const parts = (document: Document, label: string): Html =>
  html`${scenarioParts(document)
    .filter(({ body }) => body !== '')
    .map(
      ({ heading, body }) =>
        html`<details${isOpen(heading, document) ? html` open` : NOTHING}><summary>${heading}</summary>${fromMarkdown(body, `${heading}: ${label}`)}</details>`,
    )}`

/** One scenario: the verdict, its time lines, and everything in tables. */
export const scenarioArticle = (document: Document, documents: readonly Document[], place: Place): Html => {
  const label = labelOf(document, documents)
  const why = reasons(document)
  const { about, source } = document.scenario
  const verdict = documents.length === 1 ? NOTHING : html`<p>${inline(verdictLines(document).join(' '))}</p>`
  return html`<article id="${place.id}" aria-labelledby="${place.id}-title"><h3 id="${place.id}-title">${isolated(label)}</h3><p>${isolated(about)} <span class="small soft">Source: ${isolated(source)}.</span></p>${verdict}${why.length === 0 ? NOTHING : html`<p><strong>Why.</strong> ${inline(why.join(' '))}</p>`}${charts(document, place)}${parts(document, label)}</article>`
}
