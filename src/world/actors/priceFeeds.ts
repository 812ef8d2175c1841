import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/**
 * Of Chainlink's stETH/ETH feed on mainnet, 0x86392dC19c0b719886221c78AB11eb8Cf5c52812: a new answer where the price has
 * moved by 0.5 %, and once a day. Source: Chainlink's page of the feed (data.chain.link, steth-eth).
 */
const DEVIATION_BPS = 50n
const HEARTBEAT = SECONDS_PER_DAY

const isDue = (market: Market, price: bigint): boolean => {
  const { answer, updatedAt } = market.chainlink.feeds['stETH/ETH']
  const moved = price > answer ? price - answer : answer - price
  return moved * 10_000n >= answer * DEVIATION_BPS || market.block.timestamp - updatedAt >= HEARTBEAT
}

/** Chainlink's nodes: stETH/ETH follows what Curve pays, by its deviation threshold and its heartbeat. */
export const priceFeeds = (): Actor => ({
  name: 'price feeds',
  act(market) {
    if (market.chainlink.feeds['stETH/ETH'].halted) return []
    const pair = { curve: market.curve, lido: market.lido }
    const answer = marginalPrice(pair, 1, market.block.timestamp)
    if (!isDue(market, answer)) return []
    return [{ from: CROWD.oracle, actions: [{ kind: 'chainlink.answer', feed: 'stETH/ETH', answer }] }]
  },
})
