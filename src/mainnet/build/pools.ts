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

const usualPrice = (): bigint =>
  sqrtPrice(10_000n * WAD, rateOf('wstETH') * (10_000n - USUAL_DISCOUNT_BPS.value))

/** wstETH starts at the share rate less the usual discount, ether at the ratio of Aave's prices. */
export const seedPrices = (): Readonly<Record<UniswapPoolName, bigint>> => ({
  'wstETH/WETH 0.01%': usualPrice(),
  'wstETH/WETH 0.05%': usualPrice(),
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
    'USDC/WETH 0.05%': positionsOf('USDC/WETH 0.05%'),
  }
}
