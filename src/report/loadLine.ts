import type { Crossing, Fate, LoadLine } from '../analysis/loadLine.js'
import type { Proofs } from '../analysis/prove.js'
import type { Document } from './document.js'

export type LoadLineJson = NonNullable<Document['loadLine']>

/** A load line as it stands in a report. */
export const loadLineJson = (found: LoadLine, proofs: Proofs): LoadLineJson => {
  const entry = (fate: Fate): LoadLineJson[Fate] => {
    const { severity, searchedTo, reason }: Crossing = found[fate]
    return { severity, searchedTo, reason, proof: proofs[fate] ?? null }
  }
  return {
    liquidatable: entry('liquidatable'),
    liquidated: entry('liquidated'),
    illiquid: entry('illiquid'),
  }
}
