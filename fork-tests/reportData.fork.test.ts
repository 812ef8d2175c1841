import { beforeAll, describe, expect, it } from 'vitest'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { carryOf } from '../src/measures/carry.js'
import { type HealthMap, healthMaps } from '../src/measures/healthMap.js'
import { sensitivities } from '../src/measures/sensitivities.js'
import { healthFactorWad, layersOf, layerValueWei } from '../src/position/holdings.js'
import type { Strategy } from '../src/position/strategy.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/world/actors/cast.js'
import { exitsBySize, SIZE_FACTORS } from '../src/world/exitSizes.js'
import { createModelWorld } from '../src/world/model/modelWorld.js'
import { run } from '../src/world/run.js'
import { openForkWorld } from '../src/world/simulate.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as loan } from '../strategies/wsteth-usdc.js'

let start: Market

beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  start = await world.market()
  await world.close()
})

const opened = async (strategy: Strategy<never>, params: unknown): Promise<Market> => {
  const world = createModelWorld(start)
  const checked = strategy.params.parse(params)
  const { asset, amount } = strategy.endowment(checked)
  await world.block(12, [{ from: CROWD.whale, actions: [{ kind: 'transfer', asset, to: OWNER, amount }] }])
  for (const tx of strategy.open(await world.market(), OWNER, checked)) await world.block(12, [tx])
  return world.market()
}

const mapsOf = (market: Market): readonly [HealthMap, HealthMap] => {
  const [carry, price] = healthMaps(market, OWNER)
  if (!carry || !price) throw new Error('two maps')
  return [carry, price]
}

const health = (market: Market): number => Number(healthFactorWad(market, OWNER) ?? 0n) / 1e18

describe('maps of the health factor', () => {
  it('MAP_1: a corner of no change is the health factor; a loop stands still under ether and peg', async () => {
    const market = await opened(loop as never, {})
    const [, price] = mapsOf(market)
    expect(price.healthFactors.at(-1)?.at(-1)).toBeCloseTo(health(market), 4)
    for (const value of price.healthFactors.flat()) expect(value).toBeCloseTo(health(market), 4)
    expect(price.line).toEqual([])
    expect(price.marketLine?.length).toBe(25)
    for (const [, peg] of price.marketLine ?? []) expect(peg).toBeCloseTo(1 / health(market), 4)
  })

  it('MAP_2: a dollar loan sinks at the ether price that its sensitivity names, whatever the peg', async () => {
    const market = await opened(loan as never, {})
    const [, price] = mapsOf(market)
    const ether = sensitivities(market, OWNER).find(({ factor }) => factor === 'ETH/USD')
    const change = (ether?.atLiquidation ?? 0) / (ether?.today ?? 1) - 1
    expect(price.line.length).toBe(25)
    for (const [x] of price.line) expect(x).toBeCloseTo(change, 5)
    const [safest] = [...(price.marketLine ?? [])].sort((a, b) => b[1] - a[1])
    expect(safest?.[0]).toBeCloseTo(change, 5)
  })

  it('MAP_3: a year of interest agrees with continuous compounding, and the line is where it ends at 1', async () => {
    const market = await opened(loop as never, { leverage: 10 })
    const [carry] = mapsOf(market)
    const growth = 1 + (carryOf(market, { kind: 'wallet', asset: 'wstETH', amount: 1n }).perYear ?? 0)
    const closed = (change: number, rate: number) => (health(market) * (1 + change) * growth) / Math.exp(rate)
    for (const [j, rate] of carry.y.values.entries())
      for (const [i, change] of carry.x.values.entries())
        expect(carry.healthFactors[j]?.[i]).toBeCloseTo(closed(change, rate), 2)
    expect(carry.line.length).toBeGreaterThan(5)
    for (const [change, rate] of carry.line) expect(closed(change, rate)).toBeCloseTo(1, 2)
  })

  it('MAP_4: more debt never raises a map', async () => {
    const [low, high] = await Promise.all([3, 6].map(leverage => opened(loop as never, { leverage })))
    if (!low || !high) throw new Error('two markets')
    const [a, b] = [mapsOf(low)[1].healthFactors.flat(), mapsOf(high)[1].healthFactors.flat()]
    for (const [i, value] of a.entries()) expect(b[i]).toBeLessThan(value)
  })
})

describe('carry', () => {
  it('CARRY_1: of all layers, it adds up to what the loop gains in quiet days, within a twentieth', async () => {
    const calm = SCENARIOS.find(({ name }) => name === 'calm')
    if (!calm) throw new Error('no calm')
    let first: Market | undefined
    const { frames } = await run({
      world: createModelWorld(start),
      strategy: loop as Strategy,
      params: loop.params.parse({}),
      scenario: calm,
      actors: cast(),
      exits: 'skipped',
      onFrame: (_, seen) => {
        first ??= seen
      },
    })
    const market = first
    if (!market) throw new Error('no frame')
    const gained = Number((frames.at(-1)?.equityWei ?? 0n) - (frames[0]?.equityWei ?? 0n)) / 1e18
    const said = layersOf(market, OWNER).reduce((sum, layer) => {
      const { perYear } = carryOf(market, layer)
      return sum + (Math.abs(Number(layerValueWei(market, layer))) / 1e18) * (perYear ?? Number.NaN)
    }, 0)
    expect(gained).toBeGreaterThan(1)
    expect((said * calm.days) / 365 / gained).toBeCloseTo(1, 1)
  })
})

describe('exits by size', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'depeg')
  if (!scenario) throw new Error('no depeg')
  const day = 86_400

  it('SIZE_1: at factor 1 they are the run’s own, to the wei, at each moment', async () => {
    const params = loop.params.parse({})
    const strategy = loop as Strategy
    const moments = [0, 5 * day]
    const sized = await exitsBySize({ market: start, strategy, params, scenario, actors: cast, moments })
    const whole = await run({
      world: createModelWorld(start),
      strategy,
      params,
      scenario,
      actors: cast(),
    })
    expect(sized).toHaveLength(SIZE_FACTORS.length * moments.length)
    for (const at of moments) {
      const frame = whole.frames.find(seen => seen.at === at)
      const own = sized.find(entry => entry.atSeconds === at && entry.factor === 1)
      expect(own?.equityWei).toBe(frame?.equityWei)
      expect(own?.exits).toEqual(frame?.exits)
    }
  })

  it('SIZE_2: a larger sale on one market costs a larger part', async () => {
    const params = loop.params.parse({})
    const sized = await exitsBySize({
      ...{ market: start, strategy: loop as Strategy, params, scenario, actors: cast },
      moments: [0],
    })
    const costs = sized.map(({ exits }) => {
      const exit = exits.find(({ route }) => route === 'curve')
      return exit?.possible ? exit.costBps : Number.NaN
    })
    expect(costs).toEqual([...costs].sort((a, b) => a - b))
  })

  it('what the protocols refuse to open says why, and is no number', async () => {
    const params = loop.params.parse({ size: 200_000, leverage: 10 })
    const sized = await exitsBySize({
      ...{
        market: start,
        strategy: loop as Strategy,
        params,
        scenario: { ...scenario, days: 1 },
        actors: cast,
      },
      moments: [0],
    })
    const largest = sized.at(-1)
    expect(largest?.refused).toMatch(/\w/)
    expect(largest?.equityWei).toBeNull()
    expect(largest?.exits).toEqual([])
  })

  it('a strategy without a size is not asked', async () => {
    const params = { leverage: 4 }
    expect(
      await exitsBySize({
        market: start,
        strategy: loop as Strategy,
        params,
        scenario,
        actors: cast,
        moments: [0],
      }),
    ).toEqual([])
  })
})
