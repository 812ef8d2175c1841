import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stopAllAnvils } from '../src/mainnet/anvil.js'
import type { Market } from '../src/market/market.js'
import type { Tx } from '../src/position/action.js'
import { equityWei, healthsOf } from '../src/position/holdings.js'
import { type Lender, migrateLoop } from '../src/position/migrate.js'
import type { Address } from '../src/protocols/assets.js'
import { createModelWorld } from '../src/world/model/modelWorld.js'
import type { World } from '../src/world/world.js'
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

const PATHS: readonly { readonly from: Lender; readonly to: Lender }[] = [
  { from: 'aave', to: 'exchange rate' },
  { from: 'exchange rate', to: 'aave' },
  { from: 'exchange rate', to: 'market price' },
]

describe('MIGRATE_1: a loop moves between lenders in one transaction, and nothing is sold', () => {
  it.each(PATHS)('from $from to $to', async ({ from, to }) => {
    const pair = await worlds()
    const start = await pair[1].market()
    const opening =
      from === 'aave'
        ? aaveLoop.open(start, OWNER, aaveLoop.params.parse({ size: 100 }))
        : morphoLoop.open(start, OWNER, morphoLoop.params.parse({ size: 100 }))
    const opened = await both(pair, opening)
    const moved = await both(pair, migrateLoop(opened, OWNER, { from, to }))
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
    const { outcomes } = await fork.try(
      [{ seconds: 12, txs: migrateLoop(await fork.market(), OWNER, path) }],
      OWNER,
    )
    expect(outcomes[0]?.[0]).toMatchObject({ status: 'reverted', reason: 'insufficient liquidity' })
  })
})
