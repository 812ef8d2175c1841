import { describe, expect, it } from 'vitest'
import { WAD } from '../../units/fixed.js'
import { aavePrice, aavePrices, setAnswer, setHalted, setSource } from './prices.js'
import type { ChainlinkState } from './state.js'

const feed = (answer: bigint, decimals = 8) => ({ answer, decimals, updatedAt: 0, halted: false })
const CHAINLINK: ChainlinkState = {
  feeds: {
    'ETH/USD': feed(311_902_000_000n),
    'stETH/ETH': feed(900_000_000_000_000_000n, 18),
    'ezETH/ETH': feed(1_070_000_000_000_000_000n, 18),
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
  sources: {},
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
  it('takes the market price where governance has made it the source, and goes back', () => {
    const market = setSource(CHAINLINK, { asset: 'wstETH', source: 'market' })
    const atMarket = (311_902_000_000n * 900_000_000_000_000_000n) / WAD
    expect(aavePrice(market, 'wstETH', { rates, now: NOW })).toBe((atMarket * rates.wstETH) / WAD)
    // A cap of the exchange rate says nothing about the market.
    const high = { ...rates, wstETH: 2n * WAD }
    expect(aavePrice(market, 'wstETH', { rates: high, now: 1_708_004_591 })).toBe(2n * atMarket)
    expect(setSource(market, { asset: 'wstETH', source: 'exchange-rate' })).toEqual(CHAINLINK)
    const renzo = setSource(CHAINLINK, { asset: 'ezETH', source: 'market' })
    expect(aavePrice(renzo, 'ezETH', { rates: { ezETH: 2n * WAD }, now: NOW })).toBe(333_735_140_000n)
  })
  it('keeps the last answer of a feed that halted, and refuses a new one', () => {
    const halted = setHalted(CHAINLINK, { feed: 'ETH/USD', halted: true })
    expect(() => setAnswer(halted, { feed: 'ETH/USD', answer: 1n, now: 7 })).toThrow('FeedHalted')
    expect(aavePrice(halted, 'WETH', { rates, now: NOW })).toBe(311_902_000_000n)
    const again = setHalted(halted, { feed: 'ETH/USD', halted: false })
    expect(setAnswer(again, { feed: 'ETH/USD', answer: 1n, now: 7 }).feeds['ETH/USD'].answer).toBe(1n)
  })
  it('follows an answer', () => {
    const after = setAnswer(CHAINLINK, { feed: 'ETH/USD', answer: 100n, now: 7 })
    expect(aavePrice(after, 'WETH', { rates, now: NOW })).toBe(100n)
    expect(after.feeds['ETH/USD'].updatedAt).toBe(7)
    expect(CHAINLINK.feeds['ETH/USD'].answer).toBe(311_902_000_000n)
  })
})
