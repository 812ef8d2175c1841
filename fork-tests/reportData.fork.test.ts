import { beforeAll, describe, expect, it } from 'vitest'
import { carryOf } from '../src/analysis/measures/carry.js'
import { type HealthMap, healthMaps } from '../src/analysis/measures/healthMap.js'
import { sensitivities } from '../src/analysis/measures/sensitivities.js'
import { openForkWorld } from '../src/analysis/simulate.js'
import { exitsBySize, SIZE_FACTORS } from '../src/exit/exitSizes.js'
import { exitPlanner } from '../src/exit/frontier.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { healthFactorWad, layersOf, layerValueWei } from '../src/position/holdings.js'
import type { Strategy } from '../src/position/strategy.js'
import type { Address } from '../src/protocols/assets.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { isAtOnce } from '../src/simulation/patience.js'
import { run } from '../src/simulation/run.js'
import { strategy as curveLp } from '../strategies/curve-lp.js'
import { strategy as reth } from '../strategies/reth.js'
import { strategy as solo } from '../strategies/solo-staking.js'
import { strategy as uniswapLp } from '../strategies/uniswap-lp.js'
import { strategy as weEth } from '../strategies/weeth-loop.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as morpho } from '../strategies/wsteth-loop-morpho.js'
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

/** The first days go by before every issuer has reported once and new validators are activated. */
const QUIET = 18

/** What a position gained in the last of thirty quiet days, ether, and what the yields of its layers say of a year. */
const quiet = async (strategy: Strategy<never>, params: unknown) => {
  const calm = SCENARIOS.find(({ name }) => name === 'calm')
  if (!calm) throw new Error('no calm')
  let first: Market | undefined
  const { frames } = await run({
    world: createModelWorld(start),
    strategy: strategy as unknown as Strategy,
    params: strategy.params.parse(params),
    scenario: calm,
    actors: cast(),
    onFrame: (_, seen) => {
      first ??= seen
    },
  })
  const market = first
  if (!market) throw new Error('no frame')
  const gained = Number((frames.at(-1)?.equityWei ?? 0n) - (frames.at(-1 - QUIET)?.equityWei ?? 0n)) / 1e18
  const said = layersOf(market, OWNER).reduce((sum, layer) => {
    const { perYear } = carryOf(market, layer)
    return sum + (Math.abs(Number(layerValueWei(market, layer))) / 1e18) * (perYear ?? Number.NaN)
  }, 0)
  return { gained, said: (said * QUIET) / 365.25 }
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

describe('maps where Morpho lends', () => {
  /** The market after Chainlink answered this much for stETH/ETH. */
  const answered = (market: Market, answer: bigint): Market => {
    const { feeds } = market.chainlink
    const told = { ...feeds, 'stETH/ETH': { ...feeds['stETH/ETH'], answer } }
    return { ...market, chainlink: { ...market.chainlink, feeds: told } }
  }

  it('MAP_5: at the market price the peg alone sinks it, where Morpho itself says so, and no dollar price does', async () => {
    const market = await opened(morpho as never, { oracle: 'market-price', leverage: 12 })
    const [, price] = mapsOf(market)
    expect(price.venue).toBe('Morpho, market price')
    expect(price.marketLine).toBeNull()
    expect(price.line.length).toBe(25)
    for (const [, peg] of price.line) {
      expect(health(answered(market, BigInt(Math.round(peg * 1e18 * 0.99999))))).toBeLessThan(1)
      expect(health(answered(market, BigInt(Math.round(peg * 1e18 * 1.00001))))).toBeGreaterThanOrEqual(1)
    }
    for (const row of price.healthFactors) expect(new Set(row).size).toBe(1)
    for (const [j, peg] of price.y.values.entries())
      expect(price.healthFactors[j]?.[0]).toBeCloseTo(health(answered(market, BigInt(peg * 1e18))), 4)
  })

  it('MAP_5: at the exchange rate neither does, and the dashed line is the other market’s', async () => {
    const market = await opened(morpho as never, { oracle: 'exchange-rate', leverage: 12 })
    const [, price] = mapsOf(market)
    expect(price.venue).toBe('Morpho, exchange rate')
    expect(new Set(price.healthFactors.flat()).size).toBe(1)
    expect(price.line).toEqual([])
    for (const [, peg] of price.marketLine ?? []) expect(peg).toBeCloseTo(1 / health(market), 4)
    expect(price.marketLine?.length).toBe(25)
  })

  it('MAP_6: a year of interest agrees with continuous compounding there, and for weETH at its own rewards', async () => {
    for (const [strategy, params, asset] of [
      [morpho, { oracle: 'exchange-rate', leverage: 8 }, 'wstETH'],
      [weEth, { leverage: 8 }, 'weETH'],
    ] as const) {
      const market = await opened(strategy as never, params)
      const [carry] = mapsOf(market)
      const growth = 1 + (carryOf(market, { kind: 'wallet', asset, amount: 1n }).perYear ?? Number.NaN)
      for (const [j, rate] of carry.y.values.entries())
        for (const [i, change] of carry.x.values.entries()) {
          const closed = (health(market) * (1 + change) * growth) / Math.exp(rate)
          expect(carry.healthFactors[j]?.[i]).toBeCloseTo(closed, 2)
        }
      expect(carry.line.length).toBeGreaterThan(5)
    }
  })
})

describe('carry', () => {
  it.each([
    ['rETH', reth, {}],
    ['weETH on Aave', weEth, {}],
    ['Curve, where hardly anybody trades', curveLp, {}],
    ['validators', solo, {}],
  ] as const)('CARRY_2: of %s, it adds up to what is gained in quiet days', async (_, strategy, params) => {
    const { gained, said } = await quiet(strategy as never, params)
    expect(said / gained).toBeCloseTo(1, 1)
  })

  it('CARRY_2: a narrow range sells what grows, so that it gains less than its tokens earn, as its yield leaves out', async () => {
    const { gained, said } = await quiet(uniswapLp as never, {})
    expect(gained).toBeGreaterThan(0.7 * said)
    expect(gained).toBeLessThan(said)
    const market = await opened(uniswapLp as never, {})
    const [range] = layersOf(market, OWNER).filter(({ kind }) => kind === 'claim')
    expect(range && carryOf(market, range).without).toBe('trading fees, and what a moving price costs')
  })

  it('CARRY_3: on Morpho a debt and a loan grow in the next hour at the rates that their yields name', async () => {
    const market = await opened(morpho as never, { oracle: 'exchange-rate' })
    const world = createModelWorld(market)
    const { positions } = market.morpho.markets['exchange rate']
    const lender = Object.entries(positions).find(([, { supplyShares }]) => supplyShares > 0n)?.[0]
    const before = await world.market()
    await world.block(3_600, [])
    const after = await world.market()
    for (const [owner, name] of [
      [OWNER, 'borrowed'],
      [lender as Address, 'lent'],
    ] as const) {
      const of = (state: Market) =>
        layersOf(state, owner).find(layer => layer.kind === 'claim' && layer.label.startsWith(name))
      const [then, now] = [of(before), of(after)]
      if (then?.kind !== 'claim' || now?.kind !== 'claim') throw new Error(`nothing ${name}`)
      const amounts = [then, now].map(({ parts }) => Number(parts[0]?.amount ?? 0n))
      const [was, is] = [amounts[0] ?? 0, amounts[1] ?? 0]
      const grown = ((is - was) / Math.abs(was)) * 24 * 365
      expect(grown).toBeCloseTo(carryOf(before, then).perYear ?? Number.NaN, 4)
      expect(Math.abs(grown)).toBeGreaterThan(0.01)
    }
  })

  it('CARRY_1: of all layers, it adds up to what the loop gains in quiet days, within a twentieth', async () => {
    const { gained, said } = await quiet(loop as never, {})
    expect(gained).toBeGreaterThan(1)
    expect(said / gained).toBeCloseTo(1, 1)
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
      planner: exitPlanner,
    })
    expect(sized).toHaveLength(SIZE_FACTORS.length * moments.length)
    for (const at of moments) {
      const frame = whole.frames.find(seen => seen.at === at)
      const own = sized.find(entry => entry.atSeconds === at && entry.factor === 1)
      expect(own?.equityWei).toBe(frame?.equityWei)
      expect(own?.exits).toEqual(frame?.exits.frontier('full'))
    }
  })

  it('SIZE_2: from the size that was run on, leaving more at once costs a larger part', async () => {
    const params = loop.params.parse({})
    const sized = await exitsBySize({
      ...{ market: start, strategy: loop as Strategy, params, scenario, actors: cast },
      moments: [0],
    })
    // Gas weighs more on a smaller one.
    const costs = sized
      .filter(({ factor }) => factor >= 1)
      .map(({ exits }) => exits.ways.find(isAtOnce)?.costBps ?? Number.POSITIVE_INFINITY)
    expect(costs.filter(Number.isFinite).length).toBeGreaterThan(1)
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
    expect(largest?.exits.ways).toEqual([])
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
