import { describe, expect, it } from 'vitest'
import { combine } from './combine.js'
import { SCENARIOS } from './library.js'
import { type Scenario, scaleScenario } from './scenario.js'

const named = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new Error(`no scenario ${name}`)
  return found
}

describe('combine', () => {
  const june = named('june-2022')
  const queue = named('exit-queue-2025-09')
  const both = combine([
    { scenario: june, severity: 1 },
    { scenario: queue, severity: 2 },
  ])

  it('has every shock of each at its own time and severity, for as long as the longest', () => {
    expect(both.name).toBe('june-2022+exit-queue-2025-09@2')
    expect(both.days).toBe(21)
    const shocks = ({ steps }: Scenario) =>
      steps.flatMap(({ at, shocks: all }) => all.map(shock => ({ at, shock })))
    const expected = [...shocks(june), ...shocks(scaleScenario(queue, 2))]
    expect(shocks(both)).toHaveLength(expected.length)
    for (const one of expected) expect(shocks(both)).toContainEqual(one)
    const times = both.steps.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('says what it is made of, what is known of each, and that together is assumed', () => {
    expect(both.parts).toEqual([
      { name: 'june-2022', severity: 1 },
      { name: 'exit-queue-2025-09', severity: 2 },
    ])
    expect(both.known).toEqual([...(june.known ?? []), ...(queue.known ?? [])])
    expect(both.assumed.at(-1)).toBe('that they happen together')
    expect(both.mode).toBe('today')
  })

  it('goes no farther than the part that is nearest to its end', () => {
    const depeg = named('depeg')
    const crash = named('eth-crash')
    const { severity } = combine([
      { scenario: depeg, severity: 2 },
      { scenario: crash, severity: 0.5 },
    ])
    expect(severity.largest).toBe(Math.min(depeg.severity.largest / 2, crash.severity.largest / 0.5))
  })

  it('brings the market of a day along where one of them is of then', () => {
    const mixed = combine([
      { scenario: named('june-2022:then'), severity: 1 },
      { scenario: named('depeg'), severity: 1 },
    ])
    expect(mixed.mode).toBe('then')
    expect(mixed.overlay).toEqual(named('june-2022:then').overlay)
  })
})
