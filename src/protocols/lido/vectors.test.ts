import { describe, expect, it } from 'vitest'
import { Revert } from '../revert.js'
import { checkReport } from './sanity.js'
import type { LidoState } from './state.js'
import { MEANINGLESS_OUTCOMES, type SanitySequence, sanityVectors } from './vectors.fixture.js'

/** `ok` with what came of it, or the reason. */
const outcomeOf = <T>(run: () => T): { readonly outcome: string; readonly value?: T } => {
  try {
    return { outcome: 'ok', value: run() }
  } catch (error) {
    if (error instanceof Revert) return { outcome: error.message }
    throw error
  }
}

const judge = ({ about, start, attempts }: SanitySequence): number => {
  let lido: LidoState = start
  let judged = 0
  for (const [i, { change, outcome, kept }] of attempts.entries()) {
    if (MEANINGLESS_OUTCOMES.includes(outcome)) continue
    const own = outcomeOf(() => checkReport(lido, change))
    expect(own.outcome, `${about}, attempt ${i}`).toBe(outcome)
    if (kept && own.value) lido = { ...lido, reports: own.value, lastReport: change.now }
    judged += 1
  }
  return judged
}

describe.each([4, 3] as const)('the sanity checker of version %d, as recorded', version => {
  for (const { from, sequences } of sanityVectors(version))
    it(`accepts and refuses as the real contract: ${from}`, () => {
      const judged = sequences.reduce((sum, sequence) => sum + judge(sequence), 0)
      expect(judged).toBeGreaterThan(300)
    })
})
