import { expect, test } from 'vitest'
import { CROWD } from '../../market/crowd.js'
import { smallMarket } from '../../market/market.fixture.js'
import type { Market } from '../../market/market.js'
import { CURVE_STETH_POOL } from '../../protocols/curve/addresses.js'
import type { UniswapPool, UniswapPoolName } from '../../protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../../protocols/uniswap/tickMath.js'
import { WAD } from '../../units/fixed.js'
import { createModelWorld } from '../model/modelWorld.js'
import { provider } from './provider.js'

const LIQUIDITY = 10n ** 24n
const POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const

/** All of it the provider's, from -1,000 to 1,000 ticks, the price at one of them. */
const pool = (name: UniswapPoolName, tick: number): UniswapPool => ({
  ...smallMarket().uniswap[name],
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
  positions: [
    {
      owner: CROWD.provider,
      tickLower: -1_000,
      tickUpper: 1_000,
      liquidity: LIQUIDITY,
      feeGrowthInside0LastX128: 0n,
      feeGrowthInside1LastX128: 0n,
      tokensOwed0: 0n,
      tokensOwed1: 0n,
    },
  ],
})

/** A share is an ether, so that a tick of Uniswap is a basis point of discount; Curve is even, and all the provider's. */
const withTick = (tick: number): Market => {
  const base = smallMarket()
  return {
    ...base,
    lido: {
      ...base.lido,
      totalShares: 1_000_000n * WAD,
      bufferedEther: 1_000_000n * WAD,
      clValidatorsBalance: 0n,
      shares: { [CURVE_STETH_POOL.toLowerCase()]: 50_000n * WAD },
      queue: { ...base.lido.queue, lastRequestId: 0, requests: {}, paused: true },
    },
    curve: {
      ...base.curve,
      ethBalance: 50_000n * WAD,
      lpSupply: 100_000n * WAD,
      lpBalances: { [CROWD.provider]: 100_000n * WAD },
    },
    shareRates: { rETH: WAD, weETH: WAD, cbETH: WAD, osETH: WAD },
    uniswap: { ...base.uniswap, [POOLS[0]]: pool(POOLS[0], tick), [POOLS[1]]: pool(POOLS[1], tick) },
  }
}

const act = (market: Market) => provider().act(market, createModelWorld(market), 0n)

// 1.0001^-481 is 4.695 % below par, 1.0001^-482 is 4.705 %.
test('above 4.7 % of discount every range stays', async () => {
  expect(await act(withTick(-481))).toEqual([])
})

test('below it half of everything leaves: of both wstETH pools and of Curve', async () => {
  const actions = (await act(withTick(-482))).flatMap(tx => tx.actions)
  const burns = actions.flatMap(action =>
    action.kind === 'uniswap.burn' ? [[action.pool, action.liquidity]] : [],
  )
  expect(burns).toEqual(POOLS.map(name => [name, LIQUIDITY / 2n]))
  expect(actions).toContainEqual({ kind: 'curve.removeLiquidity', lp: 50_000n * WAD })
})

test('once: who left does not leave again', async () => {
  const [actor, market] = [provider(), withTick(-482)]
  const world = createModelWorld(market)
  expect(await actor.act(market, world, 0n)).not.toEqual([])
  expect(await actor.act(market, world, 0n)).toEqual([])
})
