import type { ZodType } from 'zod'
import type { Properties, Property } from '../../report/properties.js'
import { OptionError, ParameterError } from '../errors.js'
import { oneLine } from '../output/safeText.js'
import { nearest } from './nearest.js'

const lowest = ({ minimum, exclusiveMinimum }: Property): string | undefined =>
  minimum !== undefined
    ? `${minimum}`
    : exclusiveMinimum !== undefined
      ? `above ${exclusiveMinimum}`
      : undefined

const highest = ({ maximum, exclusiveMaximum }: Property): string | undefined =>
  maximum !== undefined
    ? `${maximum}`
    : exclusiveMaximum !== undefined
      ? `below ${exclusiveMaximum}`
      : undefined

/** What a parameter may be, in words: `1 to 14`, `above 0, up to 400000`, `ETH or wstETH`. */
export const allowed = (property: Property): string => {
  if (property.enum) return property.enum.join(' or ')
  const [low, high] = [lowest(property), highest(property)]
  if (low !== undefined && high !== undefined)
    return property.minimum === undefined || property.maximum === undefined
      ? `${low}, up to ${high}`
      : `${low} to ${high}`
  if (low !== undefined) return property.minimum === undefined ? low : `${low} or more`
  if (high !== undefined) return property.maximum === undefined ? high : `up to ${high}`
  return property.type === undefined ? 'anything' : `a ${property.type}`
}

/** A parameter of a strategy and what it is set to, as text. */
export type Setting = readonly [key: string, value: string]

const settingOf = (text: string): Setting => {
  const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined)
    throw new OptionError(`"${text}" is no setting.`, {
      hint: 'Write --set key=value; what is no setting stands before --set.',
    })
  return [key, value]
}

/** `--set` as the command line gave it, each key once. */
export const readSettings = (texts: readonly string[]): readonly Setting[] => {
  const settings = texts.map(settingOf)
  const twice = settings.find(([key], i) => settings.findIndex(([other]) => other === key) !== i)
  if (twice) throw new OptionError(`"${twice[0]}" is set twice.`, { hint: 'Set each parameter once.' })
  return settings
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Digits in groups of three, as in 5,000 or 1,234.5: what people copy from a page. */
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/

const numberOf = (value: string): number | undefined => {
  if (value === '') return undefined
  const plain = GROUPED.test(value) ? value.replaceAll(',', '') : value
  return NUMBER.test(plain) ? Number(plain) : Number.NaN
}

/** The property of this name that the schema has itself: `constructor` is none. */
const propertyOf = (properties: Properties, key: string): Property | undefined =>
  Object.hasOwn(properties, key) ? properties[key] : undefined

/** A text as the type that the schema wants. Stricter than coercion: `0x10` and blanks are no numbers. */
const typed = (value: string, property: Property | undefined): unknown => {
  switch (property?.type) {
    case 'number':
    case 'integer':
      return numberOf(value)
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    default:
      return value
  }
}

type Issue = {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
}

type Told = { readonly settings: ReadonlyMap<string, string>; readonly properties: Properties }

const unknownKeys = (issue: Issue & { readonly keys?: readonly string[] }, { properties }: Told) =>
  (issue.keys ?? []).map(key => {
    const known = nearest(key, Object.keys(properties))
    const hint =
      known === undefined ? `known are ${Object.keys(properties).join(', ')}` : `did you mean ${known}?`
    return [key, `is unknown; ${hint}`] as const
  })

const told = (issue: Issue, context: Told): readonly (readonly [string, string])[] => {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, context)
  const key = issue.path.join('.') || 'parameters'
  const value = context.settings.get(key)
  const shown = value === undefined ? '' : `${value === '' ? 'nothing' : value}: `
  const property = propertyOf(context.properties, key)
  if (issue.code === 'custom' || property === undefined) return [[key, `${shown}${issue.message}`]]
  const about = property.description === undefined ? '' : ` (${property.description})`
  return [
    [
      key,
      `${value === undefined || value === '' ? 'nothing' : value} is not allowed; ${allowed(property)}${about}`,
    ],
  ]
}

const unusable = (name: string, problem: unknown): ParameterError =>
  new ParameterError(`The schema of strategy "${name}" cannot be used.`, {
    facts: { problem: oneLine(problem) },
    hint: 'Parameters are numbers, texts, true and false, checked at once.',
  })

/** Whether a report can show it: a number, a text, true or false, or lists and objects of these. */
const isPlain = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  ['string', 'boolean'].includes(typeof value) ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'object' && Object.values(value).every(isPlain))

const parsedBy = ({ name, params }: { readonly name: string; readonly params: ZodType }, given: unknown) => {
  let parsed: ReturnType<ZodType['safeParse']>
  try {
    parsed = params.safeParse(given)
  } catch (error) {
    throw unusable(name, error)
  }
  if (parsed.success && !isPlain(parsed.data))
    throw unusable(name, 'it makes something that no report can show')
  return parsed
}

/**
 * The parameters that a strategy's schema makes of the settings.
 * Throws `ParameterError` with everything that the schema refuses, and what it would allow.
 */
export const parseParameters = (
  strategy: { readonly name: string; readonly params: ZodType },
  properties: Properties,
  settings: readonly Setting[],
): Readonly<Record<string, unknown>> => {
  const given = Object.fromEntries(
    settings.map(([key, value]) => [key, typed(value, propertyOf(properties, key))]),
  )
  const empty = settings.filter(([key, value]) => value === '' && propertyOf(properties, key) !== undefined)
  const parsed = parsedBy(strategy, given)
  if (parsed.success && empty.length === 0) return parsed.data as Readonly<Record<string, unknown>>
  const context = { settings: new Map(settings), properties }
  const issues: readonly Issue[] = [
    ...(parsed.error?.issues ?? []),
    ...empty.map(([key]) => ({ path: [key], message: 'is empty' })),
  ]
  throw new ParameterError(`Strategy "${strategy.name}" refuses its parameters.`, {
    facts: Object.fromEntries(issues.flatMap(issue => told(issue, context))),
    hint: '`plimsoll list strategies` shows what each strategy takes.',
  })
}
