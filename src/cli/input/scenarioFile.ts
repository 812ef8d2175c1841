import { readFileSync } from 'node:fs'
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Scenario } from '../../scenario/scenario.js'
import { SHOCK_SCHEMAS, scenarioFileSchema, scenarioOf } from '../../scenario/schema.js'
import { ScenarioFileError } from '../errors.js'
import { nearest } from './nearest.js'

const READING: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw new ScenarioFileError('The scenario file cannot be read.', {
      facts: { file: path, problem: READING[code] ?? code },
      hint: 'Give the path of a YAML file, as in --scenario ./mine.yaml.',
    })
  }
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** A place in the file: its line, and the field in words. */
type Place = { readonly line: number; readonly field: string }
type Wrong = Place & { readonly problem: string }

/** More aliases than a scenario has shocks are no scenario. */
const MOST_ALIASES = 100

type Parsed = { readonly document: Document; readonly lines: LineCounter }

/** `steps 2, shocks 1, discountBps`: places in a list are counted from 1, as a reader does. */
const fieldOf = (path: Path): string => {
  const words: string[] = []
  for (const part of path) {
    if (typeof part === 'number') words[words.length - 1] = `${words.at(-1) ?? ''} ${part + 1}`
    else words.push(String(part))
  }
  return words.join(', ')
}

const nodeAt = ({ document }: Parsed, path: Path): Node | undefined => {
  const node = path.length === 0 ? document.contents : document.getIn(path as (string | number)[], true)
  return isNode(node) ? node : undefined
}

const lineOf = (parsed: Parsed, node: Node | undefined): number | undefined =>
  node?.range ? parsed.lines.linePos(node.range[0]).line : undefined

/** The key itself, where the map has it. */
const keyNode = (parsed: Parsed, path: Path): Node | undefined => {
  const map = nodeAt(parsed, path.slice(0, -1))
  if (!isMap(map)) return undefined
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
  return isNode(pair?.key) ? pair.key : undefined
}

/** The line of a key, of a value, or of the nearest thing around it that is there. */
const placeOf = (parsed: Parsed, path: Path): Place => {
  for (let length = path.length; length >= 0; length--) {
    const at = path.slice(0, length)
    const line = lineOf(parsed, keyNode(parsed, at) ?? nodeAt(parsed, at))
    if (line !== undefined) return { line, field: fieldOf(path) }
  }
  return { line: 1, field: fieldOf(path) }
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)

const shown = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 40)}"` : JSON.stringify(value).slice(0, 40)

const orNearest = (typed: string, known: readonly string[]): string => {
  const found = nearest(typed, known)
  return found === undefined ? `known are ${known.join(', ')}` : `did you mean ${found}?`
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields of its own',
}

/** Fields that may stand where a key is unknown. */
const fieldsAt = (value: unknown, path: Path): readonly string[] => {
  const at = valueAt(value, path) as { kind?: string } | undefined
  const schema = SHOCK_SCHEMAS[at?.kind as keyof typeof SHOCK_SCHEMAS]
  if (schema) return Object.keys(schema.shape)
  if (path.length === 0) return Object.keys(scenarioFileSchema.shape)
  return path.at(-1) === 'severity' ? ['meaning', 'largest'] : ['day', 'shocks']
}

const typeWords = (issue: Extract<Issue, { code: 'invalid_type' }>, value: unknown): string => {
  const expected = TYPES[issue.expected] ?? issue.expected
  if (value === undefined) return `is missing; expected ${expected}`
  if (value === null) return `is empty; expected ${expected}`
  return `is ${shown(value)}; expected ${expected}`
}

const boundWords = (issue: Issue, value: unknown): string => {
  if (issue.code === 'too_small')
    return issue.origin === 'number'
      ? `is ${shown(value)}; expected ${issue.inclusive ? '' : 'more than '}${issue.minimum}${issue.inclusive ? ' or more' : ''}`
      : 'is empty'
  if (issue.code === 'too_big')
    return issue.origin === 'number'
      ? `is ${shown(value)}; expected ${issue.maximum} or less`
      : `is too long; expected ${issue.maximum} at most`
  return `is ${shown(value)}; ${issue.message}`
}

const valueWords = (issue: Issue, value: unknown): string => {
  if (issue.code === 'invalid_type') return typeWords(issue, value)
  if (issue.code === 'invalid_union')
    return value === undefined || value === null
      ? `is missing; expected one of ${Object.keys(SHOCK_SCHEMAS).join(', ')}`
      : `is ${shown(value)}, which is no kind of shock; ${orNearest(String(value), Object.keys(SHOCK_SCHEMAS))}`
  if (issue.code === 'invalid_value')
    return value === undefined
      ? `is missing; expected one of ${issue.values.join(', ')}`
      : `is ${shown(value)}; ${orNearest(String(value), issue.values.map(String))}`
  if (issue.code === 'invalid_format') return `is ${shown(value)}; expected ${issue.message}`
  return boundWords(issue, value)
}

const wrongOf = (parsed: Parsed, value: unknown, issue: Issue): readonly Wrong[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({
      ...placeOf(parsed, [...issue.path, key]),
      problem: `is unknown; ${orNearest(key, fieldsAt(value, issue.path))}`,
    }))
  const entry = valueAt(value, issue.path)
  const isMapOfOther = issue.code === 'invalid_union' && typeof entry === 'object' && entry !== null
  const path = isMapOfOther ? [...issue.path, 'kind'] : issue.path
  return [{ ...placeOf(parsed, path), problem: valueWords(issue, valueAt(value, path)) }]
}

/** Shocks that fall after the last day watched would never happen. */
const lateSteps = (parsed: Parsed, scenario: z.output<typeof scenarioFileSchema>): readonly Wrong[] =>
  scenario.steps.flatMap(({ day }, i) =>
    day > scenario.days
      ? [
          {
            ...placeOf(parsed, ['steps', i, 'day']),
            problem: `is ${day}; the scenario is watched for ${scenario.days} days`,
          },
        ]
      : [],
  )

const refuse = (path: string, wrong: readonly Wrong[]): never => {
  const sorted = [...wrong].sort((a, b) => a.line - b.line)
  const facts = sorted.map(({ line, field, problem }) => [
    field === '' ? `line ${line}` : `line ${line}, ${field}`,
    problem,
  ])
  throw new ScenarioFileError('The scenario file is no scenario.', {
    facts: { file: path, ...Object.fromEntries(facts) },
    hint: '`plimsoll schema --of scenario` prints what a file may say, and what each shock is.',
  })
}

const syntaxOf = ({ document, lines }: Parsed): readonly Wrong[] =>
  document.errors.map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    field: '',
    problem: `is no YAML: ${message.split(/ at line \d+|\n/)[0] ?? message}`,
  }))

/** Aliases of a file may be unknown, hold themselves, or be so many that they are meant to harm. */
const resolved = (path: string, { document }: Parsed): unknown => {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES })
    JSON.stringify(value)
    return value
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return refuse(path, [{ line: 1, field: '', problem: `its aliases cannot be resolved: ${problem}` }])
  }
}

/** Reads a scenario of a user's own. Throws `ScenarioFileError` with every wrong line at once. */
export const readScenarioFile = (path: string): Scenario => {
  const lines = new LineCounter()
  const document = parseDocument(readText(path), {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
  })
  const parsed: Parsed = { document: document as unknown as Document, lines }
  const syntax = syntaxOf(parsed)
  if (syntax.length > 0) return refuse(path, syntax)
  const value = resolved(path, parsed)
  if (value === null || value === undefined)
    return refuse(path, [
      { line: 1, field: '', problem: 'the file is empty; expected name, about, days and steps' },
    ])
  const read = scenarioFileSchema.safeParse(value)
  if (!read.success)
    return refuse(
      path,
      read.error.issues.flatMap(issue => wrongOf(parsed, value, issue)),
    )
  const late = lateSteps(parsed, read.data)
  return late.length > 0 ? refuse(path, late) : scenarioOf(read.data)
}
