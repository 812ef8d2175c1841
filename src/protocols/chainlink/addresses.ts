import type { Address, Asset } from '../assets.js'
import type { FeedName } from './state.js'

/**
 * The feed that Aave's price source of each asset is, or ends in. For WETH that is the SVR feed of ETH/USD; the
 * stablecoins' and WBTC's are Aave's sources themselves. stETH/ETH and ezETH/ETH are Chainlink's own, of the market.
 * Source: npm `@aave-dao/aave-address-book` 4.68.1, `AaveV3Ethereum.ASSETS.*.ORACLE`.
 */
export const FEEDS: Readonly<Record<FeedName, Address>> = {
  'ETH/USD': '0x5424384B256154046E9667dDFaaa5e550145215e',
  'stETH/ETH': '0x86392dC19c0b719886221c78AB11eb8Cf5c52812',
  'ezETH/ETH': '0x636A000262F6aA9e1F094ABF0aD8f645C44f641C',
  'USDC/USD': '0x3f73F03aa83B2A48ed27E964eD0fDb590332095B',
  'USDT/USD': '0x260326c220E469358846b187eE53328303Efe19C',
  'DAI/USD': '0x5c66322CA59bB61e867B28195576DbD8dA4b08dE',
  'WBTC/USD': '0xDaa4B74C6bAc4e25188e64ebc68DB5050b690cAc',
}

/** Chainlink's public feeds, which others read. Source: the same package, `ChainlinkEthereum`. */
export const PUBLIC_FEEDS: Readonly<Partial<Record<FeedName, Address>>> = {
  'ETH/USD': '0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419',
  'USDC/USD': '0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6',
}

/** Price cap adapters, Aave's sources of staking tokens. Source: the same, `AaveV3Ethereum.ASSETS.*.ORACLE`. */
export const CAPOS = {
  wstETH: '0xe1D97bF61901B075E9626c8A2340a7De385861Ef',
  weETH: '0x87625393534d5C102cADB66D37201dF24cc26d4C',
  rETH: '0x6929706c42d637DF5Ebf7F0BcfF2aF47F84Ea69D',
  cbETH: '0x889399C34461b25d70d43931e6cE9E40280E617B',
  osETH: '0x2b86D519eF34f8Adfc9349CDeA17c09Aa9dB60E2',
  rsETH: '0x7292C95A5f6A501a9c4B34f6393e221F2A0139c3',
  ezETH: '0xF3d49021fF3bbBFDfC1992A4b09E5D1d141D044C',
} as const satisfies Readonly<Partial<Record<Asset, Address>>>

/**
 * Adapters of ours that price a staking token at what the market pays for it (contracts/MarketPrice.sol). Aave reads one
 * where governance has made it the source.
 */
export const MARKET_SOURCES = {
  wstETH: '0x000000000000000000000000000000000000a971',
  ezETH: '0x000000000000000000000000000000000000a972',
} as const satisfies Readonly<Partial<Record<Asset, Address>>>
