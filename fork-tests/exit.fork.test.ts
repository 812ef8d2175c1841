import { afterEach, describe, expect, test } from 'vitest'
import { openForkWorld, startOf } from '../src/analysis/simulate.js'
import { type Execution, executeExit } from '../src/exit/execute/execute.js'
import type { ExitReport } from '../src/exit/option.js'
import { marketRoute } from '../src/exit/options/candidates.js'
import { bestMixes, mixesOf } from '../src/exit/options/partialSale.js'
import { keptEtherWei } from '../src/exit/part/fixAmounts.js'
import { keptOf, partOfMarket } from '../src/exit/part/subposition.js'
import { planExit } from '../src/exit/plan.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { equityWei, healthsOf, layersOf } from '../src/position/holdings.js'
import { loansOf } from '../src/position/loan.js'
import type { Strategy } from '../src/position/strategy.js'
import { refusalWords } from '../src/report/words/refusals.js'
import { SCENARIOS } from '../src/scenario/library.js'
import type { Scenario } from '../src/scenario/scenario.js'
import { cast } from '../src/simulation/actors/cast.js'
import { createModelWorld, openBlock } from '../src/simulation/model/modelWorld.js'
import { etherOf, playPlan } from '../src/simulation/model/play.js'
import { run } from '../src/simulation/run.js'
import type { World } from '../src/simulation/world.js'
import { SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../src/units/fixed.js'
import { strategy as cbEth } from '../strategies/cbeth.js'
import { strategy as curveLp } from '../strategies/curve-lp.js'
import { strategy as holdStEth } from '../strategies/hold-steth.js'
import { strategy as holdWstEth } from '../strategies/hold-wsteth.js'
import { strategy as leveragedLp } from '../strategies/leveraged-lp.js'
import { strategy as loopAndLp } from '../strategies/loop-and-lp.js'
import { strategy as osEth } from '../strategies/oseth.js'
import { strategy as reth } from '../strategies/reth.js'
import { strategy as solo } from '../strategies/solo-staking.js'
import { strategy as treasury } from '../strategies/treasury-mix.js'
import { strategy as uniswapLp } from '../strategies/uniswap-lp.js'
import { strategy as restakedLoop } from '../strategies/weeth-loop.js'
import { strategy as loop } from '../strategies/wsteth-loop.js'
import { strategy as morphoLoop } from '../strategies/wsteth-loop-morpho.js'
import { strategy as dollars } from '../strategies/wsteth-usdc.js'

let open: World | undefined

afterEach(async () => {
  await open?.close()
  open = undefined
})

const freshFork = async (): Promise<World> => {
  open = (await openForkWorld({ kind: 'embedded' }, () => undefined)).world
  return open
}

const scenarioOf = (name: string): Scenario => {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}

const asUnknown = (strategy: unknown) => strategy as Strategy

const CATALOGUE: readonly Strategy[] = [
  cbEth,
  osEth,
  curveLp,
  holdStEth,
  holdWstEth,
  leveragedLp,
  loopAndLp,
  reth,
  solo,
  treasury,
  uniswapLp,
  restakedLoop,
  morphoLoop,
  loop,
  dollars,
].map(asUnknown)

type Case = {
  readonly strategy: Strategy
  readonly set: Record<string, unknown>
  readonly scenario: string
  readonly patienceDays: number | null
  readonly shareWad: bigint
}

const planOf =
  ({ strategy, patienceDays, shareWad }: Case) =>
  (market: Market, gasPriceWei: bigint): ExitReport => {
    const request = { market, owner: OWNER, unwind: strategy.unwind, gasPriceWei, shareWad }
    const report = planExit({ ...request, patienceDays, maxCostBps: null })
    if ('options' in report) return report
    throw new Error(refusalWords(report.refusal))
  }

type Seen = { readonly at: number; readonly market: Market; readonly gasPriceWei: bigint }

/** Every frame of the scenario on the model, up to a day. */
const framesOf = async (start: Market, of: Case, lastDay: number): Promise<readonly Seen[]> => {
  const seen: Seen[] = []
  await run({
    world: createModelWorld(start),
    strategy: of.strategy,
    params: of.strategy.params.parse(of.set),
    scenario: scenarioOf(of.scenario),
    actors: cast(),
    onFrame({ at, gasPriceWei }, market) {
      seen.push({ at, market, gasPriceWei })
      return at >= lastDay * SECONDS_PER_DAY ? 'stop' : undefined
    },
  })
  return seen
}

const frameAt = async (start: Market, of: Case, day: number): Promise<Seen> => {
  const last = (await framesOf(start, of, day)).at(-1)
  if (last?.at !== day * SECONDS_PER_DAY) throw new Error('no such day')
  return last
}

const worstOf = (seen: readonly Seen[], of: Case) => {
  const plan = planOf(of)
  const planned = seen.map(one => ({ ...one, report: plan(one.market, one.gasPriceWei) }))
  const cost = ({ report }: (typeof planned)[number]): number =>
    report.recommended?.quote.costBps ?? Number.POSITIVE_INFINITY
  return planned.reduce((found, next) => (cost(next) > cost(found) ? next : found))
}

const leaveAt = async (world: World, of: Case, { at, market }: Pick<Seen, 'at' | 'market'>) => {
  const kept = keptOf(market, partOfMarket(market, OWNER, of.shareWad), OWNER)
  return executeExit({
    world,
    strategy: of.strategy,
    params: of.strategy.params.parse(of.set),
    scenario: scenarioOf(of.scenario),
    at,
    plan: planOf(of),
    keptWei: of.shareWad === WAD ? 0n : keptEtherWei(kept),
    progress: () => undefined,
  })
}

/** Every prompt plan tried and every prompt leg sent came out as planned, to the wei. */
const expectPromptToTheWei = (done: Execution): void => {
  const atOnce = done.report.options.filter(
    option => option.possible && (option.quote.plan.waits?.length ?? 0) === 0,
  )
  // Validators have no market: nothing of theirs is prompt.
  if (done.report.options.some(option => option.possible && option.way.kind === 'venue'))
    expect(atOnce.length).toBeGreaterThan(0)
  expect(done.tried.length).toBe(atOnce.length + done.report.moves.filter(move => move.possible).length)
  for (const { way, reason, returnedWei, plannedWei } of done.tried)
    expect({ way, reason, apart: (returnedWei ?? -1n) - plannedWei }).toEqual({
      way,
      reason: null,
      apart: 0n,
    })
  expect(done.legs.length).toBeGreaterThan(0)
  for (const { prompt, differenceWei, refused } of done.legs) {
    expect(refused).toBeNull()
    if (prompt) expect(differenceWei).toBe(0n)
  }
}

/** Came to its end inside what the plan had stated, and nothing is left anywhere else. */
const expectInside = (done: Execution): void => {
  expect(done.failure).toBeNull()
  const { chosen, proceedsWei, days } = done
  if (!chosen || proceedsWei === null) throw new Error('nothing was carried out')
  const { earlyDays, badDays } = chosen.quote
  if ((chosen.quote.plan.waits?.length ?? 0) > 0) {
    expect(days).toBeGreaterThanOrEqual(earlyDays)
    expect(days).toBeLessThanOrEqual(badDays)
  }
  expect(proceedsWei).toBeGreaterThanOrEqual(chosen.lowWei)
  expect(proceedsWei).toBeLessThanOrEqual(chosen.highWei)
}

const fourTimes: Case = {
  strategy: asUnknown(loop),
  set: { size: 2_000, leverage: 4 },
  scenario: 'liquidity-crunch',
  patienceDays: 60,
  shareWad: WAD,
}

describe('a full exit of a 4x loop on 2,000 ETH at the worst moment of the liquidity crunch', () => {
  test('is planned, carried out on the fork, prompt legs to the wei, waiting legs inside what was stated', async () => {
    const fork = await freshFork()
    const start = await fork.market()
    const worst = worstOf(await framesOf(start, fourTimes, 21), fourTimes)
    const done = await leaveAt(fork, fourTimes, worst)
    expectPromptToTheWei(done)
    expectInside(done)
    // The plan that was carried out sells a part at once and waits for the rest.
    expect(done.chosen?.way.kind).toBe('mix')
    expect(done.legs.filter(leg => !leg.prompt).length).toBeGreaterThanOrEqual(1)
    expect(layersOf(done.after, OWNER).filter(layer => layer.kind !== 'wallet')).toEqual([])
    // Made on the fork's own market, it is the model's plan; and the model ends with the same ether.
    expect(done.chosen?.quote.proceedsWei).toBe(worst.report.recommended?.quote.proceedsWei)
    const modelled = await leaveAt(createModelWorld(start), fourTimes, worst)
    expect(done.proceedsWei).toBe(modelled.proceedsWei)
    const planned = done.chosen?.quote.proceedsWei ?? 0n
    const { totalWei = 0n, queueWei = 0n, rateWei = 0n, priceWei = 0n } = done.apart ?? {}
    expect(totalWei).toBe((done.proceedsWei ?? 0n) - planned)
    expect(queueWei + rateWei + priceWei).toBe(totalWei)
  })
})

describe('exits carried out on the fork', () => {
  test.each<readonly [string, Case, number]>([
    [
      'a loop at 8x, half of it',
      { ...fourTimes, set: { leverage: 8 }, scenario: 'calm', patienceDays: 20, shareWad: WAD / 2n },
      3,
    ],
    [
      'a dollar loan in a depeg, 40 % of it',
      {
        strategy: asUnknown(dollars),
        set: { size: 2_000 },
        scenario: 'depeg',
        patienceDays: 40,
        shareWad: (WAD * 4n) / 10n,
      },
      6,
    ],
    [
      'stETH that is only held',
      {
        strategy: asUnknown(holdStEth),
        set: {},
        scenario: 'liquidity-crunch',
        patienceDays: 90,
        shareWad: WAD,
      },
      10,
    ],
    [
      'a loop on Morpho',
      { strategy: asUnknown(morphoLoop), set: {}, scenario: 'depeg', patienceDays: 0, shareWad: WAD },
      3,
    ],
    [
      'weETH through ether.fi’s requests',
      { strategy: asUnknown(restakedLoop), set: {}, scenario: 'calm', patienceDays: 30, shareWad: WAD },
      3,
    ],
    [
      'osETH through StakeWise’s redeemer',
      {
        strategy: asUnknown(osEth),
        set: { asset: 'osETH', size: 20_000 },
        scenario: 'calm',
        patienceDays: 60,
        shareWad: WAD,
      },
      2,
    ],
    [
      'weETH when ether.fi’s pool is empty and validators must leave',
      {
        strategy: asUnknown(restakedLoop),
        set: {},
        scenario: 'liquidity-crunch',
        patienceDays: 90,
        shareWad: WAD,
      },
      8,
    ],
    [
      'validators of one’s own',
      { strategy: asUnknown(solo), set: {}, scenario: 'calm', patienceDays: 30, shareWad: WAD },
      3,
    ],
    [
      '8 of 32 validators',
      { strategy: asUnknown(solo), set: {}, scenario: 'calm', patienceDays: 30, shareWad: WAD / 4n },
      3,
    ],
    [
      'two fifths of a loop on Morpho',
      {
        strategy: asUnknown(morphoLoop),
        set: {},
        scenario: 'calm',
        patienceDays: 0,
        shareWad: (WAD * 4n) / 10n,
      },
      3,
    ],
  ])('%s: prompt legs to the wei, the rest inside what was stated', async (_, of, day) => {
    const fork = await freshFork()
    const done = await leaveAt(fork, of, await frameAt(await fork.market(), of, day))
    expectPromptToTheWei(done)
    expectInside(done)
  })
})

describe('a part leaves', () => {
  test.each([
    ['on Aave', asUnknown(loop)],
    ['on Morpho', asUnknown(morphoLoop)],
  ])(
    '%s: the health factor of what stays is no lower than before, and nothing else was sold',
    async (_, strategy) => {
      const of = { strategy, set: {}, scenario: 'calm', patienceDays: 0, shareWad: WAD / 3n }
      const fork = await freshFork()
      const frame = await frameAt(await fork.market(), of, 2)
      const done = await leaveAt(fork, of, frame)
      expectPromptToTheWei(done)
      const [before] = healthsOf(openBlock(done.market, SECONDS_PER_SLOT), OWNER)
      const [after] = healthsOf(done.after, OWNER)
      expect(before?.healthFactorWad).toBeGreaterThan(WAD)
      // A lender counts collateral down and debt up in units of its own: Aave's is 1e-8 dollars.
      const was = before?.healthFactorWad ?? 0n
      const unit = loansOf(done.after, OWNER)[0]?.debtValue ?? 1n
      expect(after?.healthFactorWad).toBeGreaterThanOrEqual(was - (2n * was) / unit - 1n)
      // A third is gone: nothing of the rest was sold to pay for it.
      const [worthWas, worthIs] = [done.market, done.after].map(market => equityWei(market, OWNER))
      expect(Number(worthIs) / Number(worthWas)).toBeCloseTo(
        1 - (done.chosen?.quote.costBps ?? 0) / 3 / 10_000,
        4,
      )
    },
  )

  test('8 of 32 validators: the first eight, and no other', async () => {
    const of = { strategy: asUnknown(solo), set: {}, scenario: 'calm', patienceDays: 30, shareWad: WAD / 4n }
    const fork = await freshFork()
    const done = await leaveAt(fork, of, await frameAt(await fork.market(), of, 3))
    const { validators } = done.after.validators
    expect(validators.map(({ balance }) => balance === 0n)).toEqual(validators.map((_, i) => i < 8))
  })
})

/** Words of a contract, or of ours that say nothing. */
const BARE = /^[\w.()-]+$|: [\w.()-]+$|Panic|reverted|there is no way/

describe('every route that is closed says why, in a sentence', () => {
  test.each(['liquidity-crunch', 'withdrawals-paused', 'weth-full'])('in %s', async scenario => {
    const start = await (await freshFork()).market()
    const said: string[] = []
    for (const strategy of CATALOGUE) {
      const of = { strategy, set: {}, scenario, patienceDays: null, shareWad: WAD }
      const last = (await framesOf(start, of, scenarioOf(scenario).days)).at(-1)
      if (!last) throw new Error('no frame')
      const { options, moves, waitOut } = planOf(of)(last.market, last.gasPriceWei)
      for (const option of options) {
        if (!option.possible) said.push(`${strategy.name}: ${refusalWords(option.refusal)}`)
        for (const { result } of option.methods)
          if (!result.ok) said.push(`${strategy.name}: ${refusalWords(result.refusal)}`)
      }
      for (const move of moves)
        if (!move.possible) said.push(`${strategy.name}: ${refusalWords(move.refusal)}`)
      if (!waitOut.ok) said.push(`${strategy.name}: ${refusalWords(waitOut.refusal)}`)
    }
    expect(said.length).toBeGreaterThan(5)
    expect(said.filter(line => BARE.test(line))).toEqual([])
    expect(said.filter(line => line.length < 60)).toEqual([])
  })
})

const GRID = 100

/** The model's market on a day of a scenario; no chain is opened. */
const modelAt = async (of: Case, day: number): Promise<Market> => {
  const { market: start } = await startOf({ kind: 'embedded' }, () => undefined)
  return (await frameAt(start, of, day)).market
}

describe('EXIT_MIX_1: the mix found costs as little as the best of a grid, within 1 bp', () => {
  test.each([
    ['wsteth-loop', { size: 2_000, leverage: 4 }, 'liquidity-crunch', 8],
    ['wsteth-loop', { size: 1_000, leverage: 8 }, 'liquidity-crunch', 20],
    ['wsteth-loop', { size: 4_000, leverage: 2.5 }, 'depeg', 6],
    ['wsteth-loop', { size: 300, leverage: 10 }, 'calm', 3],
    ['wsteth-loop-morpho', { size: 500, leverage: 4 }, 'liquidity-crunch', 8],
    ['wsteth-usdc', {}, 'depeg', 6],
  ])('%s with %j in %s on day %i', async (name, set, scenario, day) => {
    const strategy = CATALOGUE.find(one => one.name === name)
    if (!strategy) throw new Error(`no ${name}`)
    const of = { strategy, set, scenario, patienceDays: null, shareWad: WAD }
    const market = await modelAt(of, day)
    const leaving = { market, owner: OWNER, unwind: of.strategy.unwind, gasPriceWei: 10n ** 9n }
    const mixes = mixesOf(leaving)
    const found = Math.min(...bestMixes(mixes).map(mix => mix.costBps))
    const grid = Array.from({ length: GRID }, (_, i) => mixes.cost(i / GRID))
    expect(grid.filter(Number.isFinite).length).toBeGreaterThan(0)
    expect(found).toBeLessThanOrEqual(Math.min(...grid) + 1)
  })
})

describe('EXIT_SPLIT_2: what an issuer pays at once and what a pool pays are split within 1 bp of a grid', () => {
  const all = (asset: 'rETH' | 'weETH' | 'WETH') => ({ balanceOf: asset })
  type Token = 'rETH' | 'weETH'
  const POOLS = { rETH: 'rETH/WETH 0.05%', weETH: 'weETH/WETH 0.05%' } as const

  const redeemed = (token: Token, amount: bigint) =>
    token === 'rETH'
      ? ({ kind: 'rocketpool.burn', amount } as const)
      : ({ kind: 'etherfi.redeem', amount } as const)

  /** Ether that so much at the issuer, and the rest on the pool, bring. */
  const brings = (market: Market, token: Token, first: bigint): bigint => {
    const actions = [
      ...(first > 0n ? [redeemed(token, first)] : []),
      {
        kind: 'uniswap.swap',
        pool: POOLS[token],
        sell: token,
        amount: all(token),
        minimumOut: 0n,
        sqrtPriceLimitX96: 0n,
      } as const,
      { kind: 'weth.unwrap', amount: all('WETH') } as const,
    ]
    const legs = [{ seconds: SECONDS_PER_SLOT, txs: [{ from: OWNER, actions }] }]
    const played = playPlan(market, { method: '', legs, assumed: [] }, OWNER)
    return played.ok ? etherOf(played.wallet) : 0n
  }

  const holding = (market: Market, token: Token, amount: bigint): Market => ({
    ...market,
    wallets: { ...market.wallets, [OWNER]: { [token]: amount } },
  })

  const marketOf = async (token: Token): Promise<Market> => {
    const scenario = 'liquidity-crunch'
    const of = { strategy: asUnknown(reth), set: {}, scenario, patienceDays: 0, shareWad: WAD }
    if (token === 'rETH') return modelAt(of, 18)
    return holding((await startOf({ kind: 'embedded' }, () => undefined)).market, 'weETH', 3_000n * WAD)
  }

  test.each(['rETH', 'weETH'] as const)('%s, of which the issuer pays for a part', async token => {
    const market = await marketOf(token)
    const held = market.wallets[OWNER]?.[token] ?? 0n
    const leaving = { market, owner: OWNER, unwind: undefined, gasPriceWei: 0n }
    const { best } = marketRoute(leaving, { kind: 'split' })
    const grid = Array.from({ length: GRID }, (_, i) =>
      brings(market, token, (held * BigInt(i)) / BigInt(GRID)),
    )
    const most = grid.reduce((found, one) => (one > found ? one : found), 0n)
    expect(most).toBeGreaterThan(grid[0] ?? 0n)
    if (!best.ok) throw new Error(refusalWords(best.refusal))
    expect(best.sold.map(({ venue }) => venue.kind).sort()).toEqual(['issuer', 'uniswap'])
    expect(best.proceedsWei * 10_000n).toBeGreaterThanOrEqual(most * 9_999n)
  })
})
