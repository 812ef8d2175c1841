import { describe, expect, it } from 'vitest'
import { simulate } from '../src/analysis/simulate.js'
import { loadStrategy, strategyNames } from '../src/cli/input/strategies.js'
import { SCENARIOS } from '../src/scenario/library.js'

/** The scenarios that every strategy of the catalogue goes through. */
const WANTED = ['calm', 'depeg', 'slashing', 'liquidity-crunch'] as const

const scenarioOf = (name: string) => {
  const found = SCENARIOS.find(entry => entry.name === name)
  if (!found) throw new Error(`no scenario ${name}`)
  return found
}

describe.each(strategyNames())('%s', name => {
  it.each(WANTED)('agrees to the wei under %s, in the model and on the fork', async scenario => {
    const strategy = await loadStrategy(name)
    const { reconciliation, runs } = await simulate({
      origin: { kind: 'embedded' },
      worlds: 'both',
      strategy,
      params: strategy.params.parse({}),
      scenario: scenarioOf(scenario),
      progress: () => undefined,
      sizes: 'left out',
    })
    expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
    const compared = reconciliation.reduce((sum, entry) => sum + entry.compared, 0)
    expect(compared).toBeGreaterThan(10_000)
    // A position is really held, and there was a way out of it before anything happened.
    const [first] = runs[0]?.frames ?? []
    expect(first?.equityWei).toBeGreaterThan(0n)
    expect(first?.layers.length).toBeGreaterThan(0)
    expect(first?.exits.frontier().ways.length).toBeGreaterThan(0)
  })
})
