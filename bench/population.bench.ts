import { openForkWorld } from '../src/analysis/simulate.js'
import { seededPopulation } from '../src/fork/population.js'
import type { Market } from '../src/market/market.js'
import { WHALE, withPopulation } from '../src/market/population.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { type Scenario, scaleScenario } from '../src/scenario/scenario.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import { strategy } from '../strategies/wsteth-loop.js'
import { median, report, round, timed } from './median.js'

// What background borrowers cost: a block of the model with everyone looking at everyone, and whole runs.
// Run: npx tsx bench/population.bench.ts

const STEP_LIMIT_MS = 20
const SIZES = [0, 40, 200, 1_000, 5_000]

const scenarioOf = (name: string, severity: number): Scenario => {
  const found = SCENARIOS.find(entry => entry.name === name)
  if (!found) throw new Error(`no ${name}`)
  return scaleScenario(found, severity)
}

const { world: bare } = await openForkWorld({ kind: 'embedded' }, () => undefined)
const market = await bare.market()
await bare.close()

const populated = (size: number): Market =>
  withPopulation(market, seededPopulation(size, 1).borrowers, { followed: size === 0 ? [] : [WHALE] })

/** Milliseconds of each day's blocks: shocks, everyone's acting, and the frame, without exit quotes. */
const steps = async (start: Market, scenario: Scenario): Promise<readonly number[]> => {
  const times: number[] = []
  let last = performance.now()
  await run({
    world: createModelWorld(start),
    strategy,
    params: strategy.params.parse({}),
    scenario,
    actors: cast(),
    onFrame() {
      times.push(performance.now() - last)
      last = performance.now()
    },
  })
  return times.slice(1)
}

for (const size of SIZES) {
  const start = populated(size)
  await steps(start, scenarioOf('calm', 1))
  const calm = median(await steps(start, scenarioOf('calm', 1)))
  const all = await steps(start, scenarioOf('slashing', 2))
  report({
    name: `model step, ${size} borrowers`,
    calmMs: round(calm, 2),
    slashingMs: round(median(all), 2),
    slowestDayMs: round(Math.max(...all)),
    ...(size === 1_000 ? { limitMs: STEP_LIMIT_MS, ofLimit: round(median(all) / STEP_LIMIT_MS, 2) } : {}),
  })
}

for (const size of [0, 40, 200]) {
  const { borrowers } = seededPopulation(size, 1)
  const { world } = await openForkWorld({ kind: 'embedded', borrowers }, () => undefined)
  const ms = await timed(() =>
    run({
      world,
      strategy,
      params: strategy.params.parse({}),
      scenario: scenarioOf('calm', 1),
      actors: cast(),
    }),
  )
  await world.close()
  report({ name: `fork run, calm with exits, ${size} borrowers`, seconds: round(ms / 1000, 2) })
}
process.exit(0)
