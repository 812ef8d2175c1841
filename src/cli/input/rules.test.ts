import { expect, test } from 'vitest'
import { SCENARIOS } from '../../scenario/library.js'
import { etherFiVersionOf, lidoVersionOf, withRules } from '../../scenario/rules.js'
import { OptionError } from '../errors.js'
import { readRules } from './rules.js'

test('versions of rules are read', () => {
  expect(readRules({})).toEqual({})
  expect(readRules({ rules: 'lido=2' })).toEqual({ lido: 2 })
  expect(readRules({ rules: 'etherfi=2026, lido=3' })).toEqual({ lido: 3, etherfi: 2026 })
})

test.each(['lido=1', 'lido=5', 'lido', 'aave=3', '', 'lido=2,lido=3', 'etherfi=2024', 'constructor'])(
  '"%s" is refused with the versions there are',
  rules => expect(() => readRules({ rules })).toThrow(OptionError),
)

test('chosen rules hold over those that a scenario brings', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'client-bug-v3')
  if (!scenario) throw new Error('no scenario')
  expect(lidoVersionOf(scenario, 4)).toBe(3)
  expect(lidoVersionOf(withRules(scenario, { lido: 2 }), 4)).toBe(2)
  expect(etherFiVersionOf(withRules(scenario, { etherfi: 2026 }), 2025)).toBe(2026)
  expect(withRules(scenario, {})).toBe(scenario)
})
