import { afterAll, describe, expect, it } from 'vitest'
import { openForkWorld } from '../src/analysis/simulate.js'
import { stopAllAnvils } from '../src/fork/anvil.js'
import { OWNER } from '../src/market/crowd.js'
import type { Market } from '../src/market/market.js'
import { marginalPrice } from '../src/protocols/curve/depth.js'
import { balances } from '../src/protocols/curve/pool.js'
import { unfinalizedStEth } from '../src/protocols/lido/queue.js'
import { stEthPerToken } from '../src/protocols/lido/wsteth.js'
import type { Shock } from '../src/scenario/scenario.js'
import { lowerShock } from '../src/scenario/shocks/registry.js'
import { createModelWorld } from '../src/simulation/model/modelWorld.js'
import type { Outcome } from '../src/simulation/world.js'
import { compareOutcomes, expectAgreement } from './agreement.js'

afterAll(stopAllAnvils)

type Played = { readonly before: Market; readonly after: Market; readonly outcomes: readonly Outcome[] }

/** Shocks one after the other in both worlds, compared after each; a day between them. */
const play = async (shocks: readonly Shock[]): Promise<Played> => {
  const { world: fork } = await openForkWorld({ kind: 'embedded' }, () => undefined)
  const before = await fork.market()
  const model = createModelWorld(before)
  const outcomes: Outcome[] = []
  for (const shock of shocks) {
    const market = await model.market()
    const seconds = 86_400 + 12
    const due = { ...market, block: { ...market.block, timestamp: market.block.timestamp + seconds } }
    const txs = lowerShock(shock, due, before)
    expect(txs.length, shock.kind).toBeGreaterThan(0)
    const block = { seconds, txs }
    const own = await model.block(block.seconds, block.txs)
    expect(compareOutcomes(own, await fork.block(block.seconds, block.txs))).toEqual([])
    expectAgreement(await model.market(), await fork.market(), [block])
    outcomes.push(...own)
  }
  await fork.close()
  return { before, after: await model.market(), outcomes }
}

const done = ({ outcomes }: Played): void =>
  expect(outcomes.filter(outcome => outcome.status === 'reverted')).toEqual([])

const curvePrice = ({ curve, lido, block }: Market): number =>
  Number(marginalPrice({ curve, lido }, 1, block.timestamp)) / 1e18

describe('shocks in both worlds, 0 wei apart', () => {
  it('halt: an answer is refused, the last one stands, and it goes on again', async () => {
    const played = await play([
      { kind: 'halt', feed: 'ETH/USD', halted: true },
      { kind: 'price', feed: 'ETH/USD', changeBps: -2_000 },
    ])
    expect(played.outcomes[1]).toMatchObject({ status: 'reverted', reason: 'FeedHalted' })
    const price = ({ aave }: Market) => aave.reserves.WETH?.priceBase
    expect(price(played.after)).toBe(price(played.before))
  })

  it('priceCap: wstETH is priced 2.86 % below its rate', async () => {
    const played = await play([{ kind: 'priceCap', asset: 'wstETH', belowBps: 286 }])
    done(played)
    const { aave, lido } = played.after
    const fair = (Number(aave.reserves.WETH?.priceBase) * Number(stEthPerToken(lido))) / 1e18
    expect(Number(aave.reserves.wstETH?.priceBase) / fair - 1).toBeCloseTo(-0.0286, 6)
  })

  it('priceSource: Aave sees the discount that it did not see', async () => {
    const played = await play([
      { kind: 'priceSource', asset: 'wstETH', source: 'market' },
      { kind: 'price', feed: 'stETH/ETH', changeBps: -650 },
    ])
    done(played)
    const price = ({ aave }: Market) => Number(aave.reserves.wstETH?.priceBase)
    expect(price(played.after) / price(played.before) - 1).toBeCloseTo(-0.0654, 3)
  })

  it('eModeCut, thresholdCut, eModeTerms, collateralTerms, eModeBorrow: figures as they are set', async () => {
    const played = await play([
      { kind: 'eModeCut', category: 1, cutBps: 200 },
      { kind: 'thresholdCut', asset: 'wstETH', cutBps: 100 },
      { kind: 'eModeTerms', category: 26, ltvBps: 9_000, thresholdBps: 9_300, bonusBps: 100 },
      { kind: 'collateralTerms', asset: 'WETH', ltvBps: 0, thresholdBps: 8_300, bonusBps: 500 },
      { kind: 'eModeBorrow', category: 3, asset: 'WETH', allowed: true },
    ])
    done(played)
    const { eModes, reserves } = played.after.aave
    expect(eModes[1]).toMatchObject({ ltvBps: 9_100, liquidationThresholdBps: 9_300 })
    expect(reserves.wstETH).toMatchObject({ ltvBps: 7_750, liquidationThresholdBps: 8_000 })
    expect(eModes[26]).toMatchObject({ liquidationThresholdBps: 9_300, liquidationBonusBps: 10_100 })
    expect(reserves.WETH).toMatchObject({ ltvBps: 0, liquidationThresholdBps: 8_300 })
    expect((eModes[3]?.borrowableBitmap ?? 0n) & 1n).toBe(1n)
  })

  it('rateCurve: the rate follows the new curve at once', async () => {
    const played = await play([
      { kind: 'drain', asset: 'WETH', utilisationBps: 9_500 },
      { kind: 'rateCurve', asset: 'WETH', optimalBps: 9_000, baseBps: 0, slope1Bps: 270, slope2Bps: 8_000 },
    ])
    done(played)
    expect(Number(played.after.aave.reserves.WETH?.borrowRateRay) / 1e27).toBeCloseTo(0.027 + 0.4, 2)
  })

  it('freeze and pause: closed, and open again without what freezing took', async () => {
    const played = await play([
      { kind: 'freeze', asset: 'wstETH', frozen: true },
      { kind: 'pause', asset: 'WETH', paused: true },
      { kind: 'freeze', asset: 'wstETH', frozen: false },
    ])
    done(played)
    const { reserves, eModes } = played.after.aave
    expect(reserves.wstETH).toMatchObject({ frozen: false, ltvBps: 0 })
    expect((eModes[1]?.ltvzeroBitmap ?? 0n) & 2n).toBe(2n)
    expect(reserves.WETH?.paused).toBe(true)
  })

  it('caps and capsReached: nothing more fits', async () => {
    const played = await play([
      { kind: 'caps', asset: 'wstETH', supplyCap: 2_000_000, borrowCap: 500_000 },
      { kind: 'capsReached', asset: 'WETH' },
      { kind: 'wethUtilisation', shareBps: 6_000 },
    ])
    expect(played.outcomes.at(-1)).toMatchObject({ reason: 'SupplyCapExceeded' })
    expect(played.after.aave.reserves.wstETH?.supplyCap).toBe(2_000_000n)
  })

  it('withdrawalsPaused: Lido takes no request', async () => {
    const played = await play([
      { kind: 'withdrawalsPaused', paused: true },
      { kind: 'withdrawals', ether: 1_000 },
    ])
    expect(played.outcomes.at(-1)).toMatchObject({ reason: 'ResumedExpected' })
    expect(unfinalizedStEth(played.after.lido.queue)).toBe(0n)
  })

  it('sell and recover: down by one sale, and back', async () => {
    const sold = await play([
      { kind: 'sell', asset: 'stETH', amount: 80_000 },
      { kind: 'sell', asset: 'wstETH', amount: 30_000 },
    ])
    done(sold)
    expect(curvePrice(sold.after)).toBeLessThan(0.98)
    const back = await play([
      { kind: 'depeg', discountBps: 500 },
      { kind: 'recover', discountBps: 100 },
    ])
    done(back)
    expect(curvePrice(back.after)).toBeCloseTo(0.99, 4)
  })

  it('poolDrained: Curve keeps stETH, Uniswap keeps nothing', async () => {
    const played = await play([
      { kind: 'poolDrained', pool: 'curve', shareBps: 9_500 },
      { kind: 'poolDrained', pool: 'wstETH/WETH 0.01%', shareBps: 10_000 },
    ])
    done(played)
    const [eth, stEth] = balances(played.after)
    expect(eth * 15n).toBeLessThan(stEth)
    expect(played.after.uniswap['wstETH/WETH 0.01%'].liquidity).toBe(0n)
  })

  it('rate, mintAndBorrow: forged tokens take real ether, and then they are worth less', async () => {
    const played = await play([
      { kind: 'eModeBorrow', category: 3, asset: 'WETH', allowed: true },
      { kind: 'mintAndBorrow', asset: 'rsETH', amount: 89_567, category: 3, debt: 'WETH', borrow: 82_650 },
      { kind: 'rate', asset: 'rsETH', changeBps: -1_800 },
    ])
    done(played)
    const debt = ({ aave }: Market) => Number(aave.reserves.WETH?.debtScaled) / 1e18
    expect(debt(played.after) - debt(played.before)).toBeCloseTo(82_650, -2)
    expect(played.after.shareRates.rsETH).toBeLessThan(played.before.shareRates.rsETH ?? 0n)
  })

  it('overlays: Curve, ether and lenders of another day', async () => {
    const played = await play([
      // 900 and then 90: a tenth at a time.
      { kind: 'curveA', a: 50 },
      { kind: 'curveA', a: 50 },
      { kind: 'curveBalances', eth: 111_300, stEth: 491_000 },
      { kind: 'curveBalances', eth: 111_300, stEth: 491_000 },
      { kind: 'etherAt', dollars: 1_130 },
      { kind: 'wethUtilisation', shareBps: 7_690 },
      { kind: 'wethUtilisation', shareBps: 9_520 },
    ])
    done(played)
    const [eth, stEth] = balances(played.after)
    expect(Number(eth) / 1e18).toBeCloseTo(111_300, -1)
    expect(Number(stEth) / 1e18).toBeCloseTo(491_000, -1)
    expect(curvePrice(played.after)).toBeCloseTo(0.937, 3)
    expect(played.after.aave.reserves.WETH?.priceBase).toBe(113_000_000_000n)
    const pool = played.after.uniswap['USDC/WETH 0.05%']
    expect(1e12 / (Number(pool.sqrtPriceX96) / 2 ** 96) ** 2).toBeCloseTo(1_130, 0)
    expect(pool.liquidity).toBeGreaterThan(0n)
    expect(played.after.wallets[OWNER]).toEqual(played.before.wallets[OWNER])
  })
})
