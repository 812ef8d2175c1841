import type { Ray } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import type { Borrowers } from './borrowers.js'

/** One reserve of the Aave v3.6 pool: configuration, rate curve and accounting, as the pool stores them. */
export type AaveReserve = {
  readonly asset: Asset
  /** Position in the pool's list; bit 2·id and 2·id+1 of a user's configuration. */
  readonly id: number
  readonly decimals: number
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  /** 10,500 is a bonus of 5 %. */
  readonly liquidationBonusBps: number
  readonly reserveFactorBps: number
  readonly liquidationProtocolFeeBps: number
  /** Whole tokens; 0 is no cap. */
  readonly supplyCap: bigint
  readonly borrowCap: bigint
  readonly active: boolean
  readonly frozen: boolean
  readonly paused: boolean
  readonly borrowingEnabled: boolean
  readonly flashLoanEnabled: boolean
  readonly optimalUsageBps: number
  readonly baseRateBps: number
  readonly slope1Bps: number
  readonly slope2Bps: number
  readonly liquidityIndexRay: Ray
  readonly liquidityRateRay: Ray
  readonly borrowIndexRay: Ray
  readonly borrowRateRay: Ray
  /** Seconds. */
  readonly lastUpdate: number
  /** aToken `scaledTotalSupply`. */
  readonly supplyScaled: bigint
  /** Variable debt token `scaledTotalSupply`. */
  readonly debtScaled: bigint
  /** `accruedToTreasury`, scaled. */
  readonly treasuryScaled: bigint
  readonly virtualBalance: bigint
  readonly deficit: bigint
  /** What the aToken really holds of the asset. */
  readonly cash: bigint
  /** `AaveOracle.getAssetPrice`, 8 decimals. */
  readonly priceBase: bigint
}

export type AaveEMode = {
  readonly id: number
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  readonly liquidationBonusBps: number
  /** Bit n is the reserve with id n. */
  readonly collateralBitmap: bigint
  readonly borrowableBitmap: bigint
  readonly ltvzeroBitmap: bigint
}

export type AaveAccount = {
  readonly eMode: number
  /** `UserConfigurationMap.data`: bit 2·id borrows, bit 2·id+1 is used as collateral. */
  readonly configuration: bigint
  /** Scaled aToken balances; absent is zero. */
  readonly supplies: Readonly<Partial<Record<Asset, bigint>>>
  /** Scaled variable debt; absent is zero. */
  readonly debts: Readonly<Partial<Record<Asset, bigint>>>
}

export type AaveState = {
  readonly flashLoanPremiumBps: number
  readonly reserves: Readonly<Partial<Record<Asset, AaveReserve>>>
  readonly eModes: Readonly<Record<number, AaveEMode>>
  /** Tracked accounts by lower-case address. The treasury (Collector) is one of them. */
  readonly accounts: Readonly<Record<Address, AaveAccount>>
  /** Background borrowers: many, and their wallets are not followed. */
  readonly borrowers: Borrowers
}
