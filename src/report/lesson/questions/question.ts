import type { Inline } from '../blocks.js'
import type { Study, Trial } from '../study.js'

/** A question whose answer the reader can check: where the sliders must stand, and what the model says there. */
export type Question = {
  readonly ask: Inline
  /** Which slider to move where, one by one. */
  readonly moves: readonly Inline[]
  /** The same for the page's explorer. */
  readonly preset: Trial & { readonly day?: number }
  /** Worked out by the model when the lesson is made. */
  readonly answer: Inline
  readonly why: Inline
}

/** Undefined where the question does not fit the position. Adding one is a file here and a line in questions.ts. */
export type Ask = (study: Study) => Promise<Question | undefined>

/** Severities of every kind of shock of a scenario. */
export const allAt = (study: Study, scenario: string, times: number): NonNullable<Trial['severities']> => {
  const steps = study.watched.find(entry => entry.scenario.name === scenario)?.scenario.steps ?? []
  return Object.fromEntries(steps.flatMap(step => step.shocks.map(shock => [shock.kind, times])))
}
