import type { Shape } from '../protocols/shape.js'
import type { Market } from './market.js'
import { MARKET_SHAPE } from './shape.js'

/** A text that is no market: `path` says where it goes wrong. */
export class MarketFormatError extends Error {
  override readonly name = 'MarketFormatError'
  readonly path: string
  constructor(path: string, problem: string) {
    super(`Not a market: ${path === '' ? 'the text' : path} ${problem}.`)
    this.path = path
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const canonical = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The one text of a market: keys in order, bigints as decimals with an `n`, no spaces. Equal markets give equal texts,
 * so its hash is the hash of the state.
 */
export const marketToJson = (market: Market): string => JSON.stringify(market, canonical)

const BIGINT = /^(0|-?[1-9]\d*)n$/

const at = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)

const found = (value: unknown): string => {
  if (value === undefined) return 'is missing'
  return `is ${Array.isArray(value) ? 'a list' : JSON.stringify(value).slice(0, 40)}`
}

const readLeaf = (
  kind: 'bigint' | 'number' | 'boolean' | 'string',
  value: unknown,
  path: string,
): unknown => {
  if (kind === 'bigint') {
    if (typeof value === 'string' && BIGINT.test(value)) return BigInt(value.slice(0, -1))
    throw new MarketFormatError(path, `${found(value)}, not an integer as text, like "12n"`)
  }
  const fits = kind === 'number' ? Number.isSafeInteger(value) : typeof value === kind
  if (!fits) throw new MarketFormatError(path, `${found(value)}, not a ${kind}`)
  return value
}

const readFields = (shapes: Readonly<Record<string, Shape>>, value: unknown, path: string): unknown => {
  if (!isPlain(value)) throw new MarketFormatError(path, `${found(value)}, not an object`)
  const stranger = Object.keys(value).find(key => !Object.hasOwn(shapes, key))
  if (stranger !== undefined) throw new MarketFormatError(at(path, stranger), 'is not known')
  return Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => [key, read(shape, value[key], at(path, key))]),
  )
}

const read = (shape: Shape, value: unknown, path: string): unknown => {
  if (typeof shape === 'string') return readLeaf(shape, value, path)
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) throw new MarketFormatError(path, `${found(value)}, not a list`)
    return value.map((entry, i) => read(shape.of, entry, at(path, i)))
  }
  if (shape.kind === 'fields') return readFields(shape.of, value, path)
  if (!isPlain(value)) throw new MarketFormatError(path, `${found(value)}, not an object`)
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, read(shape.of, entry, at(path, key))]),
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new MarketFormatError('', 'is not JSON')
  }
}

/** The market that `marketToJson` wrote. Throws `MarketFormatError` for anything else. */
export const marketFromJson = (text: string): Market => read(MARKET_SHAPE, parse(text), '') as Market
