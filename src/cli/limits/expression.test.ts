import { describe, expect, test } from 'vitest'
import { type Facts, withOwn } from '../../analysis/limits.js'
import { OptionError } from '../errors.js'
import { compileLimit, compileMeasure } from './expression.js'

const KNOWN = ['minHealthFactor', 'liquidated', 'exitWithin7dBps', 'loadLine.illiquid']

const VOCABULARY = { known: KNOWN, own: [] }

const facts = (values: Readonly<Record<string, number>>): Facts => ({
  measures: Object.fromEntries(
    KNOWN.map(name => {
      const value = values[name]
      return [
        name,
        value === undefined
          ? { ok: false, value: null, reason: 'no way out' }
          : { ok: true, value, unit: 'ratio' },
      ]
    }),
  ) as Facts['measures'],
  share: name => (name === 'Lido' ? 0.55 : 0),
  days: {},
})

describe('what a limit says', () => {
  test.each([
    ['minHealthFactor >= 1.1', { minHealthFactor: 1.1 }, true],
    ['minHealthFactor >= 1.1', { minHealthFactor: 1.0999999999999 }, false],
    ['minHealthFactor > 1 and liquidated == 0', { minHealthFactor: 1.2, liquidated: 0 }, true],
    ['not (liquidated == 1) or minHealthFactor > 2', { minHealthFactor: 1.2, liquidated: 1 }, false],
    ['max(minHealthFactor, 3) - 1 <= abs(-2)', { minHealthFactor: 1 }, true],
    ['minHealthFactor / 2 + 1 * 3 != 3.5', { minHealthFactor: 1 }, false],
    ['share("Lido") <= 0.6', {}, true],
    ['share("Lido") < 0.5', {}, false],
    ['loadLine.illiquid >= 1.5', { 'loadLine.illiquid': Number.POSITIVE_INFINITY }, true],
  ])('%s with %j: %s', (text, values, held) =>
    expect(compileLimit(text, VOCABULARY).holds(facts(values))).toBe(held),
  )

  test('a measure without a value is named, with its reason', () =>
    expect(compileLimit('exitWithin7dBps <= 100', VOCABULARY).holds(facts({}))).toEqual({
      missing: 'exitWithin7dBps',
      reason: 'no way out',
    }))

  test('`under` is split off first', () =>
    expect(compileLimit('minHealthFactor >= 1 under june-2022, depeg@2', VOCABULARY).limit).toEqual({
      text: 'minHealthFactor >= 1 under june-2022, depeg@2',
      expression: 'minHealthFactor >= 1',
      under: ['june-2022', 'depeg@2'],
    }))
})

describe('hostile expressions are refused, and none of them runs', () => {
  test.each([
    'import("fs")',
    'cos.constructor("return process")() == 1',
    'minHealthFactor.constructor == 1',
    'minHealthFactor["constructor"] == 1',
    '"".constructor.constructor("return globalThis")() == 1',
    'share.constructor("return 1")() == 1',
    'f(x) = 1',
    'minHealthFactor = 2',
    'a = 1; a == 1',
    'evaluate("1") == 1',
    'parse("1") == 1',
    'simplify("x") == 1',
    'createUnit("foo") == 1',
    'config({}) == 1',
    'typed("a", {}) == 1',
    '{a: 1}.a == 1',
    '[1, 2, 3][1] == 1',
    '1:1000000000',
    'ones(100000, 100000) == 1',
    'random() < 1',
    'factorial(170) > 1',
    '170! > 1',
    '9^9^9^9 > 1',
    '2 ^ 3 == 8',
    'minHealthFactor % 2 == 0',
    'minHealthFactor > 1 ? 1 : 0',
    '1 < minHealthFactor < 3',
    '2 minHealthFactor > 1',
    'i == 1',
    'pi > 3',
    'true',
    'Infinity > 1',
    '1e999 > 1',
    '5 cm > 1',
    '"a" == "a"',
    'share(minHealthFactor) < 1',
    'share("Lido", "Aave v3") < 1',
    'share("Lido" + "x") < 1',
    'share() < 1',
    'min() < 1',
    '__proto__ == 1',
    'toString() == 1',
    'constructor == 1',
    'process.exit(1)',
    'globalThis == 1',
    '() == 1',
    '',
    'minHealthFactor',
    'minHealthFactor >=',
    'minHealthFactr >= 1',
    'minHealthFactor => 1',
    `1 < ${'1+'.repeat(60)}1`,
    `1 < ${'('.repeat(300)}1${')'.repeat(300)}`,
    `minHealthFactor > ${' '.repeat(500)}1`,
    `1 ${'and 1 '.repeat(90)}`,
    'minHealthFactor > 1 && process',
    'minHealthFactor | 1',
    'minHealthFactor\n>= 1\n; import("fs")',
    "minHealthFactor' > 1",
    'import({a: 1}, {override: true}) == 1',
    'reviver("x") == 1',
  ])('%s', text => {
    expect(() => compileLimit(text, VOCABULARY)).toThrow(OptionError)
  })
})

describe('a measure of one’s own', () => {
  const own = [compileMeasure({ name: 'cushion', expression: 'minHealthFactor - 1' }, VOCABULARY)]
  const wider = { known: KNOWN, own }

  test('is a number over measures, and may stand on one before it', () => {
    const half = compileMeasure({ name: 'half', expression: 'cushion / 2 + share("Lido")' }, wider)
    const there = withOwn(facts({ minHealthFactor: 1.5 }), [...own, half])
    expect(there.measures['half']).toEqual({ ok: true, value: 0.8, unit: 'ratio' })
    expect(half).toMatchObject({ needs: ['minHealthFactor'], shares: ['Lido'] })
  })

  test('in a limit, what it rests on is measured', () => {
    const limit = compileLimit('cushion >= 0.2', wider)
    expect(limit).toMatchObject({ names: ['cushion'], needs: ['minHealthFactor'] })
    expect(limit.holds(withOwn(facts({ minHealthFactor: 1.3 }), own))).toBe(true)
    expect(limit.holds(withOwn(facts({}), own))).toEqual({
      missing: 'cushion',
      reason: 'minHealthFactor: no way out',
    })
  })

  test('without bound it stays without bound: a position without debt keeps every lower bound', () => {
    const there = withOwn(facts({ minHealthFactor: Number.POSITIVE_INFINITY }), own)
    expect(compileLimit('cushion >= 5', wider).holds(there)).toBe(true)
  })

  test.each([
    ['', '1'],
    ['1a', '1'],
    ['a b', '1'],
    ['__proto__', '1'],
    ['constructor', '1'],
    ['and', '1'],
    ['min', '1'],
    ['share', '1'],
    ['loadLine', '1'],
    ['minHealthFactor', '1'],
    ['cushion', '1'],
    ['fine', ''],
    ['fine', 'minHealthFactor > 1'],
    ['fine', 'fine + 1'],
    ['fine', 'later + 1'],
    ['fine', 'import("fs")'],
    ['fine', `${'1+'.repeat(60)}1`],
    ['fine', '1'.repeat(501)],
  ])('refused: %s = %s', (name, expression) => {
    expect(() => compileMeasure({ name, expression }, wider)).toThrow(OptionError)
  })
})
