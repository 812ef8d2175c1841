import type { Market } from '../market/market.js'
import type { Document } from '../report/document.js'
import type { Refused } from '../report/refused.js'
import { InputError, StrategyFileError } from './errors.js'
import type { Entry } from './output/matrix.js'
import { asText } from './output/safeText.js'
import { inPairs } from './pairs.js'

/** What became of one pair of a strategy and a scenario. */
type Attempt =
  | { readonly kind: 'done'; readonly document: Document; readonly market: Market }
  /** The market does not take it: a finding among others. */
  | { readonly kind: 'refused'; readonly error: InputError }
  /** Something broke: no further pair is started, and the command ends with this. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'not started' }

/** A pair by its names, as they are told. */
export type Pair = { readonly strategy: string; readonly scenario: string }

export type Found = {
  readonly documents: readonly Document[]
  /** What each started from, before a position was opened. */
  readonly markets: readonly Market[]
  readonly refused: readonly Refused[]
  /** Documents and refusals in the order in which they were asked for. */
  readonly entries: readonly Entry[]
  /** What broke on the way; undefined where nothing did. */
  readonly failure: { readonly error: unknown } | undefined
}

const isRefusal = (error: unknown): error is InputError =>
  error instanceof InputError && !(error instanceof StrategyFileError)

/** Works on all pairs, two at a time; a refusal stops nothing, and a failure starts nothing more. */
export const attemptAll = <J>(
  jobs: readonly J[],
  work: (job: J) => Promise<{ readonly document: Document; readonly market: Market }>,
): Promise<readonly Attempt[]> => {
  let broken = false
  return inPairs(jobs, async (job): Promise<Attempt> => {
    if (broken) return { kind: 'not started' }
    try {
      return { kind: 'done', ...(await work(job)) }
    } catch (error) {
      if (isRefusal(error)) return { kind: 'refused', error }
      broken = true
      return { kind: 'failed', error }
    }
  })
}

const reasonOf = (attempt: Exclude<Attempt, { kind: 'done' }>): string => {
  if (attempt.kind === 'not started') return 'not started, as another run failed'
  if (attempt.kind === 'failed') return `failed: ${asText(attempt.error)}`
  const { message, details } = attempt.error
  const { reason = '', 'this market takes': takes } = details.facts ?? {}
  return `${message} ${reason}${takes === undefined ? '' : `; it takes ${takes}`}`.trim()
}

/** The command's own error where nothing ran: what broke, or each different reason why. */
const nothingRan = (attempts: readonly Attempt[]): unknown => {
  const failed = attempts.find(attempt => attempt.kind === 'failed')
  if (failed) return failed.error
  const refused = attempts.flatMap(attempt => (attempt.kind === 'refused' ? [attempt.error] : []))
  return refused.length === 1 ? refused[0] : new AggregateError(refused, 'no run could begin')
}

/** What was found. Throws where nothing ran at all. */
export const foundIn = (attempts: readonly Attempt[], pairs: readonly Pair[]): Found => {
  const done = attempts.flatMap(attempt => (attempt.kind === 'done' ? [attempt] : []))
  if (done.length === 0) throw nothingRan(attempts)
  const entries = attempts.map((attempt, i): Entry => {
    if (attempt.kind === 'done') return { document: attempt.document }
    const { strategy, scenario } = pairs[i] ?? { strategy: '', scenario: '' }
    return { refusal: { strategy, scenario, reason: reasonOf(attempt) } }
  })
  const failed = attempts.find(attempt => attempt.kind === 'failed')
  return {
    documents: done.map(({ document }) => document),
    markets: done.map(({ market }) => market),
    refused: entries.flatMap(entry => ('refusal' in entry ? [entry.refusal] : [])),
    entries,
    failure: failed && { error: failed.error },
  }
}

/** One line for standard error; empty where everything ran. */
export const refusedLine = ({ refused, entries }: Found): string =>
  refused.length === 0
    ? ''
    : `${refused.length} of ${entries.length} runs did not take place: ${refused
        .map(({ strategy, scenario }) => `${strategy} under ${scenario}`)
        .join(', ')}`
