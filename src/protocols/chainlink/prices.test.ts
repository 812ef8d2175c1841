import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { aavePrice, aavePrices, setAnswer } from './prices.js'
import type { ChainlinkState } from './state.js'

const feed = (answer: bigint, decimals = 8) => ({ answer, decimals, updatedAt: 0 })
const CHAINLINK: ChainlinkState = {
  feeds: {
    'ETH/USD': feed(311_902_000_000n),
    'stETH/ETH': feed(900_000_000_000_000_000n, 18),
    'USDC/USD': feed(99_979_000n),
    'USDT/USD': feed(100_010_000n),
    'DAI/USD': feed(99_975_424n),
    'WBTC/USD': feed(9_023_635_944_936n),
  },
  capos: {
    wstETH: {
      baseFeed: 'ETH/USD',
      snapshotRatioWad: 1_157_209_899_495_068_171n,
      snapshotTimestamp: 1_708_004_591,
      maxYearlyGrowthBps: 968,
    },
  },
}
const NOW = 1_765_238_400
const rates = { wstETH: 1_221_293_000_000_000_000n, rETH: 1_150_000_000_000_000_000n }

describe('aavePrices', () => {
  it('takes each asset from its feed, staking tokens by rate × ETH/USD, whatever stETH trades at', () => {
    expect(aavePrices(CHAINLINK, ['WETH', 'wstETH', 'rETH', 'USDC', 'stETH'], { rates, now: NOW })).toEqual({
      WETH: 311_902_000_000n,
      wstETH: (311_902_000_000n * rates.wstETH) / WAD,
      rETH: 358_687_300_000n,
      USDC: 99_979_000n,
    })
  })
  it('caps what has a cap', () => {
    const high = { ...rates, wstETH: 2n * WAD }
    const capped = aavePrice(CHAINLINK, 'wstETH', { rates: high, now: 1_708_004_591 })
    expect(capped).toBe((311_902_000_000n * 1_157_209_899_495_068_171n) / WAD)
  })
  it('follows an answer', () => {
    const after = setAnswer(CHAINLINK, { feed: 'ETH/USD', answer: 100n, now: 7 })
    expect(aavePrice(after, 'WETH', { rates, now: NOW })).toBe(100n)
    expect(after.feeds['ETH/USD'].updatedAt).toBe(7)
    expect(CHAINLINK.feeds['ETH/USD'].answer).toBe(311_902_000_000n)
  })
})
