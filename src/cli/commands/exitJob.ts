import type { Amount } from '../../exit/part/size.js'
import type { ChosenRules } from '../../scenario/rules.js'
import type { Scenario } from '../../scenario/scenario.js'
import type { By } from '../../simulation/patience.js'
import type { Start } from '../input/origin.js'
import type { Chosen } from '../input/scenarios.js'
import type { Judging } from '../limits/ofRun.js'
import type { Ready } from './run.js'

/** When to leave. */
export type Moment =
  | { readonly kind: 'start' }
  | { readonly kind: 'worst' }
  | { readonly kind: 'day'; readonly day: number }

/** What an exit can be written as. */
export const EXIT_FORMATS = ['md', 'json', 'html'] as const
export type ExitFormat = (typeof EXIT_FORMATS)[number]

/** All that `plimsoll exit` was asked for. */
export type ExitJob = {
  readonly ready: Ready
  readonly chosen: Chosen | undefined
  readonly rules: ChosenRules
  readonly moment: Moment
  readonly start: Start
  readonly size: Amount
  /** The size as it was written. */
  readonly asked: string
  readonly patienceDays: number | null
  /** Whether the patience was given: only then is breaking it an error. */
  readonly isPatienceGiven: boolean
  readonly by: By
  readonly maxCostBps: number | null
  readonly carryOut: boolean
  readonly formats: readonly ExitFormat[]
  /** Limits on this exit. */
  readonly judging: Judging
}

/** The scenario as hard as asked; a calm day where none is. */
export const scenarioOf = async ({ chosen, rules }: ExitJob): Promise<Scenario> => {
  const [{ scaleScenario }, { withRules }, { calm }] = await Promise.all([
    import('../../scenario/scenario.js'),
    import('../../scenario/rules.js'),
    import('../../scenario/library/calm.js'),
  ])
  const scenario = chosen ? scaleScenario(chosen.scenario, chosen.severity) : { ...calm, days: 1 }
  return withRules(scenario, rules)
}
