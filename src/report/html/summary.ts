import type { Patience } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import {
  type Frame,
  liquidationsOf,
  lowestHealth,
  patienceOf,
  reading,
  type Way,
  wayAt,
  worstFrame,
} from '../sections/read.js'
import { verdictLines } from '../sections/verdict.js'
import { bps, bpsWords, counted, day, decimal, duration, ether, healthFactor, listed } from '../text.js'
import { inline } from './fromMarkdown.js'
import { labelOf } from './labels.js'
import { type Html, html, isolated } from './markup.js'

/** One of the numbers that matter. */
export type Figure = {
  readonly name: string
  readonly value: string
  readonly note: string
  readonly bad: boolean
}

type Of = { readonly document: Document; readonly label: string }

const labelled = (documents: readonly Document[]): readonly Of[] =>
  documents.map(document => ({ document, label: labelOf(document, documents) }))

/** The entry with the highest value; undefined where none has one. */
const most = <T>(entries: readonly T[], value: (entry: T) => number | undefined): T | undefined =>
  entries.reduce<T | undefined>((best, entry) => {
    const [now, before] = [value(entry), best === undefined ? undefined : value(best)]
    return now !== undefined && (before === undefined || now > before) ? entry : best
  }, undefined)

type Health = Of & { readonly wad: bigint; readonly frame: Frame }

const lowestOf = (all: readonly Of[]): Health | undefined =>
  most(
    all.flatMap(of => {
      const low = lowestHealth(reading(of.document))
      return low ? [{ ...of, ...low }] : []
    }),
    ({ wad }) => -Number(wad),
  )

type Dear = Of & { readonly frame: Frame; readonly exit: Way | undefined }

const dearest = (all: readonly Of[], patience: Patience): Dear | undefined =>
  most(
    all.map(of => {
      const frame = worstFrame(reading(of.document), patience)
      return { ...of, frame, exit: wayAt(frame, patience) }
    }),
    ({ exit }) => exit?.costBps ?? Number.POSITIVE_INFINITY,
  )

const at = ({ label, frame }: { readonly label: string; readonly frame: Frame }, alone: boolean): string =>
  alone ? day(frame.atSeconds) : `${label}, ${day(frame.atSeconds)}`

const healthFigure = (all: readonly Of[]): Figure => {
  const low = lowestOf(all)
  const name = 'Lowest health factor; below 1 anyone may liquidate'
  if (!low) return { name, value: 'no debt', note: 'it cannot be liquidated', bad: false }
  return { name, value: healthFactor(low.wad), note: at(low, all.length === 1), bad: low.wad < 10n ** 18n }
}

const exitFigure = (all: readonly Of[]): Figure => {
  const found = dearest(all, patienceOf('now'))
  const name = 'Cost of leaving at once, at the worst moment'
  if (!found) return { name, value: '–', note: '', bad: false }
  const where = at(found, all.length === 1)
  if (!found.exit) return { name, value: 'no way out', note: where, bad: true }
  const { costBps } = found.exit
  const value = Math.abs(costBps) < 100 ? `${bps(costBps)} bps` : `${decimal(costBps / 100, 1)} %`
  return { name, value, note: `of net worth, by ${found.exit.name}; ${where}`, bad: costBps > 500 }
}

const changeOf = ({ document }: Of): number => {
  const { first, last } = reading(document)
  return (
    Number(((BigInt(last.equityWei) - BigInt(first.equityWei)) * 1_000_000n) / BigInt(first.equityWei)) / 1e4
  )
}

const worthFigure = (all: readonly Of[]): Figure => {
  const worst = most(all, of => -changeOf(of))
  const name = 'Net worth in ether, from start to end'
  if (!worst) return { name, value: '–', note: '', bad: false }
  const change = changeOf(worst)
  const { first, last } = reading(worst.document)
  const note = `${ether(BigInt(first.equityWei))} to ${ether(BigInt(last.equityWei))} ETH${all.length === 1 ? '' : `; ${worst.label}`}`
  return { name, value: `${change > 0 ? '+' : ''}${decimal(change, 2)} %`, note, bad: change < -5 }
}

/** The three numbers that matter, each at its worst over all documents. */
export const figures = (documents: readonly Document[]): readonly Figure[] => {
  const all = labelled(documents)
  return [healthFigure(all), exitFigure(all), worthFigure(all)]
}

const seized = ({ document }: Of): boolean =>
  reading(document).frames.some(frame => liquidationsOf(frame).length > 0)

const liquidatedWords = (all: readonly Of[]): Html => {
  const hit = all.filter(seized)
  if (hit.length === 0) return html`nothing was liquidated`
  const names = hit.length > 4 ? `${hit.length} of ${all.length}` : listed(hit.map(({ label }) => label))
  return html`there was a liquidation in ${isolated(names)}`
}

const healthSentence = (all: readonly Of[]): Html => {
  const low = lowestOf(all)
  const told = counted(all.length, 'report')
  return low
    ? html`Over ${told}, ${liquidatedWords(all)}; the health factor was lowest at ${healthFactor(low.wad)}, on ${day(low.frame.atSeconds)} of ${isolated(low.label)}.`
    : html`Over ${told}, there was no debt, so nothing can be liquidated.`
}

/** The dearest of the cheapest; below zero even that is a gain. */
const worstWords = (cost: number): string =>
  cost < 0 ? `gains at least ${bpsWords(-cost)}` : `pays at most ${bpsWords(cost)}`

const exitSentence = (all: readonly Of[]): Html => {
  const [now, month] = [patienceOf('now'), patienceOf('days30')]
  const [hasty, patient] = [dearest(all, now), dearest(all, month)]
  if (!hasty || !patient) return html``
  const place = ({ frame, label }: Dear): Html => html`on ${day(frame.atSeconds)} of ${isolated(label)}`
  const quick = hasty.exit
    ? html`Leaving at once was dearest ${place(hasty)}: ${bpsWords(hasty.exit.costBps)} of net worth by ${hasty.exit.name}`
    : html`No way out ended at once ${place(hasty)}`
  const slow = patient.exit
    ? html`who leaves within 30 days ${worstWords(patient.exit.costBps)}, ${place(patient)}, and waits ${duration(patient.exit.medianDays)}`
    : html`no way out ended within 30 days ${place(patient)}`
  return html`${quick}; ${slow}.`
}

/** The verdict in two sentences: of the only document, or over all. */
export const verdictSentences = (documents: readonly Document[]): readonly Html[] => {
  const [only] = documents
  if (only && documents.length === 1) return verdictLines(only).map(inline)
  const all = labelled(documents)
  return [healthSentence(all), exitSentence(all)]
}

/** The document whose load line is lowest; the first that has one where none was crossed. */
export const lowestLine = (documents: readonly Document[]): Document | undefined =>
  most(
    documents.filter(({ loadLine }) => loadLine !== null),
    ({ loadLine }) =>
      -Math.min(...Object.values(loadLine ?? {}).map(({ severity }) => severity ?? Number.MAX_VALUE)),
  )
