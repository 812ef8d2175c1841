import { createHash } from 'node:crypto'
import type { Market } from '../../market/market.js'
import type { Document } from '../../report/document.js'
import type { Refused } from '../../report/refused.js'
import type { Ready } from '../commands/run.js'
import { EXIT, exitCodeOf, OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import type { Chosen } from '../input/scenarios.js'

/** What a report can be written as. */
export const FORMATS = ['md', 'json', 'html', 'pdf', 'csv'] as const
export type Format = (typeof FORMATS)[number]

/** Written unless `--format` says otherwise. */
const USUAL = 'md,json,html'

const formatOf = (text: string): Format => {
  const found = FORMATS.find(format => format === text)
  if (found) return found
  throw new OptionError(`There is no format "${text}".`, { hint: suggest(text, FORMATS) })
}

/** `--format`, each once. */
export const readFormats = (text: string | undefined): readonly Format[] => [
  ...new Set((text ?? USUAL).split(',').map(formatOf)),
]

/** Names longer than this become a count and a hash: file systems end at 255 bytes. */
const LONGEST = 120

/** Without what file systems and the stores of continuous integration refuse: the colon of `NAME:then`. */
export const inFileName = (text: string): string => text.replaceAll(':', '-')

/** The name of the files of a run, without what the format adds. */
export const stemOf = (strategies: readonly string[], scenarios: readonly string[]): string => {
  const whole = inFileName([strategies.join('+'), ...scenarios].join('.'))
  if (Buffer.byteLength(whole) <= LONGEST) return whole
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8)
  const who = strategies.length === 1 ? (strategies[0] ?? '').slice(0, 60) : `${strategies.length}-strategies`
  return `${who}.${scenarios.length}-scenarios.${hash}`
}

/** All that reports are written from. */
export type Reports = {
  readonly documents: readonly Document[]
  /** What was asked for and did not run. */
  readonly refused: readonly Refused[]
  /** Of the documents, as it is printed. */
  readonly json: string
  /** What each of them started from, before a position was opened. */
  readonly markets: readonly Market[]
  readonly strategies: readonly Ready[]
  readonly chosen: readonly Chosen[]
  /** What a PDF has: two pages for a committee, or the whole report. */
  readonly pages: 'two' | 'all'
}

const htmlOf = async (reports: Reports): Promise<string> => {
  const { renderHtml } = await import('../../report/html.js')
  const { extrasOf } = await import('./extras.js')
  return renderHtml(reports.documents, await extrasOf(reports), reports.refused)
}

/** Paper cannot be played with, and `plimsoll explain` prints the lesson: the whole page is printed without either. */
const paperOf = async ({ documents, refused, pages }: Reports): Promise<string> => {
  if (pages === 'two') return (await import('../../report/committee.js')).renderCommittee(documents, refused)
  return (await import('../../report/html.js')).renderHtml(documents, {}, refused)
}

const pdfOf = async (reports: Reports): Promise<Uint8Array> => {
  const { printPdf } = await import('../../report/render/pdf.js')
  const timestamp = reports.documents[0]?.provenance.timestamp ?? 0
  return printPdf(await paperOf(reports), { timestamp, environment: process.env })
}

const written = async (format: Format, reports: Reports): Promise<string | Uint8Array> => {
  switch (format) {
    case 'json':
      return reports.json
    case 'md':
      return (await import('../../report/render/markdown.js')).renderMarkdown(
        reports.documents,
        reports.refused,
      )
    case 'html':
      return htmlOf(reports)
    case 'pdf':
      return pdfOf(reports)
    case 'csv':
      return (await import('../../report/render/csv.js')).renderCsv(reports.documents, reports.refused)
  }
}

type Written = { readonly format: Format; readonly text: string | Uint8Array }

/**
 * A report in each format, in the order asked for. Where the machine cannot make one, the others are made all the same,
 * the HTML in its place, and `failure` says why.
 */
export const outputsOf = async (
  formats: readonly Format[],
  reports: Reports,
): Promise<{ readonly outputs: readonly Written[]; readonly failure: Error | undefined }> => {
  const outputs: Written[] = []
  let failure: Error | undefined
  for (const format of formats) {
    try {
      outputs.push({ format, text: await written(format, reports) })
    } catch (error) {
      if (exitCodeOf(error) !== EXIT.environment) throw error
      failure = error as Error
      if (!formats.includes('html')) outputs.push({ format: 'html', text: await htmlOf(reports) })
    }
  }
  return { outputs, failure }
}
