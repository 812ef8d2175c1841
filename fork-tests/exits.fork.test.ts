import { beforeAll, describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { loadStrategy } from '../src/cli/input/strategies.js'
import type { Market } from '../src/market/market.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { checkExits } from './exits/check.js'

// `npm run exits:all` does the same for every strategy, and holds haste against care on every frame.

let start: Market

beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  start = await world.market()
  await world.close()
})

describe('EXIT_ONE_ENGINE: a run prints what the exit command plans, and no forecast closes the queue for a day', () => {
  it.each(
    ['wsteth-loop', 'hold-wsteth', 'weeth-loop'].flatMap(name =>
      ['depeg', 'liquidity-crunch', 'weth-squeeze-2025-07'].map(scenario => [name, scenario] as const),
    ),
  )('%s × %s', async (name, scenarioName) => {
    const scenario = SCENARIOS.find(one => one.name === scenarioName)
    if (!scenario) throw new Error(`no scenario ${scenarioName}`)
    const { faults, compared } = await checkExits(start, await loadStrategy(name), scenario)
    expect(faults).toEqual([])
    expect(compared).toBeGreaterThan(9)
  })
})
