import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apart } from '../src/exit/execute/legs.js'
import { type Lender, migrateLoop } from '../src/exit/options/migrate.js'
import type { Move, OpenMove } from '../src/exit/options/refinance.js'
import { planExit } from '../src/exit/plan.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import type { Market } from '../src/market/market.js'
import type { Tx } from '../src/position/action.js'
import { equityWei, healthsOf } from '../src/position/holdings.js'
import type { Address } from '../src/protocols/assets.js'
import { refusalWords } from '../src/report/words/refusals.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import type { World } from '../src/simulation/world.js'
import { WAD } from '../src/units/fixed.js'
import { strategy as aaveLoop } from '../strategies/wsteth-loop.js'
import { strategy as morphoLoop } from '../strategies/wsteth-loop-morpho.js'
import { expectAgreement } from './agreement.js'
import { type Arena, findGround, openArena } from './fuzz/arena.js'
import { USERS } from './fuzz/people.js'

const OWNER = USERS[2] as Address
/** Without a prologue: see fuzz/prologue.ts. */
const SEED = 4

let arena: Arena
beforeAll(async () => {
  arena = await openArena(await findGround())
}, 180_000)
afterAll(async () => {
  await arena.close()
  await stopAllAnvils()
})

const venues = (market: Market): readonly string[] => healthsOf(market, OWNER).map(({ venue }) => venue)

/** Both worlds from the same market. */
const worlds = async (): Promise<readonly [World, World]> => {
  const fork = await arena.begin(SEED)
  // The users' endowments would be swept into the loop.
  const everything = ['ETH', 'WETH', 'stETH', 'wstETH'] as const
  await fork.block(12, [
    {
      from: OWNER,
      actions: everything.map(asset => ({
        kind: 'transfer',
        asset,
        to: '0x0000000000000000000000000000000000c0de01',
        amount: { balanceOf: asset },
      })),
    },
  ])
  await fork.block(12, [
    {
      from: '0x0000000000000000000000000000000000c0de01',
      actions: [{ kind: 'transfer', asset: 'ETH', to: OWNER, amount: 100n * 10n ** 18n }],
    },
  ])
  return [createModelWorld(await fork.market()), fork]
}

const both = async ([model, fork]: readonly [World, World], txs: readonly Tx[]): Promise<Market> => {
  expect(txs.length).toBeGreaterThan(0)
  for (const tx of txs) {
    const [own] = await model.block(12, [tx])
    const [chain] = await fork.block(12, [tx])
    expect(chain).toMatchObject({ status: 'done' })
    expect(own?.status).toBe('done')
    expectAgreement(await model.market(), await fork.market(), [{ seconds: 12, txs: [tx] }])
  }
  return fork.market()
}

const movesOf = (market: Market, from: Lender): readonly Move[] => {
  const { unwind } = from === 'aave' ? aaveLoop : morphoLoop
  const report = planExit({
    market,
    owner: OWNER,
    unwind,
    gasPriceWei: 10n ** 9n,
    shareWad: WAD,
    patienceDays: 0,
    maxCostBps: null,
  })
  if (!('moves' in report)) throw new Error(report.refusal.code)
  // They are no points of the frontier, and never recommended.
  expect(report.frontier.filter(({ way }) => way.kind === 'refinance')).toEqual([])
  return report.moves
}

const openMove = (market: Market, { from, to }: { readonly from: Lender; readonly to: Lender }): OpenMove => {
  const found = movesOf(market, from).find(move => move.to === to)
  if (!found?.possible) throw new Error(found?.refusal.code ?? 'no move')
  return found
}

/** A move tried in a world is the planner's, to the smallest unit, and leaves no trace. */
const expectRehearsal = async (world: World, move: OpenMove): Promise<void> => {
  const { block } = await world.market()
  const { outcomes, market } = await world.rehearse(move.plan.legs)
  expect(outcomes.flat().map(({ status }) => status)).toEqual(['done'])
  expect(apart(move.market, market, OWNER)).toBe(0n)
  expect((await world.market()).block).toEqual(block)
  // Read anew, not remembered: a block of nothing follows the one before the rehearsal.
  expect((await world.rehearse([{ seconds: 12, txs: [] }])).market.block.number).toBe(block.number + 1n)
}

const PATHS: readonly { readonly from: Lender; readonly to: Lender }[] = [
  { from: 'aave', to: 'exchange rate' },
  { from: 'exchange rate', to: 'aave' },
  { from: 'exchange rate', to: 'market price' },
]

const THRESHOLDS: Readonly<Record<Lender, number>> = {
  aave: 0.95,
  'exchange rate': 0.945,
  'market price': 0.945,
}

describe('MIGRATE_1: a loop moves between lenders in one transaction, and nothing is sold', () => {
  it.each(PATHS)('from $from to $to', async ({ from, to }) => {
    const pair = await worlds()
    const start = await pair[1].market()
    const opening =
      from === 'aave'
        ? aaveLoop.open(start, OWNER, aaveLoop.params.parse({ size: 100 }))
        : morphoLoop.open(start, OWNER, morphoLoop.params.parse({ size: 100 }))
    const opened = await both(pair, opening)
    const move = openMove(opened, { from, to })
    for (const world of pair) await expectRehearsal(world, move)
    const moved = await both(pair, migrateLoop(opened, OWNER, { from, to }))
    // The protocols themselves say what the planner said of the block of the move.
    expect((await pair[1].ask(OWNER)).healthFactorWad).toBe(move.after.healthFactorWad)
    expect(apart(move.market, moved, OWNER)).toBe(0n)
    expect(move.before.liquidationThreshold).toBe(THRESHOLDS[from])
    expect(move.after.liquidationThreshold).toBe(THRESHOLDS[to])
    // No premium: what is lost is rounding.
    expect(Math.abs(Number(move.lostWei))).toBeLessThan(10)
    const name = (lender: Lender): string => (lender === 'aave' ? 'aave' : `morpho, ${lender}`)
    expect(venues(opened)).toEqual([name(from)])
    expect(venues(moved)).toEqual([name(to)])
    // A few seconds of interest, and no premium.
    const cost = equityWei(opened, OWNER) - equityWei(moved, OWNER)
    expect(Number(cost) / Number(equityWei(opened, OWNER))).toBeLessThan(0.000_01)
  })

  it('is refused where the other lender has not that much', async () => {
    const [, fork] = await worlds()
    const whale = '0x0000000000000000000000000000000000c0de01'
    const amount = 1_000n * 10n ** 18n
    await fork.block(12, [{ from: whale, actions: [{ kind: 'transfer', asset: 'ETH', to: OWNER, amount }] }])
    const market = await fork.market()
    for (const tx of aaveLoop.open(market, OWNER, aaveLoop.params.parse({ size: 1_000 })))
      await fork.block(12, [tx])
    const path = { from: 'aave', to: 'exchange rate' } as const
    const closed = movesOf(await fork.market(), 'aave').map(move =>
      move.possible ? '' : refusalWords(move.refusal),
    )
    expect(closed).toEqual([
      expect.stringMatching(/exchange rate” has [\d,.]+ WETH to lend, and the debt is [\d,.]+ WETH$/),
      expect.stringMatching(/market price” has [\d,.]+ WETH to lend, and the debt is [\d,.]+ WETH$/),
    ])
    const { outcomes } = await fork.try(
      [{ seconds: 12, txs: migrateLoop(await fork.market(), OWNER, path) }],
      OWNER,
    )
    expect(outcomes[0]?.[0]).toMatchObject({ status: 'reverted', reason: 'insufficient liquidity' })
  })
})
