import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { CROWD } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Action } from '../src/position/action.js'
import { debtBalance, supplyBalance } from '../src/protocols/aave/balance.js'
import { maxBorrow, maxWithdraw } from '../src/protocols/aave/limits.js'
import type { Address, Asset } from '../src/protocols/assets.js'
import { runBlock } from '../src/simulation/model/modelWorld.js'
import type { Outcome, World } from '../src/simulation/world.js'
import { expectAgreement } from './agreement.js'
import { type Arena, findGround, openArena } from './fuzz/arena.js'
import { USERS } from './fuzz/people.js'

const USER = USERS[1] ?? CROWD.looper
/** Without a prologue: see fuzz/prologue.ts. */
const SEED = 1
const WAIT = 3_600
const E18 = 10n ** 18n

let arena: Arena
beforeAll(async () => {
  arena = await openArena(await findGround())
}, 120_000)
afterAll(async () => {
  await arena.close()
  await stopAllAnvils()
})

/** The market as it will stand when the next block comes. */
const ahead = async (world: World): Promise<Market> =>
  runBlock(await world.market(), { seconds: WAIT, txs: [] }).market

const tryOne = async (world: World, from: Address, action: Action): Promise<Outcome> => {
  const { outcomes } = await world.try([{ seconds: WAIT, txs: [{ from, actions: [action] }] }], from)
  const outcome = outcomes[0]?.[0]
  if (!outcome) throw new Error('nothing was tried')
  return outcome
}

/** Done on the fork and on the model, and everything the same after it. */
const mine = async (world: World, action: Action): Promise<void> => {
  const block = { seconds: WAIT, txs: [{ from: USER, actions: [action] }] }
  const model = runBlock(await world.market(), block)
  const [mined] = await world.block(block.seconds, block.txs)
  expect(mined?.status).toBe('done')
  expectAgreement(model.market, await world.market(), [block])
}

const opened = async (actions: readonly Action[], from: Address = USER): Promise<World> => {
  const world = await arena.begin(SEED)
  const [outcome] = await world.block(12, [{ from, actions }])
  expect(outcome?.status).toBe('done')
  return world
}

const supply = (asset: Asset, amount: bigint): Action => ({ kind: 'aave.supply', asset, amount })
const borrow = (asset: Asset, amount: bigint): Action => ({ kind: 'aave.borrow', asset, amount })

type Case = {
  readonly name: string
  readonly actions: readonly Action[]
  readonly asset: Asset
  readonly reason: string
}

const LOOP: readonly Action[] = [supply('wstETH', 777n * E18), { kind: 'aave.setEMode', category: 1 }]

const BORROWS: readonly Case[] = [
  {
    name: 'USDC on WETH',
    actions: [supply('WETH', 123n * E18)],
    asset: 'USDC',
    reason: 'CollateralCannotCoverNewBorrow',
  },
  {
    name: 'WETH on wstETH in e-mode 1',
    actions: LOOP,
    asset: 'WETH',
    reason: 'CollateralCannotCoverNewBorrow',
  },
  {
    name: 'DAI on three collaterals with debt already',
    actions: [
      supply('WETH', 10n * E18),
      supply('WBTC', 12_345_678n),
      supply('rETH', 7n * E18),
      borrow('USDT', 1_234_567_890n),
    ],
    asset: 'DAI',
    reason: 'CollateralCannotCoverNewBorrow',
  },
  {
    name: 'WBTC, 8 decimals, on USDC',
    actions: [supply('USDC', 7_654_321_000_001n)],
    asset: 'WBTC',
    reason: 'CollateralCannotCoverNewBorrow',
  },
]

describe("EDGE_1: the model's largest borrow succeeds on the fork, one unit more reverts", () => {
  test.each(BORROWS)('$name', async ({ actions, asset, reason }) => {
    const world = await opened(actions)
    const market = await ahead(world)
    const limit = maxBorrow(market.aave, { asset, user: USER }, market.block.timestamp)
    expect(limit).toBeGreaterThan(0n)
    expect(await tryOne(world, USER, borrow(asset, limit))).toMatchObject({ status: 'done' })
    expect(await tryOne(world, USER, borrow(asset, limit + 1n))).toMatchObject({ status: 'reverted', reason })
    await mine(world, borrow(asset, limit))
  })

  test('all that a reserve has: liquidity is the limit', async () => {
    const world = await opened([supply('WETH', 3_900n * E18)])
    const market = await ahead(world)
    const limit = maxBorrow(market.aave, { asset: 'cbETH', user: USER }, market.block.timestamp)
    expect(await tryOne(world, USER, borrow('cbETH', limit))).toMatchObject({ status: 'done' })
    expect(await tryOne(world, USER, borrow('cbETH', limit + 1n))).toMatchObject({
      status: 'reverted',
      reason: 'BorrowCapExceeded',
    })
  })
})

const withdraw = (asset: Asset, amount: bigint): Action => ({ kind: 'aave.withdraw', asset, amount })

const WITHDRAWALS: readonly Case[] = [
  {
    name: 'collateral of a loop',
    actions: [...LOOP, borrow('WETH', 800n * E18)],
    asset: 'wstETH',
    reason: 'HealthFactorLowerThanLiquidationThreshold',
  },
  {
    name: 'one collateral of two',
    actions: [supply('WETH', 50n * E18), supply('WBTC', 50_000_000n), borrow('USDC', 100_000_000_000n)],
    asset: 'WETH',
    reason: 'HealthFactorLowerThanLiquidationThreshold',
  },
  {
    name: 'everything, without debt',
    actions: [supply('DAI', 54_321n * E18 + 7n)],
    asset: 'DAI',
    reason: 'NotEnoughAvailableUserBalance',
  },
]

describe("EDGE_2: the model's largest withdrawal succeeds on the fork, one unit more reverts", () => {
  test.each(WITHDRAWALS)('$name', async ({ actions, asset, reason }) => {
    const world = await opened(actions)
    const market = await ahead(world)
    const limit = maxWithdraw(market.aave, { asset, user: USER }, market.block.timestamp)
    expect(limit).toBeGreaterThan(0n)
    expect(await tryOne(world, USER, withdraw(asset, limit))).toMatchObject({ status: 'done' })
    expect(await tryOne(world, USER, withdraw(asset, limit + 1n))).toMatchObject({
      status: 'reverted',
      reason,
    })
    await mine(world, withdraw(asset, limit))
  })

  test('a great lender: what is free in the reserve is the limit', async () => {
    const world = await arena.begin(SEED)
    const market = await ahead(world)
    const user = CROWD.lender
    const limit = maxWithdraw(market.aave, { asset: 'WETH', user }, market.block.timestamp)
    expect(limit).toBe(market.aave.reserves.WETH?.virtualBalance)
    expect(await tryOne(world, user, withdraw('WETH', limit))).toMatchObject({ status: 'done' })
    expect(await tryOne(world, user, withdraw('WETH', limit + 1n))).toMatchObject({
      status: 'reverted',
      reason: 'Panic(0x11)',
    })
  })
})

describe('EDGE_3: balances at a second of the future', () => {
  test('repaying what the model says is owed leaves nothing, supplies withdraw to the wei', async () => {
    const world = await opened([supply('WETH', 50n * E18), borrow('USDC', 40_000_000_003n)])
    const market = await ahead(world)
    const now = market.block.timestamp
    const owed = debtBalance(market.aave, 'USDC', USER, now)
    const owned = supplyBalance(market.aave, 'WETH', USER, now)
    const actions: readonly Action[] = [
      { kind: 'aave.repay', asset: 'USDC', amount: owed },
      withdraw('WETH', owned),
    ]
    const [outcome] = await world.block(WAIT, [{ from: USER, actions }])
    expect(outcome?.status).toBe('done')
    const account = (await world.market()).aave.accounts[USER]
    expect(account?.debts).toEqual({})
    expect(account?.supplies).toEqual({})
  })
})
