import { type Details, InputError, isEnvironment, LimitError } from '../errors.js'
import { oneLine } from './safeText.js'

/** More facts, or more errors, than these are counted. */
const MOST = 20

type Rendering = {
  /** Whether faults in Plimsoll itself show their stack. */
  readonly stacks: boolean
}

/** The first few, and how many more there are. */
const atMost = (lines: readonly string[], rest: (more: number) => string): readonly string[] =>
  lines.length <= MOST ? lines : [...lines.slice(0, MOST), rest(lines.length - MOST)]

const factLines = ({ facts, cause }: Details): readonly string[] => {
  const all = cause === undefined ? { ...facts } : { ...facts, cause }
  const lines = Object.entries(all).map(([name, value]) => `  ${oneLine(name)}: ${oneLine(value)}`)
  return atMost(lines, more => `  … and ${more} more`)
}

const detailsOf = (error: Error): Details | undefined => {
  if (error instanceof InputError || error instanceof LimitError) return error.details
  return isEnvironment(error) ? ((error as Error & { details?: Details }).details ?? {}) : undefined
}

const FAULT_HINT = 'Hint: DEBUG=plimsoll shows where.'

const renderFault = (error: Error, { stacks }: Rendering): string => {
  const name = oneLine(error.name) || 'Error'
  const sentence = oneLine(String(error.message).split('\n')[0]) || `${name} without a message.`
  return `InternalError: ${sentence}\n${stacks ? String(error.stack) : FAULT_HINT}`
}

const rendered = (error: unknown, rendering: Rendering): string => {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const all = error.errors.map(one => renderError(one, rendering))
    return atMost(all, more => `… and ${more} more errors.`).join('\n\n')
  }
  if (!(error instanceof Error))
    return `InternalError: ${oneLine(error) || 'nothing'} was thrown.\n${FAULT_HINT}`
  const details = detailsOf(error)
  if (details === undefined) return renderFault(error, rendering)
  const hint = details.hint === undefined ? [] : [`Hint: ${oneLine(details.hint)}`]
  return [`${error.name}: ${oneLine(error.message)}`, ...factLines(details), ...hint].join('\n')
}

/**
 * A sentence, its facts and a hint; never a stack, unless `stacks` asks for those of faults in Plimsoll itself.
 * Never throws, whatever was thrown.
 */
export const renderError = (error: unknown, rendering: Rendering): string => {
  try {
    return rendered(error, rendering)
  } catch {
    return `InternalError: something was thrown that cannot be described.\n${FAULT_HINT}`
  }
}
