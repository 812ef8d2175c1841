import { all, create, type MathNode } from 'mathjs'
import { type Compiled, type Facts, type Holds, type OwnMeasure, splitLimit } from '../../analysis/limits.js'
import { none } from '../../analysis/measures/measure.js'
import { OptionError } from '../errors.js'
import { suggest } from '../input/nearest.js'

const math = create(all ?? {}, { relTol: 1e-15, absTol: 0 })

/** An expression is short and small: whoever writes more is not stating a limit. */
const MOST_CHARACTERS = 500
const MOST_NODES = 100

const OPERATORS = new Set(
  'add subtract multiply divide unaryMinus unaryPlus smaller smallerEq larger largerEq equal unequal and or not'.split(
    ' ',
  ),
)
const FUNCTIONS: Readonly<Record<string, readonly [number, number]>> = {
  min: [1, 20],
  max: [1, 20],
  abs: [1, 1],
  share: [1, 1],
}
const ALLOWED =
  'Measures, numbers, + - * /, < <= > >= == !=, and, or, not, min(), max(), abs() and share("name") are what it may hold.'

type Node = MathNode & Readonly<Record<string, unknown>>

type Subject = Pick<Reading, 'kind' | 'text'>

const refuse = ({ kind, text }: Subject, problem: string, hint = ALLOWED): never => {
  throw new OptionError(`The ${kind} "${text.slice(0, 80)}" is refused: ${problem}.`, { hint })
}

/** `loadLine.illiquid`: a measure whose name has a dot; undefined where it is anything else. */
const dotted = (node: Node): string | undefined => {
  const { object, index } = node as unknown as {
    object: Node & { name?: string }
    index: { dimensions?: readonly { value?: unknown; type: string }[]; dotNotation?: boolean }
  }
  const [key] = index.dimensions ?? []
  const isPlain = object.type === 'SymbolNode' && index.dotNotation === true && typeof key?.value === 'string'
  return isPlain ? `${object.name}.${key.value}` : undefined
}

type Reading = {
  readonly kind: 'limit' | 'measure'
  readonly text: string
  readonly known: readonly string[]
  readonly names: Set<string>
  readonly shares: Set<string>
  nodes: number
}

const nameIn = (reading: Reading, name: string): string => {
  if (!reading.known.includes(name))
    return refuse(reading, `there is no measure "${name}"`, suggest(name, reading.known))
  reading.names.add(name)
  return name
}

type Value = number | boolean
type Read = (facts: Facts) => Value

const numberOf = (facts: Facts, name: string): number => {
  const cell = facts.measures[name]
  return cell?.ok ? cell.value : Number.NaN
}

const callOf = (node: Node, reading: Reading): Read => {
  const { fn, args } = node as unknown as { fn: Node & { name?: string }; args: readonly Node[] }
  const name = fn.type === 'SymbolNode' ? (fn.name ?? '') : ''
  const range = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!range) return refuse(reading, `"${name || 'that call'}" is no function of a limit`)
  if (args.length < range[0] || args.length > range[1])
    return refuse(reading, `${name}() does not take ${args.length} values`)
  if (name === 'share') return shareOf(args[0], reading)
  const reads = args.map(arg => readerOf(arg, reading))
  const run = (math as unknown as Readonly<Record<string, (...values: readonly Value[]) => number>>)[name]
  return facts => run?.(...reads.map(read => read(facts))) ?? Number.NaN
}

const shareOf = (arg: Node | undefined, reading: Reading): Read => {
  const value = arg?.type === 'ConstantNode' ? (arg['value'] as unknown) : undefined
  if (typeof value !== 'string') return refuse(reading, 'share() takes one name in quotes')
  reading.nodes += 1
  reading.shares.add(value)
  return facts => facts.share(value)
}

const operatorOf = (node: Node, reading: Reading): Read => {
  const { fn, args, implicit } = node as unknown as { fn: string; args: readonly Node[]; implicit?: boolean }
  if (!OPERATORS.has(fn) || implicit)
    return refuse(
      reading,
      `"${implicit ? 'two values in a row' : String(node['op'])}" is no operator of a limit`,
    )
  const reads = args.map(arg => readerOf(arg, reading))
  const run = (math as unknown as Readonly<Record<string, (...values: readonly Value[]) => Value>>)[fn]
  return facts => run?.(...reads.map(read => read(facts))) ?? Number.NaN
}

const constantOf = (node: Node, reading: Reading): Read => {
  const value = node['value'] as unknown
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(reading, 'a text or another constant stands there')
  return () => value
}

/** Nothing but what is listed here is ever looked at, let alone run. */
const readerOf = (node: Node | undefined, reading: Reading): Read => {
  reading.nodes += 1
  if (reading.nodes > MOST_NODES) return refuse(reading, `it has more than ${MOST_NODES} parts`)
  switch (node?.type) {
    case 'ConstantNode':
      return constantOf(node, reading)
    case 'ParenthesisNode':
      return readerOf(node['content'] as unknown as Node, reading)
    case 'OperatorNode':
      return operatorOf(node, reading)
    case 'FunctionNode':
      return callOf(node, reading)
    case 'SymbolNode': {
      const name = nameIn(reading, String(node['name']))
      return facts => numberOf(facts, name)
    }
    case 'AccessorNode': {
      const found = dotted(node)
      if (found === undefined) return refuse(reading, 'it reaches into something')
      const name = nameIn(reading, found)
      return facts => numberOf(facts, name)
    }
    default:
      return refuse(
        reading,
        `${node ? `a ${node.type.replace(/Node$/, '').toLowerCase()}` : 'nothing'} is no part of a limit`,
      )
  }
}

const parsed = (subject: Subject, expression: string): Node => {
  if (expression === '') return refuse(subject, 'it is empty')
  if (expression.length > MOST_CHARACTERS)
    return refuse(subject, `it is longer than ${MOST_CHARACTERS} characters`)
  try {
    return math.parse(expression) as Node
  } catch (error) {
    return refuse(subject, `it cannot be read: ${(error as Error).message.replace(/\.$/, '')}`)
  }
}

const missingIn = (facts: Facts, names: readonly string[]) => {
  for (const name of names) {
    const cell = facts.measures[name]
    if (!cell?.ok) return { missing: name, reason: cell?.reason ?? 'it was not measured' }
  }
  return undefined
}

/** Names that an expression may hold: Plimsoll's measures, and the user's own. */
export type Vocabulary = { readonly known: readonly string[]; readonly own: readonly OwnMeasure[] }

type Compilation = {
  readonly read: Read
  readonly names: readonly string[]
  readonly needs: readonly string[]
  readonly shares: readonly string[]
}

const compiled = (subject: Subject, expression: string, { known, own }: Vocabulary): Compilation => {
  const every = [...known, ...own.map(({ name }) => name)]
  const reading: Reading = { ...subject, known: every, names: new Set(), shares: new Set(), nodes: 0 }
  const read = readerOf(parsed(subject, expression), reading)
  const names = [...reading.names]
  const used = own.filter(({ name }) => names.includes(name))
  const needs = [...names.filter(name => known.includes(name)), ...used.flatMap(one => one.needs)]
  const shares = [...reading.shares, ...used.flatMap(one => one.shares)]
  return { read, names, needs: [...new Set(needs)], shares: [...new Set(shares)] }
}

/** Whether an expression is a comparison, tried on ones. */
const isComparison = ({ read, names }: Compilation): boolean => {
  const ones = Object.fromEntries(names.map(name => [name, { ok: true, value: 1, unit: 'ratio' } as const]))
  return typeof read({ measures: ones, share: () => 1, days: {} }) === 'boolean'
}

/**
 * Compiles a limit, `EXPRESSION [under SCENARIO,…]`. mathjs parses and computes; every part of the tree is checked
 * against a short list first, and names mean measures and nothing else. Throws `OptionError`.
 */
export const compileLimit = (text: string, vocabulary: Vocabulary): Compiled => {
  const limit = splitLimit(text)
  const subject: Subject = { kind: 'limit', text }
  const done = compiled(subject, limit.expression, vocabulary)
  const { read, names, needs, shares } = done
  if (!isComparison(done))
    return refuse(
      subject,
      'it is a number, not a comparison',
      'Compare it with a bound, as in minHealthFactor >= 1.1.',
    )
  const holds: Holds = facts => missingIn(facts, names) ?? read(facts) === true
  return { limit, names, needs, shares, holds }
}

const MEASURE_HINT = 'Write it as in --measure "cushion=minHealthFactor - 1".'

/** Words that an expression has for itself. */
const TAKEN = new Set('and or not xor mod to in true false null undefined NaN Infinity end under'.split(' '))

const checkName = (subject: Subject, name: string, { known, own }: Vocabulary): void => {
  if (!/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(name))
    refuse(subject, `"${name.slice(0, 40)}" is no name of a measure`, MEASURE_HINT)
  const isTaken = TAKEN.has(name) || name in FUNCTIONS || known.some(one => one.split('.')[0] === name)
  if (isTaken || own.some(one => one.name === name))
    refuse(subject, `the name "${name}" is taken`, MEASURE_HINT)
}

/** Compiles a user's own measure by the same rules as a limit; it may name those before it. Throws `OptionError`. */
export const compileMeasure = (
  { name, expression }: Pick<OwnMeasure, 'name' | 'expression'>,
  vocabulary: Vocabulary,
): OwnMeasure => {
  const subject: Subject = { kind: 'measure', text: `${name}=${expression}` }
  checkName(subject, name, vocabulary)
  const done = compiled(subject, expression.trim(), vocabulary)
  const { read, names, needs, shares } = done
  if (isComparison(done))
    return refuse(subject, 'it is a comparison, not a number', 'A comparison is a --limit.')
  return {
    name,
    expression: expression.trim(),
    needs,
    shares,
    compute(facts) {
      const gone = missingIn(facts, names)
      if (gone) return none(`${gone.missing}: ${gone.reason}`)
      const value = Number(read(facts))
      // Without bound is a value: a position without debt keeps every lower bound.
      return Number.isNaN(value) ? none('the value is not a number') : { ok: true, value, unit: 'ratio' }
    },
  }
}
