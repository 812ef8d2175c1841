import type { Address, Asset } from '../assets.js'

export type UniswapTick = {
  readonly tick: number
  readonly liquidityGross: bigint
  readonly liquidityNet: bigint
  readonly feeGrowthOutside0X128: bigint
  readonly feeGrowthOutside1X128: bigint
}

/** A position as the pool keys it (owner and range). */
export type UniswapPosition = {
  readonly owner: Address
  readonly tickLower: number
  readonly tickUpper: number
  readonly liquidity: bigint
  readonly feeGrowthInside0LastX128: bigint
  readonly feeGrowthInside1LastX128: bigint
  readonly tokensOwed0: bigint
  readonly tokensOwed1: bigint
}

/** One Uniswap v3 pool, complete. */
export type UniswapPool = {
  readonly token0: Asset
  readonly token1: Asset
  /** Hundredths of a basis point. */
  readonly fee: number
  readonly tickSpacing: number
  readonly sqrtPriceX96: bigint
  readonly tick: number
  readonly liquidity: bigint
  /** Packed: low four bits for token0, high four for token1. */
  readonly feeProtocol: number
  readonly feeGrowthGlobal0X128: bigint
  readonly feeGrowthGlobal1X128: bigint
  readonly protocolFees0: bigint
  readonly protocolFees1: bigint
  /** Initialised ticks in ascending order. */
  readonly ticks: readonly UniswapTick[]
  readonly positions: readonly UniswapPosition[]
  readonly balance0: bigint
  readonly balance1: bigint
}

export type UniswapPoolName =
  | 'wstETH/WETH 0.01%'
  | 'wstETH/WETH 0.05%'
  | 'rETH/WETH 0.05%'
  | 'weETH/WETH 0.05%'
  | 'cbETH/WETH 0.05%'
  | 'osETH/WETH 0.05%'
  | 'rsETH/WETH 0.05%'
  | 'ezETH/WETH 0.01%'
  | 'USDC/WETH 0.05%'
