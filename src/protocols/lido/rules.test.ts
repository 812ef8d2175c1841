import { expect, test } from 'vitest'
import { lidoVersionAt } from './rules.js'

test.each([
  ['2020-12-18', 2],
  ['2025-12-09', 2],
  ['2025-12-24', 3],
  ['2026-07-11', 3],
  ['2026-07-12', 4],
] as const)('on %s the rules of version %d are in force', (day, version) =>
  expect(lidoVersionAt(Date.parse(`${day}T12:00:00Z`) / 1000)).toBe(version),
)
