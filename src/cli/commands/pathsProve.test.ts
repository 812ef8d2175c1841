import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { chosenPaths, scenarioText } from './pathsProve.js'

const listed = (...paths: readonly number[]) => paths.map(path => ({ path, value: 0 }))

describe('paths that are proven', () => {
  const result = {
    tails: [
      { percentile: 95, path: 4 },
      { percentile: 99, path: 9 },
      { percentile: 99.9, path: 7 },
    ],
    first: listed(9, 2),
    worst: listed(7, 8),
  }

  test('default: percentiles, then first liquidations, then the largest losses, each once', () => {
    expect(chosenPaths(result, 10).map(({ path }) => path)).toEqual([4, 9, 7, 2, 8])
  })

  test('args: as many as are asked for', () => {
    expect(chosenPaths(result, 2).map(({ path }) => path)).toEqual([4, 9])
  })
})

test('a scenario is written a line a step, and read back as it was', () => {
  const scenario = {
    name: 'path-1',
    about: 'Path 1: "as drawn".',
    source: 'a test',
    assumed: ['one: two'],
    days: 2,
    steps: [1, 2].map(day => ({ day, shocks: [{ kind: 'gas', gwei: day } as const] })),
  }
  const text = scenarioText(scenario)
  expect(text.split('\n').filter(line => line.startsWith('  - '))).toHaveLength(2)
  expect(parse(text)).toEqual(scenario)
})
