import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { tokenPriceWad } from '../../routing/marketPrice.js'
import { mulDivFloor, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/**
 * Of Chainlink's stETH/ETH feed on mainnet, 0x86392dC19c0b719886221c78AB11eb8Cf5c52812: a new answer where the price has
 * moved by 0.5 %, and once a day. Source: Chainlink's page of the feed (data.chain.link, steth-eth).
 */
const DEVIATION_BPS = 50n
const HEARTBEAT = SECONDS_PER_DAY

/** What the market pays for one token; 0 where there is no market. */
const PRICES = {
  'stETH/ETH': ({ curve, lido, block }: Market) => marginalPrice({ curve, lido }, 1, block.timestamp),
  'ezETH/ETH': (market: Market) =>
    mulDivFloor(tokenPriceWad(market, 'ezETH') ?? 0n, fairValueWei(market, 'ezETH', WAD), WAD),
} as const
type Followed = keyof typeof PRICES

const isDue = (market: Market, feed: Followed, price: bigint): boolean => {
  const { answer, updatedAt } = market.chainlink.feeds[feed]
  const moved = price > answer ? price - answer : answer - price
  return moved * 10_000n >= answer * DEVIATION_BPS || market.block.timestamp - updatedAt >= HEARTBEAT
}

/**
 * Chainlink's nodes: stETH/ETH follows what Curve pays, by its deviation threshold and its heartbeat; ezETH/ETH follows its
 * pool by the same, which is assumed.
 */
export const priceFeeds = (): Actor => ({
  name: 'price feeds',
  act(market) {
    const actions = (Object.keys(PRICES) as Followed[]).flatMap((feed): readonly Action[] => {
      const answer = PRICES[feed](market)
      const silent = market.chainlink.feeds[feed].halted || answer === 0n || !isDue(market, feed, answer)
      return silent ? [] : [{ kind: 'chainlink.answer', feed, answer }]
    })
    return actions.length === 0 ? [] : [{ from: CROWD.oracle, actions }]
  },
})
