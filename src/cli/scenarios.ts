import { SCENARIOS } from '../scenario/library.js'
import type { Scenario } from '../scenario/scenario.js'
import { OptionError, UnknownNameError } from './errors.js'
import { suggest } from './nearest.js'

/** A scenario of the library and how hard it strikes. */
export type Chosen = { readonly scenario: Scenario; readonly severity: number }

const NUMBER = /^(\d+\.?\d*|\.\d+)$/

/** A scenario of the library. */
const findScenario = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (found) return found
  const names = SCENARIOS.map(scenario => scenario.name)
  throw new UnknownNameError(`There is no scenario "${name}".`, { hint: suggest(name, names) })
}

const checkSeverity = (text: string, { name, severity }: Scenario): number => {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= severity.largest) return value
  throw new OptionError(`"${text}" is no severity of "${name}".`, {
    facts: { allowed: `above 0, up to ${severity.largest}`, meaning: severity.meaning },
    hint: 'Severity 1 is the scenario as it is named.',
  })
}

const choose = (text: string, severity: string | undefined): Chosen => {
  const [name = '', own, ...rest] = text.trim().split('@')
  if (rest.length > 0)
    throw new OptionError(`"${text}" has two severities.`, { hint: 'Write NAME@SEVERITY, as in depeg@1.5.' })
  const scenario = findScenario(name)
  return { scenario, severity: checkSeverity(own ?? severity ?? '1', scenario) }
}

/** How a scenario stands in a file's name and in progress. */
export const labelOf = ({ scenario, severity }: Chosen): string =>
  severity === 1 ? scenario.name : `${scenario.name}@${severity}`

/** The scenarios of `--scenario NAME[@SEVERITY],…`, in the order given; `--severity` is for those without their own. */
export const readScenarios = (names: string, severity: string | undefined): readonly Chosen[] => {
  const wrong: Error[] = []
  const chosen: Chosen[] = []
  for (const text of names.split(',')) {
    try {
      chosen.push(choose(text, severity))
    } catch (error) {
      wrong.push(error as Error)
    }
  }
  const [first] = wrong
  if (first) throw wrong.length === 1 ? first : new AggregateError(wrong, 'several scenarios are wrong')
  const labels = chosen.map(labelOf)
  const twice = labels.find((label, i) => labels.indexOf(label) !== i)
  if (twice)
    throw new OptionError(`Scenario "${twice}" is named twice.`, { hint: 'Name each scenario once.' })
  return chosen
}
