import { all, create, type MathNode } from 'mathjs'
import { type Compiled, type Facts, type Holds, splitLimit } from '../../analysis/limits.js'
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

const refuse = (text: string, problem: string, hint = ALLOWED): never => {
  throw new OptionError(`The limit "${text.slice(0, 80)}" is refused: ${problem}.`, { hint })
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
  readonly text: string
  readonly known: readonly string[]
  readonly names: Set<string>
  readonly shares: Set<string>
  nodes: number
}

const nameIn = (reading: Reading, name: string): string => {
  if (!reading.known.includes(name))
    return refuse(reading.text, `there is no measure "${name}"`, suggest(name, reading.known))
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
  if (!range) return refuse(reading.text, `"${name || 'that call'}" is no function of a limit`)
  if (args.length < range[0] || args.length > range[1])
    return refuse(reading.text, `${name}() does not take ${args.length} values`)
  if (name === 'share') return shareOf(args[0], reading)
  const reads = args.map(arg => readerOf(arg, reading))
  const run = (math as unknown as Readonly<Record<string, (...values: readonly Value[]) => number>>)[name]
  return facts => run?.(...reads.map(read => read(facts))) ?? Number.NaN
}

const shareOf = (arg: Node | undefined, reading: Reading): Read => {
  const value = arg?.type === 'ConstantNode' ? (arg['value'] as unknown) : undefined
  if (typeof value !== 'string') return refuse(reading.text, 'share() takes one name in quotes')
  reading.nodes += 1
  reading.shares.add(value)
  return facts => facts.share(value)
}

const operatorOf = (node: Node, reading: Reading): Read => {
  const { fn, args, implicit } = node as unknown as { fn: string; args: readonly Node[]; implicit?: boolean }
  if (!OPERATORS.has(fn) || implicit)
    return refuse(
      reading.text,
      `"${implicit ? 'two values in a row' : String(node['op'])}" is no operator of a limit`,
    )
  const reads = args.map(arg => readerOf(arg, reading))
  const run = (math as unknown as Readonly<Record<string, (...values: readonly Value[]) => Value>>)[fn]
  return facts => run?.(...reads.map(read => read(facts))) ?? Number.NaN
}

const constantOf = (node: Node, reading: Reading): Read => {
  const value = node['value'] as unknown
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(reading.text, 'a text or another constant stands there')
  return () => value
}

/** Nothing but what is listed here is ever looked at, let alone run. */
const readerOf = (node: Node | undefined, reading: Reading): Read => {
  reading.nodes += 1
  if (reading.nodes > MOST_NODES) return refuse(reading.text, `it has more than ${MOST_NODES} parts`)
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
      if (found === undefined) return refuse(reading.text, 'it reaches into something')
      const name = nameIn(reading, found)
      return facts => numberOf(facts, name)
    }
    default:
      return refuse(
        reading.text,
        `${node ? `a ${node.type.replace(/Node$/, '').toLowerCase()}` : 'nothing'} is no part of a limit`,
      )
  }
}

const parsed = (text: string, expression: string): Node => {
  if (expression === '') return refuse(text, 'it is empty')
  if (expression.length > MOST_CHARACTERS)
    return refuse(text, `it is longer than ${MOST_CHARACTERS} characters`)
  try {
    return math.parse(expression) as Node
  } catch (error) {
    return refuse(text, `it cannot be read: ${(error as Error).message.replace(/\.$/, '')}`)
  }
}

const missingIn = (facts: Facts, names: readonly string[]) => {
  for (const name of names) {
    const cell = facts.measures[name]
    if (!cell?.ok) return { missing: name, reason: cell?.reason ?? 'it was not measured' }
  }
  return undefined
}

/**
 * Compiles a limit, `EXPRESSION [under SCENARIO,…]`. mathjs parses and computes; every part of the tree is checked
 * against a short list first, and names mean measures and nothing else. Throws `OptionError`.
 */
export const compileLimit = (text: string, known: readonly string[]): Compiled => {
  const limit = splitLimit(text)
  const reading: Reading = { text, known, names: new Set(), shares: new Set(), nodes: 0 }
  const read = readerOf(parsed(text, limit.expression), reading)
  const names = [...reading.names]
  const ones = Object.fromEntries(known.map(name => [name, { ok: true, value: 1, unit: 'ratio' } as const]))
  if (typeof read({ measures: ones, share: () => 1, days: {} }) !== 'boolean')
    return refuse(
      text,
      'it is a number, not a comparison',
      'Compare it with a bound, as in minHealthFactor >= 1.1.',
    )
  const holds: Holds = facts => missingIn(facts, names) ?? read(facts) === true
  return { limit, names, shares: [...reading.shares], holds }
}
