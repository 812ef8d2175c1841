import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Compiled, Limits, OwnMeasure } from '../../analysis/limits.js'
import type { Options } from '../command.js'
import { OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { type Chosen, labelOf } from '../input/scenarios.js'
import { compileLimit, compileMeasure } from './expression.js'
import { knownMeasures } from './known.js'

/** A user's own measure as it is written. */
type Definition = Pick<OwnMeasure, 'name' | 'expression'>

/** Limits and measures of a file of holdings. */
type Policy = { readonly limits: readonly string[]; readonly measures: readonly Definition[] }

const NO_POLICY: Policy = { limits: [], measures: [] }

const isSame = (one: Definition) => (other: Definition) =>
  one.name === other.name && one.expression === other.expression

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : [])

const refuseFile = (file: string, problem: string): never => {
  throw new OptionError('The file of measures cannot be used.', {
    facts: { file, problem },
    hint: 'Write a line for each, as in cushion: minHealthFactor - 1.',
  })
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(one => typeof one === 'string')

const inFile = (file: string): readonly Definition[] => {
  let value: unknown
  try {
    value = parse(readFileSync(file, 'utf8'), { schema: 'failsafe', prettyErrors: false })
  } catch (error) {
    return refuseFile(file, (error as Error).message.split(/\n|, open/)[0] ?? '')
  }
  if (!isTexts(value)) return refuseFile(file, 'it is no list of names, each with an expression')
  return Object.entries(value).map(([name, expression]) => ({ name, expression }))
}

const definitionsIn = (text: string): readonly Definition[] => {
  const [, name, expression] = /^([^=<>!]*)=(?!=)(.*)$/s.exec(text) ?? []
  if (name !== undefined && expression !== undefined) return [{ name: name.trim(), expression }]
  if (/\.ya?ml$/i.test(text)) return inFile(text)
  throw new OptionError(`"${text.slice(0, 80)}" defines no measure.`, {
    hint: 'Write it as in --measure "cushion=minHealthFactor - 1".',
  })
}

/** Each text on its own; every wrong one at once. */
const collected = <T, R>(texts: readonly T[], read: (text: T) => readonly R[]): readonly R[] => {
  const wrong: Error[] = []
  const found = texts.flatMap(text => {
    try {
      return read(text)
    } catch (error) {
      wrong.push(error as Error)
      return []
    }
  })
  if (wrong.length > 1) throw new AggregateError(wrong, 'several limits are wrong')
  if (wrong[0]) throw wrong[0]
  return found
}

/** What the options and the files of holdings ask for, compiled. Throws every wrong expression at once. */
export const readLimits = (
  options: Options,
  policy: Policy = NO_POLICY,
  known: readonly string[] = knownMeasures(),
): Limits => {
  const given = collected(listOf(options['measure']), definitionsIn)
  // Two files may share a definition.
  const filed = policy.measures.filter((one, i, all) => all.findIndex(isSame(one)) === i)
  const own: OwnMeasure[] = []
  collected([...filed, ...given], definition => {
    own.push(compileMeasure(definition, { known, own }))
    return []
  })
  const texts = [...new Set([...policy.limits, ...listOf(options['limit'])])]
  return { limits: collected(texts, text => [compileLimit(text, { known, own })]), own }
}

/** A limit is for scenarios that run. */
export const checkUnder = (limits: readonly Compiled[], scenarios: readonly Chosen[]): void => {
  const labels = scenarios.map(labelOf)
  for (const { limit } of limits)
    for (const name of limit.under ?? [])
      if (!labels.includes(name))
        throw new OptionError(`The limit "${limit.text}" is for "${name}", which does not run.`, {
          hint: suggest(name, labels),
        })
}
