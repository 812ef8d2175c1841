import { describe, expect, test } from 'vitest'
import { smallMarket } from '../../market/market.fixture.js'
import type { Market } from '../../market/market.js'
import { compareMarkets, countNumbers, QUANTITIES } from './quantities.js'
import { TOLERANCES } from './tolerances.js'

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Paths to every number and flag inside, down to the leaves. */
const leaves = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (isObject(value)) return Object.entries(value).flatMap(([key, entry]) => leaves(entry, [...path, key]))
  return typeof value === 'string' ? [] : [path]
}

const oneMore = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value + 1n
  return typeof value === 'number' ? value + 1 : !value
}

/** A copy with the number at a path changed by one. */
const changed = (value: unknown, path: readonly string[]): unknown => {
  const [key, ...rest] = path
  if (key === undefined || !isObject(value)) return oneMore(value)
  if (Array.isArray(value)) return value.map((entry, i) => (String(i) === key ? changed(entry, rest) : entry))
  return { ...value, [key]: changed(value[key], rest) }
}

const MARKET = smallMarket()

describe('compareMarkets', () => {
  test('a market does not differ from itself', () => {
    expect(compareMarkets(MARKET, structuredClone(MARKET))).toEqual([])
    expect(countNumbers(MARKET)).toBeGreaterThan(150)
  })

  test.each(leaves(MARKET).map(path => [path.join(' '), path] as const))('sees %s', (_, path) => {
    const other = changed(structuredClone(MARKET), path) as Market
    const found = compareMarkets(MARKET, other)
    expect(found.length).toBeGreaterThan(0)
    for (const difference of found) expect(difference.difference).toBe(difference.model - difference.fork)
  })

  test('names the quantity, the place and both values', () => {
    const other = smallMarket({ wallets: { ...MARKET.wallets, '0xaa': { DAI: 7n } } })
    expect(compareMarkets(MARKET, other)).toEqual([
      { quantity: 'wallets', where: '0xaa DAI', model: 0n, fork: 7n, difference: -7n },
    ])
  })

  test('what is absent is zero', () => {
    const other = smallMarket({ wallets: { ...MARKET.wallets, '0xaa': { DAI: 0n } } })
    expect(compareMarkets(MARKET, other)).toEqual([])
  })

  test('args: tolerances', () => {
    const other = smallMarket({ ethereum: { ...MARKET.ethereum, exitQueue: MARKET.ethereum.exitQueue + 3n } })
    const within = (atMost: bigint) =>
      compareMarkets(MARKET, other, [{ quantity: 'ethereum', atMost, reason: '' }])
    expect(within(3n)).toEqual([])
    expect(within(2n)).toHaveLength(1)
  })

  test('every quantity has a name of its own, and none is tolerated to differ', () => {
    expect(new Set(QUANTITIES.map(({ name }) => name)).size).toBe(QUANTITIES.length)
    expect(TOLERANCES).toEqual([])
  })
})
