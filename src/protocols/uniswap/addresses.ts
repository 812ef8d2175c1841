import type { Address, Asset } from '../assets.js'
import type { UniswapPoolName } from './state.js'

/**
 * Uniswap v3 on mainnet. Source: Uniswap/sdks @ 241fb9a7 (2026-08-07) sdk-core addresses and universal-router
 * constants; `router` is the first SwapRouter. It and QuoterV2 also from simtopia/verbs-examples @ 3fb9ab10 (2024-04-10).
 */
export const UNISWAP = {
  factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
  nonfungiblePositionManager: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
  router: '0xE592427A0AEce92De3Edee1F18E0157C05861564',
  quoterV2: '0x61fFE014bA17989E743c5F6cB21bF9697530B21e',
} as const satisfies Readonly<Record<string, Address>>

export type UniswapPoolFacts = {
  readonly address: Address
  readonly token0: Asset
  readonly token1: Asset
  /** Hundredths of a basis point. */
  readonly fee: number
  readonly tickSpacing: number
}

/**
 * The pools Plimsoll knows. Sources: wstETH/WETH 0.01 % from lidofinance/docs @ 35624e45 (2026-07-24); the others recomputed
 * by CREATE2 from the factory, and coinspect/learn-evm-attacks @ 77342c4e. The tests recompute all.
 */
export const UNISWAP_POOLS: Readonly<Record<UniswapPoolName, UniswapPoolFacts>> = {
  'wstETH/WETH 0.01%': {
    address: '0x109830a1AAaD605BbF02a9dFA7B0B92EC2FB7dAa',
    token0: 'wstETH',
    token1: 'WETH',
    fee: 100,
    tickSpacing: 1,
  },
  'wstETH/WETH 0.05%': {
    address: '0xD340B57AAcDD10F96FC1CF10e15921936F41E29c',
    token0: 'wstETH',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
  },
  'rETH/WETH 0.05%': {
    address: '0xa4e0faA58465A2D369aa21B3e42d43374c6F9613',
    token0: 'rETH',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
  },
  'weETH/WETH 0.05%': {
    address: '0x7A415B19932c0105c82FDB6b720bb01B0CC2CAe3',
    token0: 'WETH',
    token1: 'weETH',
    fee: 500,
    tickSpacing: 10,
  },
  'cbETH/WETH 0.05%': {
    address: '0x840DEEef2f115Cf50DA625F7368C24af6fE74410',
    token0: 'cbETH',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
  },
  'osETH/WETH 0.05%': {
    address: '0x96C3Acb0F3F523d7bec7dF43bdf8CCD8c05D0D3E',
    token0: 'WETH',
    token1: 'osETH',
    fee: 500,
    tickSpacing: 10,
  },
  'rsETH/WETH 0.05%': {
    address: '0x059615EBf32C946aaab3D44491f78e4F8e97e1D3',
    token0: 'rsETH',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
  },
  'ezETH/WETH 0.01%': {
    address: '0xBE80225f09645f172B079394312220637C440A63',
    token0: 'ezETH',
    token1: 'WETH',
    fee: 100,
    tickSpacing: 1,
  },
  'USDC/WETH 0.05%': {
    address: '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640',
    token0: 'USDC',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
  },
}

/** Where each staking token is sold for WETH: its largest pool here. */
export const STAKING_POOLS = {
  wstETH: 'wstETH/WETH 0.01%',
  rETH: 'rETH/WETH 0.05%',
  weETH: 'weETH/WETH 0.05%',
  cbETH: 'cbETH/WETH 0.05%',
  osETH: 'osETH/WETH 0.05%',
  rsETH: 'rsETH/WETH 0.05%',
  ezETH: 'ezETH/WETH 0.01%',
} as const satisfies Readonly<Partial<Record<Asset, UniswapPoolName>>>

/** A token that `STAKING_POOLS` knows. */
export type StakingToken = keyof typeof STAKING_POOLS

export const isStakingToken = (asset: Asset): asset is StakingToken => asset in STAKING_POOLS
