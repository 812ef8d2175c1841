import { RAY } from '../../units/fixed.js'
import type { Asset } from '../assets.js'
import type { AaveReserve, AaveState } from './state.js'
import { supply } from './supply.js'

/** WETH on Aave Core at block 23975177 (SOURCES B.1), empty: no supply, no debt, no caps. */
const WETH: AaveReserve = {
  asset: 'WETH',
  id: 0,
  decimals: 18,
  ltvBps: 8_050,
  liquidationThresholdBps: 8_300,
  liquidationBonusBps: 10_500,
  reserveFactorBps: 1_500,
  liquidationProtocolFeeBps: 1_000,
  supplyCap: 0n,
  borrowCap: 0n,
  active: true,
  frozen: false,
  paused: false,
  borrowingEnabled: true,
  flashLoanEnabled: true,
  optimalUsageBps: 9_200,
  baseRateBps: 0,
  slope1Bps: 250,
  slope2Bps: 800,
  liquidityIndexRay: RAY,
  liquidityRateRay: 0n,
  borrowIndexRay: RAY,
  borrowRateRay: 0n,
  lastUpdate: 0,
  supplyScaled: 0n,
  debtScaled: 0n,
  treasuryScaled: 0n,
  virtualBalance: 0n,
  deficit: 0n,
  cash: 0n,
  priceBase: 311_902_000_000n,
}

const WSTETH: AaveReserve = {
  ...WETH,
  asset: 'wstETH',
  id: 1,
  ltvBps: 7_850,
  liquidationThresholdBps: 8_100,
  liquidationBonusBps: 10_600,
  reserveFactorBps: 3_500,
  optimalUsageBps: 8_000,
  slope1Bps: 100,
  slope2Bps: 4_000,
  priceBase: 380_924_000_000n,
}

const USDC: AaveReserve = {
  ...WETH,
  asset: 'USDC',
  id: 3,
  decimals: 6,
  ltvBps: 7_500,
  liquidationThresholdBps: 7_800,
  liquidationBonusBps: 10_450,
  reserveFactorBps: 1_000,
  liquidationProtocolFeeBps: 2_000,
  slope1Bps: 550,
  slope2Bps: 1_000,
  priceBase: 99_990_000n,
}

/** An empty market of WETH, wstETH and USDC with e-mode 1, its reserves overridden one by one. */
export const aaveState = (
  overrides: Readonly<Partial<Record<Asset, Partial<AaveReserve>>>> = {},
): AaveState => ({
  flashLoanPremiumBps: 5,
  reserves: {
    WETH: { ...WETH, ...overrides.WETH },
    wstETH: { ...WSTETH, ...overrides.wstETH },
    USDC: { ...USDC, ...overrides.USDC },
  },
  eModes: {
    1: {
      id: 1,
      ltvBps: 9_300,
      liquidationThresholdBps: 9_500,
      liquidationBonusBps: 10_100,
      collateralBitmap: 0b11n,
      borrowableBitmap: 0b1n,
      ltvzeroBitmap: 0n,
    },
  },
  accounts: {},
  borrowers: [],
})

/** The same market with liquidity to borrow: account 0xff supplies 50,000 ether of each token and 50 million USDC. */
export const liquidState = (
  overrides: Readonly<Partial<Record<Asset, Partial<AaveReserve>>>> = {},
): AaveState =>
  (['WETH', 'wstETH', 'USDC'] as const).reduce(
    (state, asset) =>
      supply(
        state,
        {
          asset,
          amount: asset === 'USDC' ? 50_000_000n * 10n ** 6n : 50_000n * 10n ** 18n,
          onBehalfOf: '0xff',
        },
        0,
      ),
    aaveState(overrides),
  )
