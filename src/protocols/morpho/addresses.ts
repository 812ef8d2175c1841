import type { Address, Asset } from '../assets.js'
import type { MorphoMarketName } from './state.js'

/** Source: morpho-org/morpho-blue @ 3085651a and morpho-org/morpho-blue-irm @ a1a87fd5, their READMEs. */
export const MORPHO = {
  blue: '0xBBBBBbbBBb9cC5e90e3b3Af64bdAF62C37EEFFCb',
  adaptiveCurveIrm: '0x870aC11D48B15DB9a138Cf899d20F13F79Ba00BC',
  /** `WstEthStEthExchangeRateChainlinkAdapter`: wstETH's share rate as a feed (README of morpho-blue-oracles). */
  shareRateFeed: '0x905b7dAbCD3Ce6B792D874e303D336424Cdb1421',
} as const satisfies Readonly<Record<string, Address>>

/** What identifies a market: the hash of these five is its id. */
export type MorphoMarketParams = {
  readonly loanToken: Asset
  readonly collateralToken: Asset
  readonly oracle: Address
  readonly irm: Address
  readonly lltvWad: bigint
  /** keccak256 of the five, which a fork test recomputes. */
  readonly id: `0x${string}`
  /** Whether a discount of stETH on its markets lowers the oracle's price. */
  readonly seesDepeg: boolean
}

const LLTV_945 = 945_000_000_000_000_000n

const wstEthWeth = {
  loanToken: 'WETH',
  collateralToken: 'wstETH',
  irm: MORPHO.adaptiveCurveIrm,
  lltvWad: LLTV_945,
} as const

/**
 * The two wstETH/WETH markets at an LLTV of 94.5 %. Source: npm `@morpho-org/morpho-test` 4.0.3, `markets.eth_wstEth`
 * and `eth_wstEth_2`. MIP57 (Morpho's DAO, May 2024) names their oracles: "ChainlinkOracle", which multiplies the share
 * rate by Chainlink's stETH/ETH, and "ChainlinkOracleV2 Exchange Rate", which takes the share rate alone.
 */
export const MORPHO_MARKETS: Readonly<Record<MorphoMarketName, MorphoMarketParams>> = {
  'market price': {
    ...wstEthWeth,
    oracle: '0x2a01EB9496094dA03c4E364Def50f5aD1280AD72',
    id: '0xc54d7acf14de29e0e5527cabd7a576506870346a78a11a6762e2cca66322ec41',
    seesDepeg: true,
  },
  'exchange rate': {
    ...wstEthWeth,
    oracle: '0xbD60A6770b27E084E8617335ddE769241B0e71D8',
    id: '0xd0e50cdac92fe2172043f5e0c36532c6369d24947e40968f34a5e8819ca9ec5d',
    seesDepeg: false,
  },
}

export const MORPHO_MARKET_NAMES = Object.keys(MORPHO_MARKETS) as readonly MorphoMarketName[]
