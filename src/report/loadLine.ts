import type { Crossing, ExitLimits, Fate, LoadLine } from '../analysis/loadLine.js'
import type { Proofs } from '../analysis/prove.js'
import type { Document } from './document.js'

export type LoadLineJson = NonNullable<Document['loadLine']>

const reasonOf = (fate: Fate, { severity, reason }: Crossing, limits: ExitLimits): string =>
  fate === 'stuck' && severity !== null
    ? `${reason} of ${limits.costBps} bps and ${limits.days} days`
    : reason

/** A load line as it stands in a report. */
export const loadLineJson = (found: LoadLine, limits: ExitLimits, proofs: Proofs): LoadLineJson => {
  const entry = (fate: Fate): LoadLineJson[Fate] => {
    const { severity, searchedTo } = found[fate]
    return { severity, searchedTo, reason: reasonOf(fate, found[fate], limits), proof: proofs[fate] ?? null }
  }
  return { eligible: entry('eligible'), liquidated: entry('liquidated'), stuck: entry('stuck') }
}
