import type { Address, Asset } from '../assets.js'

/** Assets that Plimsoll follows on Aave. */
export type AaveAsset = Exclude<Asset, 'ETH' | 'stETH'>

export type AaveReserveAddresses = {
  readonly aToken: Address
  readonly variableDebtToken: Address
  /** `AaveOracle.getSourceOfAsset`. */
  readonly priceSource: Address
}

/**
 * Tokens and price sources of each reserve, in the order of the pool's own list.
 * Source: npm `@aave-dao/aave-address-book` 4.68.1, `AaveV3Ethereum.ASSETS`.
 */
export const AAVE_RESERVES: Readonly<Record<AaveAsset, AaveReserveAddresses>> = {
  WETH: {
    aToken: '0x4d5F47FA6A74757f35C14fD3a6Ef8E3C9BC514E8',
    variableDebtToken: '0xeA51d7853EEFb32b6ee06b1C12E6dcCA88Be0fFE',
    priceSource: '0x5424384B256154046E9667dDFaaa5e550145215e',
  },
  wstETH: {
    aToken: '0x0B925eD163218f6662a35e0f0371Ac234f9E9371',
    variableDebtToken: '0xC96113eED8cAB59cD8A66813bCB0cEb29F06D2e4',
    priceSource: '0xe1D97bF61901B075E9626c8A2340a7De385861Ef',
  },
  WBTC: {
    aToken: '0x5Ee5bf7ae06D1Be5997A1A72006FE6C607eC6DE8',
    variableDebtToken: '0x40aAbEf1aa8f0eEc637E0E7d92fbfFB2F26A8b7B',
    priceSource: '0xDaa4B74C6bAc4e25188e64ebc68DB5050b690cAc',
  },
  USDC: {
    aToken: '0x98C23E9d8f34FEFb1B7BD6a91B7FF122F4e16F5c',
    variableDebtToken: '0x72E95b8931767C79bA4EeE721354d6E99a61D004',
    priceSource: '0x3f73F03aa83B2A48ed27E964eD0fDb590332095B',
  },
  DAI: {
    aToken: '0x018008bfb33d285247A21d44E50697654f754e63',
    variableDebtToken: '0xcF8d0c70c850859266f5C338b38F9D663181C314',
    priceSource: '0x5c66322CA59bB61e867B28195576DbD8dA4b08dE',
  },
  cbETH: {
    aToken: '0x977b6fc5dE62598B08C85AC8Cf2b745874E8b78c',
    variableDebtToken: '0x0c91bcA95b5FE69164cE583A2ec9429A569798Ed',
    priceSource: '0x889399C34461b25d70d43931e6cE9E40280E617B',
  },
  USDT: {
    aToken: '0x23878914EFE38d27C4D67Ab83ed1b93A74D4086a',
    variableDebtToken: '0x6df1C1E379bC5a00a7b4C6e67A203333772f45A8',
    priceSource: '0x260326c220E469358846b187eE53328303Efe19C',
  },
  rETH: {
    aToken: '0xCc9EE9483f662091a1de4795249E24aC0aC2630f',
    variableDebtToken: '0xae8593DD575FE29A9745056aA91C4b746eee62C8',
    priceSource: '0x6929706c42d637DF5Ebf7F0BcfF2aF47F84Ea69D',
  },
  weETH: {
    aToken: '0xBdfa7b7893081B35Fb54027489e2Bc7A38275129',
    variableDebtToken: '0x77ad9BF13a52517AD698D65913e8D381300c8Bf3',
    priceSource: '0x87625393534d5C102cADB66D37201dF24cc26d4C',
  },
  osETH: {
    aToken: '0x927709711794F3De5DdBF1D176bEE2D55Ba13c21',
    variableDebtToken: '0x8838eefF2af391863E1Bb8b1dF563F86743a8470',
    priceSource: '0x2b86D519eF34f8Adfc9349CDeA17c09Aa9dB60E2',
  },
  rsETH: {
    aToken: '0x2D62109243b87C4bA3EE7bA1D91B0dD0A074d7b1',
    variableDebtToken: '0x6De3E52A1B7294A34e271a508082b1Ff4a37E30e',
    priceSource: '0x7292C95A5f6A501a9c4B34f6393e221F2A0139c3',
  },
  ezETH: {
    aToken: '0x4E2a4d9B3DF7Aae73b418Bd39F3af9e148E3F479',
    variableDebtToken: '0x730318dB7b830d324fC3fEDDB1d212Ec64bD3141',
    priceSource: '0xF3d49021fF3bbBFDfC1992A4b09E5D1d141D044C',
  },
}

/**
 * Aave V3 Core on Ethereum.
 * Source: npm `@aave-dao/aave-address-book` 4.68.1, `AaveV3Ethereum` (2026-09-16).
 */
export const AAVE = {
  pool: '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2',
  provider: '0x2f39d218133AFaB8F2B819B1066c7E434Ad94E9e',
  configurator: '0x64b761D848206f447Fe2dd461b0c635Ec39EbB27',
  oracle: '0x54586bE62E3c3580375aE3723C145253060Ca0C2',
  dataProvider: '0x0a16f2FCC0D44FaE41cc54e079281D84A363bECD',
  uiPoolDataProvider: '0x2dAd8162A989cd99D673dE4425Bb2298Db1E1aA2',
  aclManager: '0xc2aaCf6553D20d1e9d78E365AAba8032af9c85b0',
  /** The treasury: receives reserve factors and liquidation protocol fees as aTokens. */
  collector: '0x464C71f6c2F760DdA6093dCB91C24c39e5d6e18c',
  /** Governance executor, level 1: may change parameters. Source: `GovernanceV3Ethereum` of the same package. */
  governance: '0x5300A1a15135EA4dc7aD5a167152C01EFc9b192A',
  /** `DefaultReserveInterestRateStrategyV2`, one for all reserves. */
  rateStrategy: '0x9ec6F08190DeA04A54f8Afc53Db96134e5E3FdFB',
  /** By asset; one that Plimsoll does not follow on Aave is absent. */
  tokens: AAVE_RESERVES as Readonly<Partial<Record<Asset, AaveReserveAddresses>>>,
} as const
