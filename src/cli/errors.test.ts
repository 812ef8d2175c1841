import { describe, expect, test } from 'vitest'
import { EnvironmentError } from '../fork/errors.js'
import { checkAll, exitCodeOf, OptionError, ParameterError } from './errors.js'
import { renderError } from './output/renderError.js'

const plain = { stacks: false }

describe('renderError', () => {
  test('a sentence, facts on lines of their own, a hint; no stack', () => {
    const error = new OptionError('"x" is no block.', {
      facts: { given: 'x', more: 'a\n  b' },
      hint: 'Give a number.',
    })
    expect(renderError(error, plain)).toBe(
      'OptionError: "x" is no block.\n  given: x\n  more: a b\nHint: Give a number.',
    )
    expect(exitCodeOf(error)).toBe(1)
  })

  test('an environment that lacks something: its cause is a fact, exit code 2', () => {
    const error = new EnvironmentError('No anvil.', { cause: 'ENOENT' })
    expect(renderError(error, plain)).toBe('EnvironmentError: No anvil.\n  cause: ENOENT')
    expect(exitCodeOf(error)).toBe(2)
  })

  test('a fault of ours: one line and how to see more, exit code 70; the stack only on demand', () => {
    const error = new RangeError('no such tick\nsecond line')
    expect(renderError(error, plain)).toBe('InternalError: no such tick\nHint: DEBUG=plimsoll shows where.')
    expect(renderError(error, { stacks: true })).toContain('errors.test.ts')
    expect(renderError('a text', plain)).toContain('InternalError: a text was thrown.')
    expect(exitCodeOf(error)).toBe(70)
  })

  test('several: one after another, and the gravest exit code', () => {
    const both = new AggregateError([new OptionError('One.'), new EnvironmentError('Two.')])
    expect(renderError(both, plain)).toBe('OptionError: One.\n\nEnvironmentError: Two.')
    expect(exitCodeOf(both)).toBe(2)
  })
})

describe('checkAll', () => {
  const wrong = (message: string) => () => {
    throw new OptionError(message)
  }

  test('all right: every result by its name', async () => {
    expect(await checkAll({ a: () => 1, b: async () => 'two' })).toEqual({ a: 1, b: 'two' })
  })

  test('one wrong: that error itself', async () => {
    await expect(checkAll({ a: () => 1, b: wrong('B.') })).rejects.toBeInstanceOf(OptionError)
  })

  test('several wrong, one of them several itself: all at once, in order', async () => {
    const nested = () => {
      throw new AggregateError([new ParameterError('B.'), new OptionError('C.')])
    }
    const error = await checkAll({ a: wrong('A.'), nested, d: wrong('D.') }).catch(caught => caught)
    expect(error.errors.map((one: Error) => one.message)).toEqual(['A.', 'B.', 'C.', 'D.'])
  })

  test('a fault is no input error: it is thrown as it is', async () => {
    const fault = new TypeError('x')
    const broken = () => {
      throw fault
    }
    await expect(checkAll({ a: wrong('A.'), broken })).rejects.toBe(fault)
  })
})
