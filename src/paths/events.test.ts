import { expect, test } from 'vitest'
import { SCENARIOS } from '../scenario/library.js'
import { EVENTS, eventsIn } from './events.js'

test('every event is a scenario of the library, in the order of days', () => {
  const names = SCENARIOS.map(({ name }) => name)
  for (const [scenario] of EVENTS) expect(names).toContain(scenario)
  const days = EVENTS.map(([, day]) => day)
  expect(days).toEqual([...days].sort())
})

test('a window names what began in it, its last day included and its first not', () => {
  expect(eventsIn('2025-07-10', '2025-09-09')).toEqual(['weth-squeeze-2025-07', 'exit-queue-2025-09'])
  expect(eventsIn('2025-07-11', '2025-09-08')).toEqual([])
})
