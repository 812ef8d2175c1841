import { describe, expect, test } from 'vitest'
import { OptionError, UnknownNameError } from './errors.js'
import { labelOf, readScenarios } from './scenarios.js'

const read = (names: string, severity?: string) =>
  readScenarios(names, severity).map(({ scenario, severity: factor }) => [scenario.name, factor])

describe('readScenarios', () => {
  test('the order given is kept', () =>
    expect(read('slashing,calm,depeg')).toEqual([
      ['slashing', 1],
      ['calm', 1],
      ['depeg', 1],
    ]))

  test('a severity of its own goes before --severity', () =>
    expect(read('depeg@1.5,slashing', '2')).toEqual([
      ['depeg', 1.5],
      ['slashing', 2],
    ]))

  test('the same scenario twice as hard is another one', () =>
    expect(readScenarios('depeg,depeg@2', undefined).map(labelOf)).toEqual(['depeg', 'depeg@2']))

  test('an unknown name: the nearest right one', () => {
    expect(() => read('depge')).toThrow(UnknownNameError)
    expect(() => read('depge')).toThrow(
      expect.objectContaining({ details: { hint: 'Did you mean "depeg"?' } }),
    )
    expect(() => read('')).toThrow(UnknownNameError)
  })

  test.each(['0', '-1', 'x', '', '10.1', '1e3', 'Infinity', 'NaN'])(
    'severity %j: refused, with the range',
    severity =>
      expect(() => read(`depeg@${severity}`)).toThrow(
        expect.objectContaining({
          details: expect.objectContaining({
            facts: expect.objectContaining({ allowed: 'above 0, up to 10' }),
          }),
        }),
      ),
  )

  test('calm has nothing to scale', () => {
    expect(() => read('calm', '2')).toThrow(OptionError)
    expect(read('calm', '1')).toEqual([['calm', 1]])
  })

  test.each(['calm,calm', 'depeg@1,depeg', 'depeg@1@2'])('%s: refused', names =>
    expect(() => read(names)).toThrow(OptionError),
  )

  test('several wrong: all at once', () => {
    expect(() => read('deepg,calm@3')).toThrow(AggregateError)
  })
})
