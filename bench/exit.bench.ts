import { openForkWorld } from '../src/analysis/simulate.js'
import { evenShares, exitsBySize } from '../src/exit/bySize.js'
import { planExit } from '../src/exit/plan.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import { SECONDS_PER_DAY, WAD } from '../src/units/fixed.js'
import { strategy } from '../strategies/wsteth-loop.js'
import { median, report, round, timed } from './median.js'

// The exit of a 4x loop on 10,000 ETH from the liquidity crunch: every route over three pools and the queue with the best
// mixes for one size, and the frontier over 50 sizes. Run: npx tsx bench/exit.bench.ts

const PLAN_LIMIT_MS = 100
const FRONTIER_LIMIT_MS = 3_000
const SIZES = 50
const DAY = 8

const crunch = SCENARIOS.find(scenario => scenario.name === 'liquidity-crunch')
if (!crunch) throw new Error('no liquidity-crunch')

const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
const start = await world.market()
await world.close()

const seen: Market[] = []
await run({
  world: createModelWorld(start),
  strategy,
  params: strategy.params.parse({ size: 10_000, leverage: 4 }),
  scenario: crunch,
  actors: cast(),
  onFrame({ at }, now) {
    seen.push(now)
    return at >= DAY * SECONDS_PER_DAY ? 'stop' : undefined
  },
})
const market = seen.at(-1)
if (!market) throw new Error('no frame')

const leaving = { market, owner: OWNER, unwind: strategy.unwind, gasPriceWei: 30_430_000_000n }

const plans: number[] = []
for (let i = 0; i < 25; i++)
  plans.push(await timed(() => planExit({ ...leaving, shareWad: WAD, patienceDays: 60, maxCostBps: null })))
// The first five warm up.
const planMs = median(plans.slice(5))
report({
  name: 'exit plan, 3 pools and the queue, one size',
  ms: round(planMs),
  limitMs: PLAN_LIMIT_MS,
  ofLimit: round(planMs / PLAN_LIMIT_MS, 2),
})

const frontiers: number[] = []
for (let i = 0; i < 3; i++) frontiers.push(await timed(() => exitsBySize(leaving, evenShares(SIZES))))
const frontierMs = median(frontiers)
report({
  name: `exit frontier over ${SIZES} sizes`,
  ms: round(frontierMs),
  limitMs: FRONTIER_LIMIT_MS,
  ofLimit: round(frontierMs / FRONTIER_LIMIT_MS, 2),
})
process.exit(0)
