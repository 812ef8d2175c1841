/** A 20-byte address, lower case wherever it is a key. */
export type Address = `0x${string}`

/** Every asset Plimsoll knows, by the symbol its contract uses. */
export type Asset =
  | 'ETH'
  | 'WETH'
  | 'stETH'
  | 'wstETH'
  | 'weETH'
  | 'rETH'
  | 'cbETH'
  | 'osETH'
  | 'rsETH'
  | 'ezETH'
  | 'USDC'
  | 'USDT'
  | 'DAI'
  | 'WBTC'

export type AssetFacts = { readonly address: Address; readonly decimals: number }

/**
 * Mainnet tokens. ETH stands under the address that routers use for it.
 * Source: npm `@aave-dao/aave-address-book` 4.68.1 and lidofinance/docs @ 35624e45.
 */
export const ASSETS: Readonly<Record<Asset, AssetFacts>> = {
  ETH: { address: '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE', decimals: 18 },
  WETH: { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', decimals: 18 },
  stETH: { address: '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84', decimals: 18 },
  wstETH: { address: '0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0', decimals: 18 },
  weETH: { address: '0xCd5fE23C85820F7B72D0926FC9b05b43E359b7ee', decimals: 18 },
  rETH: { address: '0xae78736Cd615f374D3085123A210448E74Fc6393', decimals: 18 },
  cbETH: { address: '0xBe9895146f7AF43049ca1c1AE358B0541Ea49704', decimals: 18 },
  osETH: { address: '0xf1C9acDc66974dFB6dEcB12aA385b9cD01190E38', decimals: 18 },
  rsETH: { address: '0xA1290d69c65A6Fe4DF752f95823fae25cB99e5A7', decimals: 18 },
  ezETH: { address: '0xbf5495Efe5DB9ce00f80364C8B423567e58d2110', decimals: 18 },
  USDC: { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', decimals: 6 },
  USDT: { address: '0xdAC17F958D2ee523a2206206994597C13D831ec7', decimals: 6 },
  DAI: { address: '0x6B175474E89094C44Da98b954EedeAC495271d0F', decimals: 18 },
  WBTC: { address: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', decimals: 8 },
}
