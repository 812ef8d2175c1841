import { WAD, type Wad } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { cappedPrice } from './capo.js'
import type { ChainlinkState, FeedName, PriceSource, SwitchableAsset } from './state.js'

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
 * Dollars with 8 decimals. bgd-labs/cl-synchronicity-price-adapter `CLSynchronicityPriceAdapterPegToBase`: feed ×
 * ETH/USD, floored; for wstETH, as in `CLwstETHSynchronicityPriceAdapter`, then × stETH per token, floored again.
 */
const marketPrice = (chainlink: ChainlinkState, asset: SwitchableAsset, rateWad: Wad): bigint => {
  const asked = chainlink.feeds[asset === 'wstETH' ? 'stETH/ETH' : 'ezETH/ETH'].answer
  const price = ratedPrice(chainlink.feeds['ETH/USD'].answer, asked)
  return asset === 'wstETH' ? (price * rateWad) / WAD : price
}

const isSwitchable = (asset: Asset): asset is SwitchableAsset => asset === 'wstETH' || asset === 'ezETH'

/**
 * What Aave's oracle answers for one asset, in dollars with 8 decimals, or undefined where it has no source.
 * Unless governance made the market its source, the market price of stETH plays no part: wstETH is ETH/USD × its rate,
 * capped.
 */
export const aavePrice = (
  chainlink: ChainlinkState,
  asset: Asset,
  at: { readonly rates: StakingRates; readonly now: number },
): bigint | undefined => {
  const rateWad = at.rates[asset]
  if (rateWad !== undefined && isSwitchable(asset) && chainlink.sources[asset] === 'market')
    return marketPrice(chainlink, asset, rateWad)
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

/** A feed's answer replaced, as an oracle's transmission does (`setAnswer` of our Feed.sol). Refused while halted. */
export const setAnswer = (
  chainlink: ChainlinkState,
  order: { readonly feed: FeedName; readonly answer: bigint; readonly now: number },
): ChainlinkState => {
  const before = chainlink.feeds[order.feed]
  if (before.halted) throw new Revert('FeedHalted')
  const feed = { ...before, answer: order.answer, updatedAt: order.now }
  return { ...chainlink, feeds: { ...chainlink.feeds, [order.feed]: feed } }
}

/** A feed's nodes stop, or go on (`forceHalted` of our Feed.sol). The last answer stands. */
export const setHalted = (
  chainlink: ChainlinkState,
  { feed, halted }: { readonly feed: FeedName; readonly halted: boolean },
): ChainlinkState => ({
  ...chainlink,
  feeds: { ...chainlink.feeds, [feed]: { ...chainlink.feeds[feed], halted } },
})

/** AaveOracle `setAssetSources` for one staking token. An exchange rate is the usual, and leaves no entry. */
export const setSource = (
  chainlink: ChainlinkState,
  { asset, source }: { readonly asset: SwitchableAsset; readonly source: PriceSource },
): ChainlinkState => {
  const { [asset]: _, ...others } = chainlink.sources
  return { ...chainlink, sources: source === 'market' ? { ...others, [asset]: source } : others }
}
