import { ASSETS, type Asset } from '../../protocols/assets.js'
import { UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { sqrtFloor } from '../../units/fixed.js'
import { depthToPositions, type SeedPosition } from '../depth.js'
import { discountBps, reserveSeed, type SeedBook } from '../seed.js'
import { rateOf } from './staking.js'

/** sqrt(amount1 / amount0) × 2^96, floored. */
const sqrtPrice = (amount0: bigint, amount1: bigint): bigint => sqrtFloor((amount1 << 192n) / amount0)

const WAD = 10n ** 18n

/** Hundredths of a basis point. */
const MILLION = 1_000_000n
const UNIT = MILLION * WAD

/** Ether for one of a staking token: its share rate less the usual discount; times a million. */
const usualPrice = (book: SeedBook, asset: Asset): bigint =>
  rateOf(book, asset) * (MILLION - BigInt(Math.round(discountBps(book, asset) * 100)))

/** Staking tokens start at the share rate less the usual discount, ether at the ratio of Aave's prices. */
export const seedPrices = (book: SeedBook): Readonly<Record<UniswapPoolName, bigint>> => {
  const priceOf = (asset: Asset): bigint => usualPrice(book, asset)
  const usd = (asset: Asset): bigint => reserveSeed(book, asset).priceBase
  return {
    'wstETH/WETH 0.01%': sqrtPrice(UNIT, priceOf('wstETH')),
    'wstETH/WETH 0.05%': sqrtPrice(UNIT, priceOf('wstETH')),
    'rETH/WETH 0.05%': sqrtPrice(UNIT, priceOf('rETH')),
    'weETH/WETH 0.05%': sqrtPrice(priceOf('weETH'), UNIT),
    'cbETH/WETH 0.05%': sqrtPrice(UNIT, priceOf('cbETH')),
    'osETH/WETH 0.05%': sqrtPrice(priceOf('osETH'), UNIT),
    'rsETH/WETH 0.05%': sqrtPrice(UNIT, priceOf('rsETH')),
    'ezETH/WETH 0.01%': sqrtPrice(UNIT, priceOf('ezETH')),
    'USDC/WETH 0.05%': sqrtPrice(usd('WETH') * 10n ** 6n, usd('USDC') * WAD),
  }
}

/** Whole tokens to the smallest unit, to the twelfth part of a whole. */
const smallestUnit = (asset: Asset, amount: number): bigint =>
  (BigInt(Math.round(amount * 1e6)) * 10n ** BigInt(ASSETS[asset].decimals)) / 1_000_000n

/** The provider's positions in each pool, fitted to the recorded depth. */
export const seedPositions = (book: SeedBook): Readonly<Record<UniswapPoolName, readonly SeedPosition[]>> => {
  const prices = seedPrices(book)
  const names = Object.keys(UNISWAP_POOLS) as UniswapPoolName[]
  return Object.fromEntries(
    names.map(name => {
      const { rows, beyond } = book.seed.uniswap.depth[name].value
      const sells = rows.map(row => ({ ...row, amount: smallestUnit(row.asset, row.amount) }))
      const ends = beyond === 'nothing'
      return [name, depthToPositions({ ...UNISWAP_POOLS[name], sqrtPriceX96: prices[name], sells, ends })]
    }),
  ) as Readonly<Record<UniswapPoolName, readonly SeedPosition[]>>
}
