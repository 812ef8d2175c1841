import { ASSETS, type Asset } from '../../protocols/assets.js'
import { UNISWAP_POOLS } from '../../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { sqrtFloor } from '../../units/fixed.js'
import { depthToPositions, type SeedPosition } from '../depth.js'
import { RESERVES, UNISWAP_DEPTH, USUAL_DISCOUNT_BPS } from '../seed.js'
import { rateOf } from './staking.js'

/** sqrt(amount1 / amount0) × 2^96, floored. */
const sqrtPrice = (amount0: bigint, amount1: bigint): bigint => sqrtFloor((amount1 << 192n) / amount0)

const WAD = 10n ** 18n

const usdPrice = (asset: Asset): bigint => RESERVES.value.find(seed => seed.asset === asset)?.priceBase ?? 0n

/** Ether for one of a staking token: its share rate less the usual discount; times 10,000. */
const usualPrice = (asset: Asset): bigint => rateOf(asset) * (10_000n - USUAL_DISCOUNT_BPS.value)
const UNIT = 10_000n * WAD

/** Staking tokens start at the share rate less the usual discount, ether at the ratio of Aave's prices. */
export const seedPrices = (): Readonly<Record<UniswapPoolName, bigint>> => ({
  'wstETH/WETH 0.01%': sqrtPrice(UNIT, usualPrice('wstETH')),
  'wstETH/WETH 0.05%': sqrtPrice(UNIT, usualPrice('wstETH')),
  'rETH/WETH 0.05%': sqrtPrice(UNIT, usualPrice('rETH')),
  'weETH/WETH 0.05%': sqrtPrice(usualPrice('weETH'), UNIT),
  'cbETH/WETH 0.05%': sqrtPrice(UNIT, usualPrice('cbETH')),
  'osETH/WETH 0.05%': sqrtPrice(usualPrice('osETH'), UNIT),
  'rsETH/WETH 0.05%': sqrtPrice(UNIT, usualPrice('rsETH')),
  'ezETH/WETH 0.01%': sqrtPrice(UNIT, usualPrice('ezETH')),
  'USDC/WETH 0.05%': sqrtPrice(usdPrice('WETH') * 10n ** 6n, usdPrice('USDC') * WAD),
})

/** The provider's positions in each pool, fitted to the recorded depth. */
export const seedPositions = (): Readonly<Record<UniswapPoolName, readonly SeedPosition[]>> => {
  const prices = seedPrices()
  const positionsOf = (name: UniswapPoolName) =>
    depthToPositions({
      ...UNISWAP_POOLS[name],
      sqrtPriceX96: prices[name],
      sells: UNISWAP_DEPTH[name].value.map(row => ({
        asset: row.asset,
        amount: BigInt(row.amount) * 10n ** BigInt(ASSETS[row.asset].decimals),
        impactBps: row.impactBps,
      })),
    })
  return {
    'wstETH/WETH 0.01%': positionsOf('wstETH/WETH 0.01%'),
    'wstETH/WETH 0.05%': positionsOf('wstETH/WETH 0.05%'),
    'rETH/WETH 0.05%': positionsOf('rETH/WETH 0.05%'),
    'weETH/WETH 0.05%': positionsOf('weETH/WETH 0.05%'),
    'cbETH/WETH 0.05%': positionsOf('cbETH/WETH 0.05%'),
    'osETH/WETH 0.05%': positionsOf('osETH/WETH 0.05%'),
    'rsETH/WETH 0.05%': positionsOf('rsETH/WETH 0.05%'),
    'ezETH/WETH 0.01%': positionsOf('ezETH/WETH 0.01%'),
    'USDC/WETH 0.05%': positionsOf('USDC/WETH 0.05%'),
  }
}
