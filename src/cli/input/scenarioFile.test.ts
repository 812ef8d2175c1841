import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ScenarioFileError } from '../errors.js'
import { readScenarioFile } from './scenarioFile.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-scenario-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (text: string): string => {
  const path = join(folder, 'mine.yaml')
  writeFileSync(path, text)
  return path
}

/** What is wrong, by the line and the field that the error names. */
const wrong = (text: string): Readonly<Record<string, string>> => {
  try {
    readScenarioFile(file(text))
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error
    const { file: _, ...facts } = error.details.facts ?? {}
    return facts
  }
  throw new Error('the file was taken')
}

const GOOD = `name: mine
about: stETH slips.
days: 7
steps:
  - day: 1.5
    shocks:
      - kind: depeg
        discountBps: 300
      - { kind: gas, gwei: 30 }
`

describe('readScenarioFile', () => {
  it('reads a scenario: steps in seconds, what is left out filled in', () => {
    expect(readScenarioFile(file(GOOD))).toEqual({
      name: 'mine',
      family: 'market',
      about: 'stETH slips.',
      source: 'a file of the user’s',
      assumed: [],
      days: 7,
      severity: { meaning: 'multiplies every shock', largest: 10 },
      steps: [
        {
          at: 129_600,
          shocks: [
            { kind: 'depeg', discountBps: 300 },
            { kind: 'gas', gwei: 30 },
          ],
        },
      ],
    })
  })

  it('names every wrong line at once, with its field, what was expected and the nearest right name', () => {
    const text = GOOD.replace('days: 7', 'dayz: 7')
      .replace('kind: depeg', 'kind: depge')
      .replace('kind: gas, gwei: 30', 'kind: drain, asset: WHET, utilisationBps: lots')
    expect(wrong(text)).toEqual({
      'line 1, days': 'is missing; expected a number',
      'line 3, dayz': 'is unknown; did you mean days?',
      'line 7, steps 1, shocks 1, kind': 'is "depge", which is no kind of shock; did you mean depeg?',
      'line 9, steps 1, shocks 2, asset': 'is "WHET"; did you mean WETH?',
      'line 9, steps 1, shocks 2, utilisationBps': 'is "lots"; expected a number',
    })
  })

  it.each([
    ['', 'line 1', /empty/],
    ['name: x\nabout: y\ndays: 5\nsteps:\n', 'line 4, steps', /is empty; expected a list/],
    ['name: x\nsteps:\n  - day: 1\n    shocks: [\n      {kind: depeg\n', 'line 6', /no YAML/],
    ['just a sentence', 'line 1', /expected fields of its own/],
  ])('half-written %j: the line is named', (text, place, problem) => {
    expect(wrong(text)[place]).toMatch(problem)
  })

  it('refuses a shock after the last day, and a share beyond all of it', () => {
    expect(wrong(GOOD.replace('day: 1.5', 'day: 8'))['line 5, steps 1, day']).toContain('watched for 7 days')
    expect(wrong(GOOD.replace('300', '10001'))['line 8, steps 1, shocks 1, discountBps']).toBe(
      'is 10001; expected 10000 or less',
    )
  })

  it('says that there is no file', () => {
    expect(() => readScenarioFile(join(folder, 'none.yaml'))).toThrow(ScenarioFileError)
  })
})
