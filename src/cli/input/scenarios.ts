import { combine, type Part } from '../../scenario/combine.js'
import { SCENARIOS } from '../../scenario/library.js'
import type { Scenario } from '../../scenario/scenario.js'
import { OptionError, UnknownNameError } from '../errors.js'
import { suggest } from './nearest.js'

/** A scenario and how hard it strikes; of a combination, how hard all of it does. */
export type Chosen = { readonly scenario: Scenario; readonly severity: number }

/** What `--scenario` says for the whole library. */
export const ALL = 'all'

const NUMBER = /^(\d+\.?\d*|\.\d+)$/
const FILE = /\.ya?ml(@|$)/

/** A scenario of the library, or of a file. */
const findScenario = async (name: string): Promise<Scenario> => {
  if (FILE.test(name)) {
    const { readScenarioFile } = await import('./scenarioFile.js')
    return readScenarioFile(name)
  }
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (found) return found
  const names = SCENARIOS.map(scenario => scenario.name)
  throw new UnknownNameError(`There is no scenario "${name}".`, { hint: suggest(name, [...names, ALL]) })
}

const checkSeverity = (text: string, { name, severity }: Scenario): number => {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= severity.largest) return value
  throw new OptionError(`"${text}" is no severity of "${name}".`, {
    facts: { allowed: `above 0, up to ${severity.largest}`, meaning: severity.meaning },
    hint: 'Severity 1 is the scenario as it is named.',
  })
}

const readPart = async (text: string, severity: string | undefined): Promise<Part> => {
  const [name = '', own, ...rest] = text.trim().split('@')
  if (rest.length > 0)
    throw new OptionError(`"${text}" has two severities.`, { hint: 'Write NAME@SEVERITY, as in depeg@1.5.' })
  const scenario = await findScenario(name)
  return { scenario, severity: checkSeverity(own ?? severity ?? '1', scenario) }
}

const checkParts = (text: string, parts: readonly Part[]): void => {
  const names = parts.map(({ scenario }) => scenario.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice)
    throw new OptionError(`"${text}" has "${twice}" twice.`, {
      hint: `For twice as hard, write ${twice}@2.`,
    })
  const ofThen = parts.filter(({ scenario }) => scenario.mode === 'then')
  if (ofThen.length > 1)
    throw new OptionError(`"${text}" names the markets of two days.`, {
      hint: 'At most one of a combination can be :then; the others strike that day’s market.',
    })
}

/** One scenario, or several with `+` between them that happen together. */
const choose = async (text: string, severity: string | undefined): Promise<Chosen> => {
  const parts: Part[] = []
  for (const part of text.split('+')) parts.push(await readPart(part, severity))
  const [only] = parts
  if (only && parts.length === 1) return only
  checkParts(text, parts)
  return { scenario: combine(parts), severity: 1 }
}

/** How a scenario stands in a file's name and in progress. */
export const labelOf = ({ scenario, severity }: Chosen): string =>
  severity === 1 ? scenario.name : `${scenario.name}@${severity}`

/** Every scenario of the library; a severity is cut to what each takes. */
const wholeLibrary = (severity: string | undefined): readonly Chosen[] =>
  SCENARIOS.map(scenario => {
    const wanted = severity === undefined ? 1 : Number(severity)
    return {
      scenario,
      severity: checkSeverity(String(Math.min(wanted, scenario.severity.largest)), scenario),
    }
  })

/**
 * The scenarios of `--scenario NAME[@SEVERITY][+NAME…],…`, in the order given; `all` is the library, and a name that
 * ends in .yaml a file. `--severity` is for those without their own.
 */
export const readScenarios = async (
  names: string,
  severity: string | undefined,
): Promise<readonly Chosen[]> => {
  if (names.trim() === ALL) return wholeLibrary(severity)
  const wrong: Error[] = []
  const chosen: Chosen[] = []
  for (const text of names.split(',')) {
    try {
      chosen.push(await choose(text, severity))
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
