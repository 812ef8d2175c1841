import { afterAll, describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { seedBook } from '../src/fork/seed.js'
import { CROWD, OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import type { Action, Tx } from '../src/position/action.js'
import { layersOf } from '../src/position/holdings.js'
import { AAVE } from '../src/protocols/aave/addresses.js'
import type { Asset } from '../src/protocols/assets.js'
import { getEthValue, getTotalCollateral } from '../src/protocols/rocketpool/reth.js'
import { convertToAssets } from '../src/protocols/stakewise/controller.js'
import { plannedSale } from '../src/routing/plannedSale.js'
import { liquidators } from '../src/simulation/liquidations/liquidator.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import type { World } from '../src/simulation/world.js'
import { WAD } from '../src/units/fixed.js'
import { compareOutcomes, expectAgreement } from './agreement.js'

afterAll(stopAllAnvils)

type Worlds = { readonly fork: World; readonly model: World; readonly start: Market }

const open = async (): Promise<Worlds> => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  const start = await fork.market()
  return { fork, model: createModelWorld(start), start }
}

/** A block in both worlds: all goes through, or is refused alike, and every number agrees afterwards. */
const play = async ({ fork, model }: Worlds, seconds: number, txs: readonly Tx[]) => {
  const outcomes = await model.block(seconds, txs)
  expect(compareOutcomes(outcomes, await fork.block(seconds, txs))).toEqual([])
  const market = await fork.market()
  expectAgreement(await model.market(), market, [{ seconds, txs }])
  return { outcomes, market }
}

const by = (from: Tx['from'], ...actions: Action[]): Tx => ({ from, actions })
const give = (asset: Asset, amount: bigint): Tx =>
  by(CROWD.whale, { kind: 'transfer', asset, to: OWNER, amount })

describe('the tokens of other issuers', () => {
  it('stand at the recorded prices of Aave', async () => {
    const { fork, start } = await open()
    for (const { asset, priceBase } of seedBook().reserves)
      expect(start.aave.reserves[asset]?.priceBase, asset).toBe(priceBase)
    await fork.close()
  })

  it('osETH: minted against a stake, paid back, the stake left through the queue', async () => {
    const worlds = await open()
    await play(worlds, 12, [give('ETH', 1_000n * WAD)])
    const { market: minted } = await play(worlds, 12, [
      by(
        OWNER,
        { kind: 'stakewise.deposit', amount: 1_000n * WAD },
        { kind: 'stakewise.mint', amount: 'max' },
      ),
    ])
    const osEth = minted.wallets[OWNER]?.osETH ?? 0n
    expect(Number(convertToAssets(minted.stakewise, osEth, minted.block.timestamp)) / 1e18).toBeCloseTo(
      900,
      6,
    )
    const layer = layersOf(minted, OWNER).find(one => one.kind === 'claim')
    expect(layer).toMatchObject({ protocol: 'stakewise', parts: [{ asset: 'ETH' }, { asset: 'osETH' }] })
    const shares = minted.stakewise.vault.accounts[OWNER]?.shares ?? 0n
    const { outcomes } = await play(worlds, 12, [by(OWNER, { kind: 'stakewise.exit', shares })])
    expect(outcomes[0]).toMatchObject({ status: 'reverted', reason: 'LowLtv' })
    // A year later the treasury's part is owed on top: what was minted does not free all of the stake.
    await play(worlds, 365 * 86_400, [by(OWNER, { kind: 'stakewise.burn', amount: { balanceOf: 'osETH' } })])
    const free = (shares * 99n) / 100n
    const { market: asked } = await play(worlds, 12, [by(OWNER, { kind: 'stakewise.exit', shares: free })])
    const [request] = Object.values(asked.stakewise.vault.queue.requests)
    if (!request) throw new Error('nothing waits')
    const claim: Action = { kind: 'stakewise.claim', ticket: request.ticket, at: request.at }
    expect((await play(worlds, 12, [by(OWNER, claim)])).outcomes[0]).toMatchObject({
      reason: 'ClaimTooEarly',
    })
    const before = asked.wallets[OWNER]?.ETH ?? 0n
    await play(worlds, 86_400, [
      by(CROWD.oracle, {
        kind: 'stakewise.report',
        rewardPerSecond: 800_000_000n,
        delta: -1n,
        withdrawn: 500n * WAD,
        toValidators: 320n * WAD,
        minter: CROWD.whale,
        redeemed: 0n,
      }),
    ])
    const { market: claimed } = await play(worlds, 12, [by(OWNER, claim)])
    expect((claimed.wallets[OWNER]?.ETH ?? 0n) - before).toBeGreaterThan(980n * WAD)
    await worlds.fork.close()
  })

  it('osETH of whoever holds it: a ticket at the redeemer, paid in two parts at the rates of their days', async () => {
    const worlds = await open()
    await play(worlds, 12, [give('osETH', 2_000n * WAD)])
    const { market: asked } = await play(worlds, 12, [
      by(OWNER, { kind: 'stakewise.redeem', amount: { balanceOf: 'osETH' } }),
    ])
    const report = (redeemed: bigint, withdrawn: bigint): Tx =>
      by(CROWD.oracle, {
        kind: 'stakewise.report',
        rewardPerSecond: asked.stakewise.avgRewardPerSecond,
        delta: 20n * WAD,
        withdrawn,
        toValidators: 0n,
        minter: CROWD.whale,
        redeemed,
      })
    const { market: first } = await play(worlds, 86_400, [report(800n * WAD, 0n)])
    const { market: second } = await play(worlds, 86_400, [report(2_000n * WAD, 2_000n * WAD)])
    const paid = (market: Market, osEth: bigint) =>
      convertToAssets(market.stakewise, osEth, market.block.timestamp)
    const { market: done } = await play(worlds, 12, [
      by(OWNER, { kind: 'stakewise.claimRedeemed', ticket: 0n }),
    ])
    const got = (done.wallets[OWNER]?.ETH ?? 0n) - (asked.wallets[OWNER]?.ETH ?? 0n)
    const fair = paid(first, 800n * WAD) + paid(second, 1_200n * WAD)
    expect(got - fair).toBeGreaterThan(-4n)
    expect(got - fair).toBeLessThan(4n)
    await worlds.fork.close()
  })

  it('cbETH: only its oracle moves the rate, never to nothing, and nobody redeems', async () => {
    const worlds = await open()
    const rateWad = (worlds.start.coinbase.exchangeRate * 10_001n) / 10_000n
    const { outcomes, market } = await play(worlds, 12, [
      by(OWNER, { kind: 'coinbase.rate', rateWad }),
      by(CROWD.oracle, { kind: 'coinbase.rate', rateWad: 0n }),
      by(CROWD.oracle, { kind: 'coinbase.rate', rateWad }),
    ])
    expect(outcomes.map(outcome => outcome.status)).toEqual(['reverted', 'reverted', 'done'])
    expect(market.shareRates.cbETH).toBe(rateWad)
    await worlds.fork.close()
  })
})

const TOKENS = ['rETH', 'weETH', 'cbETH', 'osETH'] as const

describe('what liquidators do with staking tokens', () => {
  it.each(TOKENS)('%s: seized from a loop and sold, in both worlds, 0 wei apart', async token => {
    const worlds = await open()
    const size = 60n * WAD
    await play(worlds, 12, [give(token, size)])
    const { outcomes: opened } = await play(worlds, 12, [
      by(
        OWNER,
        { kind: 'aave.supply', asset: token, amount: size },
        { kind: 'aave.setEMode', category: 1 },
        {
          kind: 'aave.borrow',
          asset: 'WETH',
          amount: (size * (worlds.start.shareRates[token] ?? 0n) * 92n) / (100n * WAD),
        },
      ),
    ])
    expect(opened[0]).toMatchObject({ status: 'done' })
    const { market: sunk, outcomes: cut } = await play(worlds, 12, [
      by(AAVE.governance, {
        kind: 'aave.setEModeTerms',
        category: 1,
        ltvBps: 8_000,
        liquidationThresholdBps: 8_500,
        liquidationBonusBps: 10_500,
      }),
    ])
    expect(cut[0]).toMatchObject({ status: 'done' })
    const moves = await liquidators().act(sunk, worlds.model, 10n ** 9n)
    const [move] = moves
    if (!move?.deed) throw new Error('nobody liquidates')
    expect(move.deed.outlets.every(({ to }) => to.kind === 'uniswap' || to.kind === 'issuer')).toBe(true)
    expect(move.deed.outlets.reduce((sum, { amount }) => sum + amount, 0n)).toBe(move.deed.seized)
    const { outcomes, market } = await play(worlds, 12, moves)
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true)
    const left = market.wallets[move.from]?.[token] ?? 0n
    expect(left).toBe(sunk.wallets[move.from]?.[token] ?? 0n)
    await worlds.fork.close()
  })

  it('rETH: burnt where Rocket Pool has the ether, the rest sold, whichever brings more', async () => {
    const { fork, start } = await open()
    const few = plannedSale(start, 'rETH', 100n * WAD)
    expect(few?.sold.map(({ venue }) => venue.kind)).toEqual(['issuer'])
    expect(Number(few?.brings)).toBeCloseTo(Number(getEthValue(start.rocketpool, 100n * WAD)), -12)
    const many = plannedSale(start, 'rETH', 14_300n * WAD)
    expect(many?.sold.map(({ venue }) => venue.kind).sort()).toEqual(['issuer', 'uniswap'])
    expect(many?.brings).toBeGreaterThan(getTotalCollateral(start.rocketpool) - WAD)
    expect(plannedSale(start, 'WBTC', 10n ** 8n)).toBeUndefined()
    await fork.close()
  })
})
