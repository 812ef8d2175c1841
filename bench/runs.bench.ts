import { openForkWorld } from '../src/analysis/simulate.js'
import { explore } from '../src/report/explore/engine.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import type { World } from '../src/simulation/world.js'
import { mulDivHalfUp, RAY } from '../src/units/fixed.js'
import { strategy } from '../strategies/wsteth-loop.js'
import { median, report, round, timed } from './median.js'

// Whole runs of wsteth-loop, 90 daily steps with exit quotes on three routes at each, and each scenario of the library.
// Run: npx tsx bench/runs.bench.ts

const DAYS = 90
const MODEL_LIMIT_MS = 50
const FORK_LIMIT_MS = 3_000
const SLIDER_LIMIT_MS = 50

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

/** Products and quotients of the size of Aave's indexes: what this machine does meanwhile, for a ratio that lasts. */
const PEER_PRODUCTS = 800_000
const products = (): bigint => {
  let index = RAY
  for (let i = 0; i < PEER_PRODUCTS; i++) index = mulDivHalfUp(index, RAY + 1_000_000_007n, RAY)
  return index
}

const WARMING_UP = 10

/** Medians of `once` and of the peer, turn by turn. */
const besidePeer = async (once: () => unknown): Promise<{ ms: number; peerMs: number }> => {
  const [own, peer]: [number[], number[]] = [[], []]
  for (let i = 0; i < 40; i++) {
    own.push(await timed(once))
    peer.push(await timed(products))
  }
  return { ms: median(own.slice(WARMING_UP)), peerMs: median(peer.slice(WARMING_UP)) }
}

const { ms: modelMs, peerMs } = await besidePeer(() =>
  play(createModelWorld(market), { ...calm, days: DAYS }),
)
report({
  name: 'model run, 90 days, 3 routes',
  ms: round(modelMs),
  limitMs: MODEL_LIMIT_MS,
  ofLimit: round(modelMs / MODEL_LIMIT_MS, 2),
  peerMs: round(peerMs),
  ofPeer: round(modelMs / peerMs, 2),
})

for (const name of ['depeg', 'slashing']) {
  const [scenario] = SCENARIOS.filter(entry => entry.name === name)
  if (!scenario) throw new Error(`no ${name}`)
  const settings = { strategy, params: strategy.params.parse({}), scenario, severities: {} }
  const slid = await besidePeer(() => explore(market, settings))
  report({
    name: `a slider's run without a page, ${name}, ${scenario.days} days`,
    ms: round(slid.ms),
    limitMs: SLIDER_LIMIT_MS,
    ofLimit: round(slid.ms / SLIDER_LIMIT_MS, 2),
    ofPeer: round(slid.ms / slid.peerMs, 2),
  })
}

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
