import { expect, test } from 'vitest'
import { smallMarket } from '../../market/market.fixture.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { CURVE_STETH_POOL } from '../../protocols/curve/addresses.js'
import type { UniswapPool } from '../../protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../../protocols/uniswap/tickMath.js'
import { WAD } from '../../units/fixed.js'
import { createModelWorld } from '../model/modelWorld.js'
import { arbitrageur } from './arbitrageur.js'

const LIQUIDITY = 10n ** 24n

/** Liquidity from -1,000 to 1,000 ticks, the price at one of them. */
const pool = (tick: number): UniswapPool => ({
  ...smallMarket().uniswap['wstETH/WETH 0.01%'],
  tick,
  sqrtPriceX96: getSqrtRatioAtTick(tick),
  liquidity: LIQUIDITY,
  ticks: [-1_000, 1_000].map(at => ({
    tick: at,
    liquidityGross: LIQUIDITY,
    liquidityNet: at < 0 ? LIQUIDITY : -LIQUIDITY,
    feeGrowthOutside0X128: 0n,
    feeGrowthOutside1X128: 0n,
  })),
  positions: [],
})

/** A share is an ether, Curve holds as much of both coins, nothing waits at Lido, and nobody may ask there. */
const base = smallMarket()
const even: Market = {
  ...base,
  lido: {
    ...base.lido,
    totalShares: 1_000_000n * WAD,
    bufferedEther: 1_000_000n * WAD,
    clValidatorsBalance: 0n,
    shares: { [CURVE_STETH_POOL.toLowerCase()]: 50_000n * WAD },
    queue: { ...base.lido.queue, lastRequestId: 0, requests: {}, paused: true },
  },
  curve: { ...base.curve, ethBalance: 50_000n * WAD },
  uniswap: { ...base.uniswap, 'wstETH/WETH 0.01%': pool(-3), 'wstETH/WETH 0.05%': pool(-3) },
}

const withSidePool = (tick: number): Market => ({
  ...even,
  uniswap: { ...even.uniswap, 'wstETH/WETH 0.05%': pool(tick) },
})
const richer: Market = { ...even, lido: { ...even.lido, bufferedEther: 1_002_000n * WAD } }
const emptier: Market = { ...even, curve: { ...even.curve, ethBalance: 60_000n * WAD } }

const act = async (actor: ReturnType<typeof arbitrageur>, market: Market): Promise<readonly Tx[]> =>
  actor.act(market, createModelWorld(market), 0n)

test('who found nothing looks again as soon as a pool, Curve or the rate stands otherwise, and then does as a newcomer', async () => {
  const actor = arbitrageur(() => 0n)
  const sent: number[] = []
  for (const market of [even, even, withSidePool(60), even, richer, even, emptier, withSidePool(-60)]) {
    const own = await act(actor, market)
    expect(own).toEqual(
      await act(
        arbitrageur(() => 0n),
        market,
      ),
    )
    sent.push(own.length)
  }
  expect(sent).toEqual([0, 0, 1, 0, 1, 0, 1, 1])
})

test('who found nothing looks again when gas became cheaper', async () => {
  const actor = arbitrageur(gasPriceWei => gasPriceWei * WAD)
  const apart = withSidePool(60)
  expect(await actor.act(apart, createModelWorld(apart), 1_000_000n)).toEqual([])
  expect(await actor.act(apart, createModelWorld(apart), 0n)).toHaveLength(1)
})
