import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/world/actors/cast.js'
import { createModelWorld } from '../src/world/model/modelWorld.js'
import { run } from '../src/world/run.js'
import { openForkWorld } from '../src/world/simulate.js'
import type { World } from '../src/world/world.js'
import { strategy } from '../strategies/wsteth-loop.js'
import { median, report, round, timed } from './median.js'

// Whole runs of wsteth-loop, 90 daily steps with exit quotes on three routes at each, and each scenario of the library.
// Run: npx tsx bench/runs.bench.ts

const DAYS = 90
const MODEL_LIMIT_MS = 50
const FORK_LIMIT_MS = 3_000

const [calm] = SCENARIOS.filter(scenario => scenario.name === 'calm')
if (!calm) throw new Error('no calm')

const play = (world: World, scenario: (typeof SCENARIOS)[number]) =>
  run({ world, strategy, params: strategy.params.parse({}), scenario, actors: cast() })

const onFork = async <T>(use: (world: World) => Promise<T>): Promise<T> => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  try {
    return await use(world)
  } finally {
    await world.close()
  }
}

const market = await onFork(world => world.market())

const model: number[] = []
for (let i = 0; i < 40; i++)
  model.push(await timed(() => play(createModelWorld(market), { ...calm, days: DAYS })))
// The first ten warm up.
const modelMs = median(model.slice(10))
report({
  name: 'model run, 90 days, 3 routes',
  ms: round(modelMs),
  limitMs: MODEL_LIMIT_MS,
  ofLimit: round(modelMs / MODEL_LIMIT_MS, 2),
})

const fork: number[] = []
for (let i = 0; i < 3; i++)
  fork.push(await onFork(async world => timed(() => play(world, { ...calm, days: DAYS }))))
const forkMs = median(fork)
report({
  name: 'fork run, 90 days, 3 routes',
  ms: round(forkMs),
  limitMs: FORK_LIMIT_MS,
  ofLimit: round(forkMs / FORK_LIMIT_MS, 2),
})
report({ name: 'fork run against model run', ratio: round(forkMs / modelMs) })

for (const scenario of SCENARIOS) {
  const ms = await onFork(async world => timed(() => play(world, scenario)))
  report({
    name: `scenario ${scenario.name} on the fork`,
    frames: scenario.days + 1,
    seconds: round(ms / 1000, 2),
  })
}
process.exit(0)
