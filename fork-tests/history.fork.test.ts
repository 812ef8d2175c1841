import { afterAll, describe, expect, it } from 'vitest'
import { openForkWorld, simulate } from '../src/analysis/simulate.js'
import { exitPlanner } from '../src/exit/frontier.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { seededPopulation } from '../src/fork/population.js'
import type { Market } from '../src/market/market.js'
import { fairValueWei } from '../src/position/holdings.js'
import type { Asset } from '../src/protocols/assets.js'
import { marginalPrice } from '../src/protocols/curve/depth.js'
import { STAKING_POOLS } from '../src/protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../src/protocols/uniswap/state.js'
import { knownJson } from '../src/report/known.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { cast } from '../src/simulation/actors/cast.js'
import type { Frame } from '../src/simulation/frame.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import { isAtOnce } from '../src/simulation/patience.js'
import { run } from '../src/simulation/run.js'
import { WAD } from '../src/units/fixed.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { expectAgreement } from './agreement.js'

afterAll(stopAllAnvils)

const THEN = SCENARIOS.filter(({ mode }) => mode === 'then')

/** A scenario in both worlds; ways out are not asked for. The markets at the end agree in every number. */
const play = async (scenario: Scenario, params: Record<string, unknown> = {}): Promise<readonly Frame[]> => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  const model = createModelWorld(await fork.market())
  const request = { strategy: loop as never, params: loop.params.parse(params), scenario }
  const done = await run({ ...request, world: fork, actors: cast() })
  await run({ ...request, world: model, actors: cast() })
  expectAgreement(await model.market(), await fork.market())
  await fork.close()
  return done.frames
}

describe('history on the market of its day', () => {
  it('there are thirteen events, each in two modes, each with what is known', () => {
    expect(THEN).toHaveLength(13)
    for (const scenario of THEN) {
      const today = SCENARIOS.find(({ name }) => `${name}:then` === scenario.name)
      expect(today?.mode, scenario.name).toBe('today')
      expect(scenario.known?.length ?? 0, scenario.name).toBeGreaterThan(1)
      expect(scenario.overlay?.length ?? 0, scenario.name).toBeGreaterThan(0)
    }
  })

  it.each(THEN.map(scenario => [scenario.name, scenario] as const))(
    '%s: set up by transactions, 0 wei apart, and near what is recorded',
    async (_, scenario) => {
      const figures = knownJson(scenario.known ?? [], await play(scenario), 'then').flatMap(({ figure }) =>
        figure ? [figure] : [],
      )
      expect(figures.length).toBeGreaterThan(0)
      // Chains of a day's own sales, rates and queues come out within half a percent of the record.
      for (const { name, recorded, here } of figures) {
        const apart = here === null ? Number.POSITIVE_INFINITY : Math.abs(here / recorded - 1)
        // Prices are what the shocks set, to a basis point, and USDC starts two below a dollar; nobody is liquidated where nobody else borrows.
        if (/within a day/.test(name)) expect(here, name).toBeLessThan(recorded)
        else if (/lowest price/.test(name))
          expect(apart, `${name}: ${recorded} recorded, ${here} here`).toBeLessThan(2.5e-4)
        else if (here === null) expect(name).toMatch(/seized|the debt covered/)
        else expect(apart, `${name}: ${recorded} recorded, ${here} here`).toBeLessThan(0.005)
      }
    },
    60_000,
  )

  describe('the market that a position is opened in', () => {
    const opened = async (scenario: Scenario): Promise<{ before: Market; market: Market; frame: Frame }> => {
      const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
      const model = createModelWorld(await world.market())
      await world.close()
      const markets: Market[] = []
      const { frames, market: before } = await run({
        world: model,
        strategy: loop as never,
        params: loop.params.parse({}),
        scenario: { ...scenario, steps: [], days: 0 },
        actors: [],
        planner: exitPlanner,
        onFrame: (_, seen) => void markets.push(seen),
      })
      const [market, frame] = [markets[0], frames[0]]
      if (!market || !frame) throw new Error('nothing was opened')
      return { before, market, frame }
    }

    /** Ether that one ether's worth of a token brings in a Uniswap pool, before its fee. */
    const priceIn = (market: Market, name: UniswapPoolName): number => {
      const { token0, token1, sqrtPriceX96 } = market.uniswap[name]
      const price = (Number(sqrtPriceX96) / 2 ** 96) ** 2
      const fair = (token: Asset) => Number(fairValueWei(market, token, WAD)) / 1e18
      return token0 === 'WETH' ? 1 / price / fair(token1) : price / fair(token0)
    }

    const STAKED = [...Object.values(STAKING_POOLS), 'wstETH/WETH 0.05%'] as const

    it.each(THEN.map(scenario => [scenario.name, scenario] as const))(
      '%s: one price of staked ether in all pools, and no gain in opening and leaving at once',
      async (_, scenario) => {
        const { before, frame } = await opened(scenario)
        const { curve, lido, block } = before
        const price = Number(marginalPrice({ curve, lido }, 1, block.timestamp)) / 1e18
        // Curve's price is after its fee of 0.04 %.
        for (const pool of STAKED) expect(Math.abs(priceIn(before, pool) - price), pool).toBeLessThan(0.0006)
        const feed = Number(before.chainlink.feeds['stETH/ETH'].answer) / 1e18
        expect(Math.abs(feed - price)).toBeLessThan(0.0006)
        const { ways } = frame.exits.frontier('full')
        expect(ways.some(isAtOnce)).toBe(true)
        for (const { way, proceedsWei } of ways)
          expect(Number(proceedsWei) / 1e18, way.kind).toBeLessThan(1_000)
      },
    )

    it('june-2022: tokens bought below fair value are worth more than they cost, and selling them is not', async () => {
      const scenario = THEN.find(({ name }) => name === 'june-2022:then')
      if (!scenario) throw new Error('no such scenario')
      const { before, frame } = await opened(scenario)
      for (const pool of STAKED) expect(priceIn(before, pool)).toBeCloseTo(0.9556, 4)
      expect(Number(frame.equityWei) / 1e18).toBeGreaterThan(1_150)
    })

    it.each(['terra-2022-05', 'june-2022', 'ftx-2022-11', 'usdc-2023-03'])(
      '%s: Lido’s queue is closed, because there was none before May 2023',
      async name => {
        const scenario = THEN.find(one => one.name === `${name}:then`)
        if (!scenario) throw new Error('no such scenario')
        const { market, frame } = await opened(scenario)
        expect(market.lido.queue.paused).toBe(true)
        const { ways, closed } = frame.exits.frontier('full')
        expect(ways.some(({ way }) => way.kind === 'queue')).toBe(false)
        const queue = closed.find(({ way }) => way.kind === 'queue')
        expect(JSON.stringify(queue?.refusal)).toContain('queuePaused')
        expect(scenario.assumed.join(' ')).not.toContain('is open here')
      },
    )
  })

  it('on today’s market falls are compared, from where each starts', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'usdc-2023-03')
    if (!scenario) throw new Error('no such scenario')
    const figures = knownJson(scenario.known ?? [], await play(scenario), 'today').flatMap(
      ({ figure }) => figure ?? [],
    )
    const falls = figures.filter(({ name }) => name.startsWith('fall to'))
    expect(falls.map(({ name }) => name)).toEqual([
      'fall to the lowest price of USDC, from the start',
      'fall to the lowest price of ether, from the start',
    ])
    for (const { name, recorded, here } of falls)
      expect(Math.abs((here ?? 0) - recorded), name).toBeLessThan(3e-4)
  })

  it('capo-2026-03 with others in the market: loops lose by the wrong price and by the bonus what the DAO counted, within 1 %', async () => {
    const scenario = THEN.find(({ name }) => name === 'capo-2026-03:then')
    if (!scenario) throw new Error('no such scenario')
    const { runs } = await simulate({
      origin: { kind: 'embedded' },
      worlds: 'both',
      strategy: loop as never,
      params: loop.params.parse({}),
      scenario,
      progress: () => undefined,
      population: seededPopulation(100, 1),
      sizes: 'left out',
    })
    for (const { frames } of runs) {
      const struck = frames.flatMap(frame => frame.cascade?.liquidations ?? [])
      const loops = struck.filter(({ collateral, debt }) => collateral === 'wstETH' && debt === 'WETH')
      expect(loops.length).toBeGreaterThan(3)
      const sum = (of: (one: (typeof loops)[number]) => bigint): number =>
        loops.reduce((total, one) => total + Number(of(one)), 0)
      // Per ether of what was seized, since a wstETH was worth 1.2285 ether then.
      const seized = sum(one => one.seized) * (Number(frames[1]?.shareRateWad) / 1e18)
      const wrongPrice = sum(one => one.lossWei - one.bonusWei) / seized
      const bonus = sum(one => one.bonusWei) / seized
      expect(Math.abs(wrongPrice / (382.76 / (10_938 * 1.2285)) - 1)).toBeLessThan(0.01)
      expect(Math.abs(bonus / (129.72 / (10_938 * 1.2285)) - 1)).toBeLessThan(0.01)
      for (const one of struck)
        if (one.debt === 'WETH' && one.collateral === 'wstETH')
          expect(Number(one.bonusWei) / Number(one.coveredWei)).toBeCloseTo(0.01, 5)
      expect(frames.every(frame => (frame.cascade?.badDebtWei ?? 0n) === 0n)).toBe(true)
      const told = knownJson(scenario.known ?? [], frames, 'then').flatMap(({ figure }) => figure ?? [])
      const perToken = told.filter(({ name }) => /per wstETH seized/.test(name))
      expect(perToken).toHaveLength(2)
      for (const { recorded, here, name } of perToken)
        expect(Math.abs((here ?? 0) / recorded - 1), name).toBeLessThan(0.01)
    }
  }, 60_000)

  it('capo-2026-03 at a health factor of 1.02: a real liquidation, and a loss as the DAO accounted it', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'capo-2026-03')
    if (!scenario) throw new Error('no such scenario')
    const frames = await play(scenario, { leverage: 13.5 })
    const taken = frames
      .flatMap(({ events }) => events)
      .flatMap(event => (event.kind === 'liquidation' ? [event] : []))
    expect(taken.length).toBeGreaterThan(0)
    const seized = taken.reduce((sum, event) => sum + Number(event.seized), 0)
    const loss = taken.reduce((sum, event) => sum + Number(event.lossWei), 0)
    // 512.48 ETH for 10,938 wstETH worth 1.2285 ether each: 3.81 % of what was seized, here at today's rate.
    const rate = Number(frames[0]?.shareRateWad) / 1e18
    expect(Math.abs(loss / (seized * rate) / (512.48 / (10_938 * 1.2285)) - 1)).toBeLessThan(0.01)
  }, 60_000)
})
