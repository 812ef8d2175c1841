import { describe, expect, test } from 'vitest'
import { CROWD, OWNER } from '../../market/crowd.js'
import { smallMarket } from '../../market/market.fixture.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { liquidState } from '../../protocols/aave/aave.fixture.js'
import type { Address } from '../../protocols/assets.js'
import { lidoState } from '../../protocols/lido/lido.fixture.js'
import { getPooledEthByShares } from '../../protocols/lido/steth.js'
import { WAD } from '../../units/fixed.js'
import { compareMarkets } from '../reconcile/quantities.js'
import { createModelWorld, runBlock } from './modelWorld.js'

const FRIEND: Address = '0x000000000000000000000000000000000000f00d'
const feed = (answer: bigint) => ({ answer, decimals: 8, updatedAt: 0, halted: false })

/** Aave with liquidity, Lido as of 2025-11-03, and two people: one with 100 of what a test needs, one with nothing. */
const market = (): Market => {
  const small = smallMarket()
  return {
    ...small,
    block: { number: 1n, timestamp: 1_000 },
    aave: liquidState(),
    lido: lidoState({ shares: { [OWNER]: 100n * WAD } }),
    chainlink: {
      feeds: { ...small.chainlink.feeds, 'ETH/USD': feed(311_902_000_000n), 'USDC/USD': feed(99_979_000n) },
      capos: {},
      sources: {},
    },
    shareRates: {},
    wallets: {
      [OWNER]: { ETH: 100n * WAD, WETH: 100n * WAD, wstETH: 100n * WAD },
      [FRIEND]: {},
      [CROWD.oracle]: { ETH: WAD },
    },
  }
}

const supplyAll: Action = { kind: 'aave.supply', asset: 'wstETH', amount: { balanceOf: 'wstETH' } }
const send = (actions: readonly Action[], from: Address = OWNER) => [{ from, actions }]
const run = (actions: readonly Action[], start = market()) =>
  runBlock(start, { seconds: 12, txs: send(actions) })

describe('a block', () => {
  test('moves time and the number', () => {
    const { block } = runBlock(market(), { seconds: 12, txs: [] }).market
    expect(block).toEqual({ number: 2n, timestamp: 1_012 })
  })

  test('is atomic by transaction: one that reverts leaves nothing behind, the next goes on', () => {
    const wrap: Action = { kind: 'weth.wrap', amount: WAD }
    const tooMuch: Action = { kind: 'transfer', asset: 'wstETH', to: FRIEND, amount: 101n * WAD }
    const txs = [...send([wrap, tooMuch]), ...send([wrap])]
    const { outcomes, market: next } = runBlock(market(), { seconds: 1, txs })
    expect(outcomes.map(({ status }) => status)).toEqual(['reverted', 'done'])
    expect(outcomes[0]).toMatchObject({ reason: 'ERC20: transfer amount exceeds balance' })
    expect(next.wallets[OWNER]).toMatchObject({ ETH: 99n * WAD, WETH: 101n * WAD })
  })

  test('a refusal without a word is said to be one', () => {
    const { outcomes } = run([{ kind: 'weth.unwrap', amount: 101n * WAD }])
    expect(outcomes[0]).toMatchObject({ status: 'reverted', reason: 'reverted without a reason' })
  })

  test('only the oracle moves feeds', () => {
    const answer: Action = { kind: 'chainlink.answer', feed: 'ETH/USD', answer: 200_000_000_000n }
    expect(run([answer]).outcomes[0]).toMatchObject({ reason: 'NotOracle' })
    const moved = runBlock(market(), { seconds: 12, txs: send([answer], CROWD.oracle) }).market
    expect(moved.aave.reserves.WETH?.priceBase).toBe(200_000_000_000n)
    expect(moved.chainlink.feeds['ETH/USD']).toEqual({
      answer: 200_000_000_000n,
      decimals: 8,
      updatedAt: 1_012,
      halted: false,
    })
  })

  test('a price cap lets the price through only as time goes by', () => {
    const rate = getPooledEthByShares(market().lido, WAD)
    const capo = {
      baseFeed: 'ETH/USD',
      snapshotRatioWad: rate - 10n ** 15n,
      snapshotTimestamp: 0,
      maxYearlyGrowthBps: 968,
    } as const
    const start = { ...market(), chainlink: { ...market().chainlink, capos: { wstETH: capo } } }
    const soon = runBlock(start, { seconds: 12, txs: [] }).market.aave.reserves.wstETH?.priceBase ?? 0n
    const later = runBlock(start, { seconds: 86_400, txs: [] }).market.aave.reserves.wstETH?.priceBase ?? 0n
    expect(later).toBeGreaterThan(soon)
    expect(later).toBeLessThan((311_902_000_000n * rate) / WAD)
  })
})

describe('symbolic amounts', () => {
  test('are what they are just before their call', () => {
    const { market: next } = run([
      supplyAll,
      { kind: 'aave.setEMode', category: 1 },
      { kind: 'aave.borrow', asset: 'WETH', amount: 50n * WAD },
      { kind: 'aave.repay', asset: 'WETH', amount: { debtOf: 'WETH' } },
    ])
    expect(next.aave.accounts[OWNER]).toMatchObject({ debts: {}, supplies: { wstETH: 100n * WAD } })
    expect(next.wallets[OWNER]).toMatchObject({ WETH: 100n * WAD })
    expect(next.wallets[OWNER]?.wstETH).toBeUndefined()
  })

  test('stETH is what its shares are worth', () => {
    const { market: next } = run([
      { kind: 'transfer', asset: 'stETH', to: FRIEND, amount: { balanceOf: 'stETH' } },
    ])
    const all = getPooledEthByShares(next.lido, 100n * WAD)
    const left = (next.wallets[OWNER]?.stETH ?? 0n) + (next.wallets[FRIEND]?.stETH ?? 0n)
    expect(all - left).toBeLessThan(3n)
    expect(next.wallets[FRIEND]?.stETH).toBe(getPooledEthByShares(next.lido, next.lido.shares[FRIEND] ?? 0n))
  })
})

describe('a flash loan', () => {
  const loan = (actions: readonly Action[]): Action => ({
    kind: 'aave.flashLoan',
    asset: 'WETH',
    amount: 1_000n * WAD,
    actions,
  })

  test('opens a position many times what its owner has, and costs the premium of 5 bps', () => {
    const { outcomes, market: next } = run([
      loan([
        supplyAll,
        { kind: 'aave.setEMode', category: 1 },
        { kind: 'aave.borrow', asset: 'WETH', amount: 20n * WAD },
      ]),
    ])
    expect(outcomes[0]?.status).toBe('done')
    expect(next.wallets[OWNER]?.WETH).toBe(120n * WAD - WAD / 2n)
  })

  test('reverts where the receiver cannot pay back', () => {
    const gone = loan([{ kind: 'transfer', asset: 'WETH', to: FRIEND, amount: { balanceOf: 'WETH' } }])
    expect(run([gone]).outcomes[0]).toMatchObject({
      status: 'reverted',
      reason: 'reverted without a reason',
    })
  })
})

describe('createModelWorld', () => {
  test('try says what would happen and forgets it', async () => {
    const world = createModelWorld(market())
    const before = await world.market()
    const trial = await world.try(
      [{ seconds: 12, txs: send([{ kind: 'lido.stake', amount: { balanceOf: 'ETH' } }]) }],
      OWNER,
    )
    expect(trial.outcomes[0]?.[0]?.status).toBe('done')
    expect(trial.wallet.ETH).toBeUndefined()
    expect(trial.wallet.stETH).toBeGreaterThan(200n * WAD - WAD / 10n)
    expect(await world.market()).toBe(before)
    expect(compareMarkets(before, market())).toEqual([])
  })

  test('block moves the world on', async () => {
    const world = createModelWorld(market())
    await world.block(12, send([{ kind: 'weth.wrap', amount: { balanceOf: 'ETH' } }]))
    expect((await world.market()).wallets[OWNER]).toEqual({
      WETH: 200n * WAD,
      wstETH: 100n * WAD,
      // 8,589,847 ETH over 7,051,745.85 shares.
      stETH: (100n * WAD * 858_984_700n) / 705_174_585n,
    })
  })
})
