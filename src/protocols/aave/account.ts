import { MAX_UINT256, max, mulDivCeil, type Ray, type Wad } from '../../units/fixed.js'
import { percentMulFloor, wadDivHalfUp } from '../../units/ray.js'
import type { Address } from '../assets.js'
import {
  BORROWING,
  COLLATERAL,
  flagsOf,
  getUserReserveLtv,
  isReserveEnabledOnBitmap,
} from './configuration.js'
import { accountOf, eModeOf } from './entries.js'
import { getNormalizedDebt, getNormalizedIncome } from './reserve.js'
import type { AaveAccount, AaveEMode, AaveReserve, AaveState } from './state.js'
import { getATokenBalance, getVTokenBalance } from './tokenMath.js'

/** An account in the base currency: US dollars with 8 decimals. */
export type AaveAccountData = {
  readonly collateralBase: bigint
  readonly debtBase: bigint
  readonly availableBorrowsBase: bigint
  /** Averages over the collateral, floored; 0 without collateral. */
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  /** 2^256 − 1 without debt. */
  readonly healthFactorWad: Wad
  readonly hasZeroLtvCollateral: boolean
}

const EMPTY: AaveAccountData = {
  collateralBase: 0n,
  debtBase: 0n,
  availableBorrowsBase: 0n,
  ltvBps: 0,
  liquidationThresholdBps: 0,
  healthFactorWad: MAX_UINT256,
  hasZeroLtvCollateral: false,
}

const UNITS: readonly bigint[] = Array.from({ length: 78 }, (_, decimals) => 10n ** BigInt(decimals))

/** One whole token in the asset's smallest unit. */
export const unitOf = (reserve: AaveReserve): bigint =>
  UNITS[reserve.decimals] ?? 10n ** BigInt(reserve.decimals)

/** Base value of an amount of collateral; floors. Aave v3.6 `GenericLogic`, `LiquidationLogic`. */
export const collateralInBase = (reserve: AaveReserve, amount: bigint): bigint =>
  (amount * reserve.priceBase) / unitOf(reserve)

/** Base value of an amount of debt; ceils. Aave v3.6 `GenericLogic`, `LiquidationLogic`. */
export const debtInBase = (reserve: AaveReserve, amount: bigint): bigint =>
  mulDivCeil(amount, reserve.priceBase, unitOf(reserve))

/** What `accountData` needs of a reserve at one second: once for all accounts, indexes when somebody needs them. */
type Terms = {
  readonly reserve: AaveReserve
  readonly unit: bigint
  incomeRay: Ray | undefined
  debtRay: Ray | undefined
}

const known = new WeakMap<AaveState['reserves'], { readonly now: number; readonly terms: readonly Terms[] }>()

const termsAt = (reserves: AaveState['reserves'], now: number): readonly Terms[] => {
  const before = known.get(reserves)
  if (before !== undefined && before.now === now) return before.terms
  const terms = Object.values(reserves).map(
    (reserve): Terms => ({
      reserve,
      unit: unitOf(reserve),
      incomeRay: undefined,
      debtRay: undefined,
    }),
  )
  known.set(reserves, { now, terms })
  return terms
}

/** Aave v3.6 `GenericLogic._getUserBalanceInBaseCurrency`. */
const userBalanceInBase = (account: AaveAccount, terms: Terms, now: number): bigint => {
  const { reserve, unit } = terms
  const scaled = account.supplies[reserve.asset]
  if (scaled === undefined) return 0n
  terms.incomeRay ??= getNormalizedIncome(reserve, now)
  return (getATokenBalance(scaled, terms.incomeRay) * reserve.priceBase) / unit
}

/** Aave v3.6 `GenericLogic._getUserDebtInBaseCurrency`. */
const userDebtInBase = (account: AaveAccount, terms: Terms, now: number): bigint => {
  const { reserve, unit } = terms
  const scaled = account.debts[reserve.asset]
  if (scaled === undefined) return 0n
  terms.debtRay ??= getNormalizedDebt(reserve, now)
  return mulDivCeil(getVTokenBalance(scaled, terms.debtRay), reserve.priceBase, unit)
}

const thresholdOf = (reserve: AaveReserve, eMode: AaveEMode | undefined): number =>
  eMode !== undefined && isReserveEnabledOnBitmap(eMode.collateralBitmap, reserve.id)
    ? eMode.liquidationThresholdBps
    : reserve.liquidationThresholdBps

type Sums = {
  readonly collateralBase: bigint
  readonly debtBase: bigint
  readonly ltv: bigint
  readonly threshold: bigint
}

const healthFactorOf = (sums: Sums): Wad =>
  sums.debtBase === 0n ? MAX_UINT256 : wadDivHalfUp(sums.threshold, sums.debtBase) / 10_000n

const dataOf = (sums: Sums, hasZeroLtvCollateral: boolean): AaveAccountData => {
  const { collateralBase, debtBase } = sums
  const ltv = collateralBase === 0n ? 0n : sums.ltv / collateralBase
  const threshold = collateralBase === 0n ? 0n : sums.threshold / collateralBase
  return {
    collateralBase,
    debtBase,
    availableBorrowsBase: max(percentMulFloor(collateralBase, ltv) - debtBase, 0n),
    ltvBps: Number(ltv),
    liquidationThresholdBps: Number(threshold),
    healthFactorWad: healthFactorOf(sums),
    hasZeroLtvCollateral,
  }
}

/**
 * Collateral, debt, averages and health factor of an account at `now` (seconds).
 * Collateral floors, debt ceils, the health factor's division rounds half up and its percentage floors.
 * Aave v3.6 `GenericLogic.calculateUserAccountData`: outside its e-mode's bitmap a collateral keeps its own terms.
 */
export const accountData = (state: AaveState, user: Address, now: number): AaveAccountData => {
  const account = accountOf(state, user)
  if (account.configuration === 0n) return EMPTY
  const eMode = eModeOf(state, account)
  const sums = { collateralBase: 0n, debtBase: 0n, ltv: 0n, threshold: 0n }
  let hasZeroLtvCollateral = false
  for (const terms of termsAt(state.reserves, now)) {
    const { reserve } = terms
    const flags = flagsOf(account.configuration, reserve.id)
    if ((flags & COLLATERAL) !== 0) {
      const value = userBalanceInBase(account, terms, now)
      const ltvBps = getUserReserveLtv(reserve, eMode)
      sums.collateralBase += value
      if (ltvBps === 0) hasZeroLtvCollateral = true
      else sums.ltv += value * BigInt(ltvBps)
      sums.threshold += value * BigInt(thresholdOf(reserve, eMode))
    }
    if ((flags & BORROWING) !== 0) sums.debtBase += userDebtInBase(account, terms, now)
  }
  return dataOf(sums, hasZeroLtvCollateral)
}
