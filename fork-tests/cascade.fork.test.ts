import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openForkWorld, type SimulationRequest, simulate } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { seededPopulation } from '../src/fork/population.js'
import { CROWD } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { WHALE, withPopulation } from '../src/market/population.js'
import { fairValueWei } from '../src/position/holdings.js'
import { accountData } from '../src/protocols/aave/account.js'
import { accountOf } from '../src/protocols/aave/entries.js'
import { requestAt } from '../src/protocols/lido/queue.js'
import { SCENARIOS } from '../src/scenario/library.js'
import { scaleScenario } from '../src/scenario/scenario.js'
import type { ActorName } from '../src/simulation/actors/cast.js'
import { cast } from '../src/simulation/actors/cast.js'
import { whale } from '../src/simulation/actors/whale.js'
import { liquidators } from '../src/simulation/liquidations/liquidator.js'
import { eligibleAccounts } from '../src/simulation/liquidations/targets.js'
import { createModelWorld, openBlock } from '../src/simulation/model/modelWorld.js'
import { run } from '../src/simulation/run.js'
import { WAD } from '../src/units/fixed.js'
import { strategy } from '../strategies/wsteth-loop.js'

afterAll(stopAllAnvils)

const population = seededPopulation(60, 1)
let embedded: Market
beforeAll(async () => {
  const { world } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  embedded = await world.market()
  await world.close()
})

const scenarioOf = (name: string, severity: number) => {
  const found = SCENARIOS.find(entry => entry.name === name)
  if (!found) throw new Error(`no ${name}`)
  return scaleScenario(found, severity)
}

const crowded = (): Market => withPopulation(embedded, population.borrowers, { followed: [WHALE] })

/** wstETH is worth this much less, as after a slashing. */
const poorer = (market: Market, bps: bigint): Market => {
  const lido = market.lido
  const clValidatorsBalance = (lido.clValidatorsBalance * (10_000n - bps)) / 10_000n
  return openBlock({ ...market, lido: { ...lido, clValidatorsBalance } }, 0)
}

const play = async (name: string, severity: number, without: readonly ActorName[] = []) => {
  const markets: Market[] = []
  const done = await run({
    world: createModelWorld(crowded()),
    strategy,
    params: strategy.params.parse({}),
    scenario: scenarioOf(name, severity),
    actors: cast(without),
    onFrame: (_, market) => void markets.push(market),
  })
  return { frames: done.frames, markets, events: done.frames.flatMap(frame => frame.events) }
}

const together = (extra: Partial<SimulationRequest>) =>
  simulate({
    origin: { kind: 'embedded' },
    worlds: 'both',
    strategy,
    params: strategy.params.parse({}),
    scenario: scenarioOf('slashing', 2),
    progress: () => undefined,
    sizes: 'left out',
    population,
    ...extra,
  })

describe('liquidators', () => {
  test('each account goes to who gains by it, everything as planned, and nobody pays in', async () => {
    const start = poorer(crowded(), 300n)
    const world = createModelWorld(start)
    const moves = await liquidators().act(start, world, 10n ** 9n)
    expect(moves.length).toBeGreaterThan(5)
    const outcomes = await world.block(12, moves)
    expect(outcomes.every(outcome => outcome.status === 'done')).toBe(true)
    const after = await world.market()
    for (const { deed } of moves) {
      if (!deed) throw new Error('a move without a deed')
      const sold = deed.outlets.reduce((sum, outlet) => sum + outlet.amount, 0n)
      expect(sold, deed.account).toBe(deed.seized)
      expect(accountOf(after.aave, deed.account)).not.toEqual(accountOf(start.aave, deed.account))
    }
    const money = (market: Market, who: keyof typeof CROWD): bigint =>
      (['ETH', 'WETH', 'USDC'] as const).reduce(
        (sum, asset) => sum + fairValueWei(market, asset, market.wallets[CROWD[who]]?.[asset] ?? 0n),
        0n,
      )
    for (const who of ['liquidator', 'keeper'] as const)
      expect(money(after, who), who).toBeGreaterThanOrEqual(money(start, who))
  })

  test('where the market pays too little and purses are empty, nobody liquidates, and who is below 1 stays there', async () => {
    const start = poorer(crowded(), 300n)
    const wallets = { ...start.wallets, [CROWD.house]: {} }
    const cheap = createModelWorld({ ...start, wallets })
    const sale = { kind: 'uniswap.swap', minimumOut: 0n, sqrtPriceLimitX96: 0n, sell: 'wstETH' } as const
    const dump = [
      { ...sale, pool: 'wstETH/WETH 0.01%', amount: 120_000n * WAD },
      { ...sale, pool: 'wstETH/WETH 0.05%', amount: 40_000n * WAD },
      { kind: 'lido.unwrap', amount: 150_000n * WAD },
      { kind: 'curve.exchange', sell: 'stETH', amount: 150_000n * WAD, minimumOut: 0n },
    ] as const
    for (const action of dump) await cheap.block(12, [{ from: CROWD.whale, actions: [action] }])
    const market = await cheap.market()
    const eligible = eligibleAccounts(market)
    expect(eligible.length).toBeGreaterThan(5)
    const inEMode = new Set(eligible.filter(account => accountOf(market.aave, account).eMode === 1))
    const moves = await liquidators().act(market, cheap, 10n ** 9n)
    expect(moves.filter(({ deed }) => deed && inEMode.has(deed.account))).toEqual([])
  })

  test('what no collateral covers becomes a deficit, counted to the wei', async () => {
    // Whoever takes collateral over can pay for all of it: the pools do not take so much at once.
    const rich = crowded()
    const house = { ...rich.wallets[CROWD.house], WETH: 10_000_000n * WAD }
    const start = poorer({ ...rich, wallets: { ...rich.wallets, [CROWD.house]: house } }, 1_500n)
    const world = createModelWorld(start)
    const planned = { WETH: 0n }
    for (let i = 0; i < 6; i++) {
      const moves = await liquidators().act(await world.market(), world, 0n)
      for (const { deed } of moves) planned.WETH += deed?.badDebt.WETH ?? 0n
      await world.block(12, moves)
    }
    const { aave } = await world.market()
    expect(planned.WETH).toBeGreaterThan(0n)
    expect((aave.reserves.WETH?.deficit ?? 0n) - (start.aave.reserves.WETH?.deficit ?? 0n)).toBe(planned.WETH)
  })
})

describe('everyone else', () => {
  test('the arbitrageur buys, asks Lido, waits and claims, and never ties up more than its purse', async () => {
    const { events, markets } = await play('slashing', 2)
    const done = events.flatMap(event =>
      event.kind === 'transaction' && event.by === 'arbitrageur' && event.refused === null
        ? [event.what]
        : [],
    )
    expect(done.some(what => what.includes('lido.request'))).toBe(true)
    expect(done.some(what => what.includes('lido.claim'))).toBe(true)
    for (const { lido } of markets) {
      const open = Object.values(lido.queue.requests).filter(
        request => request.id > 0 && request.owner === CROWD.arbitrageur && !request.claimed,
      )
      const tied = open.reduce(
        (sum, request) =>
          sum + request.cumulativeStEth - requestAt(lido.queue, request.id - 1).cumulativeStEth,
        0n,
      )
      // What is bought at a discount is worth a little more than the purse that paid for it.
      expect(tied).toBeLessThan((5_000n * WAD * 105n) / 100n)
    }
  })

  test('providers leave once, when the market pays 4.7 % less, and without them nothing leaves', async () => {
    const left = (events: Awaited<ReturnType<typeof play>>['events']): number =>
      events.filter(
        event =>
          event.kind === 'transaction' &&
          event.by === 'liquidity provider' &&
          event.what.includes('curve.removeLiquidity'),
      ).length
    expect(left((await play('depeg', 1)).events)).toBe(1)
    expect(left((await play('depeg', 0.5)).events)).toBe(0)
    expect(left((await play('depeg', 1, ['provider'])).events)).toBe(0)
  })

  test('a whale that the pools can take pays back below a health factor of 1.02, up to 1.05, and does nothing above', async () => {
    const borrowers = population.borrowers.map(one =>
      one.account === WHALE
        ? { ...one, collateralAmount: one.collateralAmount / 100n, debtAmount: one.debtAmount / 100n }
        : one,
    )
    const start = withPopulation(embedded, borrowers, { followed: [WHALE] })
    const healthOf = (market: Market): number =>
      Number(accountData(market.aave, WHALE, market.block.timestamp).healthFactorWad) / 1e18
    const bps = (target: number): bigint => BigInt(Math.round((1 - target / healthOf(start)) * 10_000))
    expect(await whale().act(poorer(start, bps(1.03)), createModelWorld(start), 0n)).toEqual([])
    const uneasy = poorer(start, bps(1.015))
    expect(healthOf(uneasy)).toBeCloseTo(1.015, 3)
    const world = createModelWorld(uneasy)
    const outcomes = await world.block(12, await whale().act(uneasy, world, 0n))
    expect(outcomes.map(outcome => outcome.status)).toEqual(['done'])
    const after = await world.market()
    expect(healthOf(after)).toBeGreaterThan(1.02)
    // The pools still pay the rate of before the slashing, a twentieth more, so that less collateral goes than was planned.
    expect(healthOf(after)).toBeLessThan(1.08)
    expect(after.aave.accounts[WHALE]?.debts.WETH).toBeLessThan(uneasy.aave.accounts[WHALE]?.debts.WETH ?? 0n)
  })

  test('the seeded whale is larger than what the pools take for a percent, and pays back a part at a time', async () => {
    const { aave, block } = crowded()
    const health = Number(accountData(aave, WHALE, block.timestamp).healthFactorWad) / 1e18
    const uneasy = poorer(crowded(), BigInt(Math.round((1 - 1.015 / health) * 10_000)))
    const world = createModelWorld(uneasy)
    const outcomes = await world.block(12, await whale().act(uneasy, world, 0n))
    expect(outcomes.map(outcome => outcome.status)).toEqual(['done'])
    const paid = [uneasy, await world.market()].map(({ aave: { accounts } }) =>
      Number(accounts[WHALE]?.debts.WETH ?? 0n),
    )
    expect((paid[0] ?? 0) / (paid[1] ?? 0)).toBeGreaterThan(1.001)
    expect((paid[0] ?? 0) / (paid[1] ?? 0)).toBeLessThan(1.1)
  })
})

describe('a cascade in both worlds', () => {
  test('real liquidations of others, and model and fork agree to the wei', async () => {
    const { reconciliation, runs } = await together({})
    expect(reconciliation.filter(entry => entry.maxDifference !== 0n)).toEqual([])
    expect(reconciliation.find(entry => entry.name === 'cascade')?.compared).toBeGreaterThan(100)
    const fork = runs.find(({ world }) => world === 'fork')
    const struck = fork?.frames.flatMap(({ cascade }) => cascade?.liquidations ?? []) ?? []
    expect(struck.length).toBeGreaterThan(3)
    expect(struck.every(one => one.seized > 0n && one.covered > 0n && one.lossWei > 0n)).toBe(true)
    const hit = fork?.frames.find(entry => entry.cascade)
    expect(hit?.cascade?.uniswapPriceLowestWad).toBeLessThan(hit?.cascade?.uniswapPriceBeforeWad ?? 0n)
    expect(fork?.frames[0]?.borrowers).toMatchObject({ accounts: 61, eligible: 0, underwater: 0 })
  })

  test('without liquidators nobody is liquidated, and the report of where everyone stands says so', async () => {
    const { runs } = await together({ without: ['liquidator', 'whale'], worlds: 'model' })
    expect(runs[0]?.frames.every(frame => frame.cascade === null)).toBe(true)
    expect(Math.max(...(runs[0]?.frames.map(frame => frame.borrowers?.eligible ?? 0) ?? []))).toBeGreaterThan(
      3,
    )
  })
})
