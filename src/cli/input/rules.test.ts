import { expect, test } from 'vitest'
import { SCENARIOS } from '../../scenario/library.js'
import { lidoVersionOf, withRules } from '../../scenario/rules.js'
import { OptionError } from '../errors.js'
import { readRules } from './rules.js'

test('a version of Lido’s rules is read', () => {
  expect(readRules({})).toEqual({})
  expect(readRules({ rules: 'lido=2' })).toEqual({ lido: 2 })
})

test.each(['lido=1', 'lido=5', 'lido', 'aave=3', ''])('"%s" is refused with the versions there are', rules =>
  expect(() => readRules({ rules })).toThrow(OptionError),
)

test('chosen rules hold over those that a scenario brings', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'client-bug-v3')
  if (!scenario) throw new Error('no scenario')
  expect(lidoVersionOf(scenario, 4)).toBe(3)
  expect(lidoVersionOf(withRules(scenario, { lido: 2 }), 4)).toBe(2)
  expect(withRules(scenario, {})).toBe(scenario)
})
