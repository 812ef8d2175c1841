import { encodeAbiParameters, encodeFunctionData, type Hex, keccak256, parseAbi, toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAnvil, stopAllAnvils } from '../src/fork/anvil.js'
import { paramsOf } from '../src/fork/protocols/morphoSteps.js'
import type { Market } from '../src/market/market.js'
import type { Action } from '../src/position/action.js'
import { healthsOf } from '../src/position/holdings.js'
import type { Address } from '../src/protocols/assets.js'
import { MORPHO, MORPHO_MARKET_NAMES, MORPHO_MARKETS } from '../src/protocols/morpho/addresses.js'
import { maxBorrow, maxWithdrawCollateral, type Priced } from '../src/protocols/morpho/health.js'
import type { MorphoMarketName } from '../src/protocols/morpho/state.js'
import { pricedMarket } from '../src/protocols/morpho/view.js'
import { createModelWorld, runBlock } from '../src/simulation/model/modelWorld.js'
import type { Outcome, World } from '../src/simulation/world.js'
import { expectAgreement } from './agreement.js'
import { type Arena, findGround, openArena } from './fuzz/arena.js'
import { USERS } from './fuzz/people.js'

const USER = USERS[1] as Address
/** Without a prologue: see fuzz/prologue.ts. */
const SEED = 4
const WAIT = 3_600
const E18 = 10n ** 18n

let arena: Arena
beforeAll(async () => {
  arena = await openArena(await findGround())
}, 180_000)
afterAll(async () => {
  await arena.close()
  await stopAllAnvils()
})

const pricedOf = (market: Market, name: MorphoMarketName): Priced => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) throw new Error('the embedded mainnet has both markets')
  return priced
}

/** The market as it will stand when the next block comes. */
const ahead = async (world: World): Promise<Market> =>
  runBlock(await world.market(), { seconds: WAIT, txs: [] }).market

const tryOne = async (world: World, action: Action): Promise<Outcome> => {
  const { outcomes } = await world.try([{ seconds: WAIT, txs: [{ from: USER, actions: [action] }] }], USER)
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

const opened = async (actions: readonly Action[]): Promise<World> => {
  const world = await arena.begin(SEED)
  const [outcome] = await world.block(12, [{ from: USER, actions }])
  expect(outcome).toMatchObject({ status: 'done' })
  return world
}

const GETTERS = parseAbi([
  'function price() view returns (uint256)',
  'function owner() view returns (address)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
  'function isLltvEnabled(uint256 lltv) view returns (bool)',
])

describe('the contracts', () => {
  test.each(MORPHO_MARKET_NAMES)('the id of "%s" is the hash of its five parameters', name => {
    const { loanToken, collateralToken, oracle, irm, lltv } = paramsOf(name)
    const types = ['address', 'address', 'address', 'address', 'uint256'].map(type => ({ type }))
    const encoded = encodeAbiParameters(types, [loanToken, collateralToken, oracle, irm, lltv])
    expect(keccak256(encoded)).toBe(MORPHO_MARKETS[name].id)
  })

  test('oracles answer what the mirror says, and Morpho knows its own address', async () => {
    const { embedded } = await findGround()
    const { genesisFile: file, number, timestamp } = embedded
    const anvil = await startAnvil({ kind: 'genesis', file, number, timestamp })
    const ask = async (to: Address, functionName: 'price' | 'DOMAIN_SEPARATOR'): Promise<bigint> => {
      const data = encodeFunctionData({ abi: GETTERS, functionName })
      return BigInt((await anvil.rpc('eth_call', [{ to, data }, 'latest'])) as Hex)
    }
    const world = await arena.begin(SEED)
    const market = await world.market()
    for (const name of MORPHO_MARKET_NAMES)
      expect(await ask(MORPHO_MARKETS[name].oracle, 'price')).toBe(pricedOf(market, name).priceE36)
    const typeHash = keccak256(toHex('EIP712Domain(uint256 chainId,address verifyingContract)'))
    const domain = encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'address' }],
      [typeHash, 1n, MORPHO.blue],
    )
    expect(await ask(MORPHO.blue, 'DOMAIN_SEPARATOR')).toBe(BigInt(keccak256(domain)))
    await anvil.stop()
  })

  test('a depeg of a tenth reaches one oracle and not the other', async () => {
    const world = await arena.begin(SEED)
    const before = await world.market()
    const answer = (before.chainlink.feeds['stETH/ETH'].answer * 9n) / 10n
    await world.block(12, [
      {
        from: '0x000000000000000000000000000000000000feed',
        actions: [{ kind: 'chainlink.answer', feed: 'stETH/ETH', answer }],
      },
    ])
    const after = await world.market()
    const ratio = (name: MorphoMarketName): number =>
      Number(pricedOf(after, name).priceE36) / Number(pricedOf(before, name).priceE36)
    expect(ratio('market price')).toBeCloseTo(0.9, 12)
    expect(ratio('exchange rate')).toBe(1)
  })
})

const LOOP = (market: MorphoMarketName): readonly Action[] => [
  { kind: 'morpho.supplyCollateral', market, amount: 777n * E18 },
]

describe("MORPHO_EDGE_1: the model's largest borrow succeeds on the fork, one unit more reverts", () => {
  test.each(MORPHO_MARKET_NAMES)('by the collateral, %s', async name => {
    const world = await opened(LOOP(name))
    const limit = maxBorrow(pricedOf(await ahead(world), name), USER)
    expect(limit).toBeGreaterThan(800n * E18)
    const borrow = (amount: bigint): Action => ({ kind: 'morpho.borrow', market: name, amount })
    expect(await tryOne(world, borrow(limit))).toMatchObject({ status: 'done' })
    expect(await tryOne(world, borrow(limit + 1n))).toMatchObject({
      status: 'reverted',
      reason: 'insufficient collateral',
    })
    await mine(world, borrow(limit))
  })

  test('by what is free in the market', async () => {
    const name = 'exchange rate'
    const world = await opened([
      { kind: 'morpho.supplyCollateral', market: name, amount: { balanceOf: 'wstETH' } },
    ])
    const priced = pricedOf(await ahead(world), name)
    const limit = maxBorrow(priced, USER)
    expect(limit).toBe(priced.market.totalSupplyAssets - priced.market.totalBorrowAssets)
    const borrow = (amount: bigint): Action => ({ kind: 'morpho.borrow', market: name, amount })
    expect(await tryOne(world, borrow(limit + 1n))).toMatchObject({
      status: 'reverted',
      reason: 'insufficient liquidity',
    })
    await mine(world, borrow(limit))
  })
})

describe("MORPHO_EDGE_2: the model's largest withdrawal of collateral succeeds, one unit more reverts", () => {
  test.each(MORPHO_MARKET_NAMES)('%s', async name => {
    const world = await opened([
      ...LOOP(name),
      { kind: 'morpho.borrow', market: name, amount: 600n * E18 + 7n },
    ])
    const limit = maxWithdrawCollateral(pricedOf(await ahead(world), name), USER)
    expect(limit).toBeGreaterThan(100n * E18)
    const take = (amount: bigint): Action => ({ kind: 'morpho.withdrawCollateral', market: name, amount })
    expect(await tryOne(world, take(limit + 1n))).toMatchObject({
      status: 'reverted',
      reason: 'insufficient collateral',
    })
    await mine(world, take(limit))
  })
})

describe('health factors', () => {
  test('Morpho’s own libraries answer what the mirror says, at both lenders at once', async () => {
    const world = await opened([
      ...LOOP('market price'),
      { kind: 'morpho.borrow', market: 'market price', amount: 700n * E18 + 3n },
      { kind: 'morpho.supplyCollateral', market: 'exchange rate', amount: 100n * E18 },
      { kind: 'morpho.borrow', market: 'exchange rate', amount: 99n * E18 },
      { kind: 'aave.supply', asset: 'wstETH', amount: 50n * E18 },
      { kind: 'aave.borrow', asset: 'USDC', amount: 50_000_000_000n },
    ])
    await world.block(WAIT, [])
    const market = await world.market()
    const { healths, healthFactorWad } = await world.ask(USER)
    expect(healths.map(({ venue }) => venue)).toEqual([
      'aave',
      'morpho, market price',
      'morpho, exchange rate',
    ])
    expect(healths).toEqual(healthsOf(market, USER))
    expect((await createModelWorld(market).ask(USER)).healthFactorWad).toBe(healthFactorWad)
  })
})
