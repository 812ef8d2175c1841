import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { strategy as loop } from '../../../strategies/wsteth-loop.js'
import { strategy as usdc } from '../../../strategies/wsteth-usdc.js'
import { propertiesOf } from '../../report/properties.js'
import { OptionError, ParameterError } from '../errors.js'
import { allowed, parseParameters, readSettings } from './parameters.js'

type Strategy = Parameters<typeof parseParameters>[0]

const factsOf = async (strategy: Strategy, texts: readonly string[]) => {
  const properties = propertiesOf(strategy.params)
  try {
    parseParameters(strategy, properties, readSettings(texts))
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError)
    return (error as ParameterError).details.facts
  }
  return undefined
}

describe('readSettings', () => {
  test('key=value, the value may hold anything', () =>
    expect(readSettings(['a=1', 'b=x=y z', 'c='])).toEqual([
      ['a', '1'],
      ['b', 'x=y z'],
      ['c', ''],
    ]))
  test.each([[['leverage']], [['=3']], [['a=1', 'a=2']]])('%j is refused', texts =>
    expect(() => readSettings(texts)).toThrow(OptionError),
  )
})

describe('parseParameters', () => {
  test('texts become what the schema says, and the rest its usual values', async () => {
    const properties = propertiesOf(loop.params)
    const settings = readSettings(['leverage=5.5', 'size=10', 'asset=wstETH'])
    expect(parseParameters(loop, properties, settings)).toEqual({
      asset: 'wstETH',
      size: 10,
      leverage: 5.5,
      opening: 'flash loan',
      conversion: 'best',
    })
  })

  test('leverage below 1: the allowed range; how high it goes is the market’s to say', async () =>
    expect(await factsOf(loop, ['leverage=0.5'])).toEqual({
      leverage: '0.5 is not allowed; 1 or more (collateral over equity; 4 if nothing is said)',
    }))

  test.each(['0', '-1', '', 'abc', '0x10', '1e99'])('size %j: the allowed range', async size =>
    expect((await factsOf(loop, [`size=${size}`]))?.['size']).toContain('0.001 to 400000'),
  )

  test('an unknown key: the nearest right one', async () =>
    expect(await factsOf(loop, ['levrage=3'])).toEqual({ levrage: 'is unknown; did you mean leverage?' }))

  test('an unknown key near nothing: all there are', async () =>
    expect(await factsOf(usdc, ['zzzzzzzz=3'])).toEqual({
      zzzzzzzz: 'is unknown; known are asset, size, ltv',
    }))

  test('everything wrong at once', async () =>
    expect(
      Object.keys((await factsOf(loop, ['leverage=-99', 'size=-1', 'asset=BTC', 'x=1'])) ?? {}).sort(),
    ).toEqual(['asset', 'leverage', 'size', 'x']))

  test('what excludes each other: the strategy’s own words', async () =>
    expect((await factsOf(loop, ['leverage=3', 'healthFactor=2']))?.['healthFactor']).toContain(
      'give leverage or healthFactor, not both',
    ))

  test('a schema without coercion: numbers and booleans come as such', async () => {
    const mine = { name: 'mine', params: z.strictObject({ n: z.number(), on: z.boolean(), s: z.string() }) }
    const settings = readSettings(['n=3', 'on=false', 's=4'])
    expect(parseParameters(mine, propertiesOf(mine.params), settings)).toEqual({
      n: 3,
      on: false,
      s: '4',
    })
    expect(await factsOf(mine, ['n=three', 'on=1', 's=a'])).toEqual({
      n: 'three is not allowed; a number',
      on: '1 is not allowed; a boolean',
    })
  })
})

test.each([
  [{ minimum: 1, maximum: 14 }, '1 to 14'],
  [{ exclusiveMinimum: 0, maximum: 4 }, 'above 0, up to 4'],
  [{ minimum: 2 }, '2 or more'],
  [{ exclusiveMaximum: 2 }, 'below 2'],
  [{ enum: ['a', 'b', 'c'] }, 'a or b or c'],
  [{ type: 'string' }, 'a string'],
  [{}, 'anything'],
])('allowed: %j is %s', (property, text) => expect(allowed(property)).toBe(text))
