import { WAD, type Wad } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import { cappedPrice } from './capo.js'
import type { ChainlinkState, FeedName } from './state.js'

/** Aave counts in dollars with eight decimals, which is what its feeds answer in. */
const FEED_OF: Readonly<Partial<Record<Asset, FeedName>>> = {
  WETH: 'ETH/USD',
  USDC: 'USDC/USD',
  USDT: 'USDT/USD',
  DAI: 'DAI/USD',
  WBTC: 'WBTC/USD',
}

/** Ether per token of staking tokens, 18 decimals: what each contract says, wstETH by `getPooledEthByShares(1e18)`. */
export type StakingRates = Readonly<Partial<Record<Asset, Wad>>>

/** Base × rate, floored, in the feed's decimals. No cap. */
const ratedPrice = (basePrice: bigint, rateWad: Wad): bigint =>
  basePrice <= 0n || rateWad <= 0n ? 0n : (basePrice * rateWad) / WAD

/**
 * What Aave's oracle answers for one asset, in dollars with 8 decimals, or undefined where it has no source.
 * The market price of stETH plays no part: wstETH is ETH/USD × its rate, capped.
 */
export const aavePrice = (
  chainlink: ChainlinkState,
  asset: Asset,
  at: { readonly rates: StakingRates; readonly now: number },
): bigint | undefined => {
  const rateWad = at.rates[asset]
  const capo = chainlink.capos[asset]
  if (capo !== undefined && rateWad !== undefined) {
    const basePrice = chainlink.feeds[capo.baseFeed].answer
    return cappedPrice(capo, { basePrice, ratioWad: rateWad, now: at.now })
  }
  if (rateWad !== undefined) return ratedPrice(chainlink.feeds['ETH/USD'].answer, rateWad)
  const feed = FEED_OF[asset]
  return feed === undefined ? undefined : chainlink.feeds[feed].answer
}

/** `aavePrice` of many assets; those without a source are left out. */
export const aavePrices = (
  chainlink: ChainlinkState,
  assets: readonly Asset[],
  at: { readonly rates: StakingRates; readonly now: number },
): Readonly<Partial<Record<Asset, bigint>>> => {
  const priced = assets.flatMap(asset => {
    const price = aavePrice(chainlink, asset, at)
    return price === undefined ? [] : [[asset, price] as const]
  })
  return Object.fromEntries(priced)
}

/** A feed's answer replaced, as an oracle's transmission does (`setAnswer` of our Feed.sol). */
export const setAnswer = (
  chainlink: ChainlinkState,
  order: { readonly feed: FeedName; readonly answer: bigint; readonly now: number },
): ChainlinkState => {
  const feed = { ...chainlink.feeds[order.feed], answer: order.answer, updatedAt: order.now }
  return { ...chainlink, feeds: { ...chainlink.feeds, [order.feed]: feed } }
}
