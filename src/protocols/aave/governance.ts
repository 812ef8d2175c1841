import { BPS } from '../../units/fixed.js'
import { percentMulHalfUp } from '../../units/ray.js'
import type { Address, Asset } from '../assets.js'
import { AAVE } from './addresses.js'
import { ensure } from './checks.js'
import { isReserveEnabledOnBitmap } from './configuration.js'
import { eModeById, reserveOf, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveEMode, AaveReserve, AaveState } from './state.js'

const GOVERNANCE = AAVE.governance.toLowerCase()

/** `PoolConfigurator._only…`: governance holds every role, nobody else any. */
export const requireGovernance = (from: Address, refusal: string): void =>
  ensure(from === GOVERNANCE, refusal)

/** The three figures of collateral, in basis points; a bonus of 10,500 is 5 %. */
export type CollateralTerms = {
  readonly ltvBps: number
  readonly liquidationThresholdBps: number
  readonly liquidationBonusBps: number
}

/** A loan at the threshold must leave enough collateral for the bonus. */
const ensureBonusFits = (terms: CollateralTerms, refusal: string): void => {
  ensure(BigInt(terms.liquidationBonusBps) > BPS, refusal)
  const needed = percentMulHalfUp(BigInt(terms.liquidationThresholdBps), BigInt(terms.liquidationBonusBps))
  ensure(needed <= BPS, refusal)
}

/** While a reserve is frozen its loan to value stays 0. Aave v3.6 `PoolConfigurator.configureReserveAsCollateral`. */
export const configureReserveAsCollateral = (
  state: AaveState,
  { asset, ...terms }: CollateralTerms & { readonly asset: Asset },
): AaveState => {
  const reserve = reserveOf(state, asset)
  ensure(terms.ltvBps <= terms.liquidationThresholdBps, 'InvalidReserveParams')
  if (terms.liquidationThresholdBps !== 0) ensureBonusFits(terms, 'InvalidReserveParams')
  else {
    ensure(terms.liquidationBonusBps === 0, 'InvalidReserveParams')
    ensure(reserve.supplyScaled === 0n && reserve.treasuryScaled === 0n, 'ReserveLiquidityNotZero')
  }
  const ltvBps = reserve.frozen ? reserve.ltvBps : terms.ltvBps
  return withReserve(state, { ...reserve, ...terms, ltvBps })
}

const withEMode = (state: AaveState, eMode: AaveEMode): AaveState => ({
  ...state,
  eModes: { ...state.eModes, [eMode.id]: eMode },
})

/** Aave v3.6 `PoolConfigurator.setEModeCategory`: collateral and borrowable assets stay. */
export const setEModeCategory = (
  state: AaveState,
  { category, ...terms }: CollateralTerms & { readonly category: number },
): AaveState => {
  const refusal = 'InvalidEmodeCategoryParams'
  ensure(terms.ltvBps !== 0 && terms.liquidationThresholdBps !== 0, refusal)
  ensure(terms.ltvBps <= terms.liquidationThresholdBps, refusal)
  ensureBonusFits(terms, refusal)
  const eMode = eModeById(state, category)
  ensure(eMode !== undefined, 'EModeCategoryReserved')
  return withEMode(state, { ...eMode, ...terms })
}

/** Aave v3.6 `PoolConfigurator.setAssetBorrowableInEMode`. Debts that stand are not touched. */
export const setAssetBorrowableInEMode = (
  state: AaveState,
  order: { readonly asset: Asset; readonly category: number; readonly borrowable: boolean },
): AaveState => {
  const bit = 1n << BigInt(reserveOf(state, order.asset).id)
  const eMode = eModeById(state, order.category)
  ensure(eMode !== undefined, 'EModeCategoryReserved')
  const { borrowableBitmap } = eMode
  const without = borrowableBitmap & ~bit
  return withEMode(state, { ...eMode, borrowableBitmap: order.borrowable ? without | bit : without })
}

/** `DefaultReserveInterestRateStrategyV2` `MIN_OPTIMAL_POINT`, `MAX_OPTIMAL_POINT`, `MAX_BORROW_RATE`; basis points. */
const OPTIMAL = { least: 100, most: 9_900 }
const MAX_BORROW_RATE = 100_000

/** A rate curve in basis points. */
export type RateCurve = {
  readonly optimalUsageBps: number
  readonly baseRateBps: number
  readonly slope1Bps: number
  readonly slope2Bps: number
}

/** Accrues at the old rates, then sets the new ones. Aave v3.6 `PoolConfigurator.setReserveInterestRateData`. */
export const setReserveInterestRateData = (
  state: AaveState,
  { asset, ...curve }: RateCurve & { readonly asset: Asset },
  now: number,
): AaveState => {
  const reserve = updateState(reserveOf(state, asset), now)
  const { optimalUsageBps, baseRateBps, slope1Bps, slope2Bps } = curve
  const isOptimal = optimalUsageBps <= OPTIMAL.most && optimalUsageBps >= OPTIMAL.least
  ensure(isOptimal, 'InvalidOptimalUsageRatio')
  ensure(slope1Bps <= slope2Bps, 'Slope2MustBeGteSlope1')
  ensure(baseRateBps + slope1Bps + slope2Bps <= MAX_BORROW_RATE, 'InvalidMaxRate')
  const next: AaveReserve = { ...reserve, ...curve }
  return withReserve(state, updateInterestRatesAndVirtualBalance(next, { added: 0n, taken: 0n }))
}

const withLtvZero = (eMode: AaveEMode, id: number): AaveEMode =>
  isReserveEnabledOnBitmap(eMode.collateralBitmap, id)
    ? { ...eMode, ltvzeroBitmap: eMode.ltvzeroBitmap | (1n << BigInt(id)) }
    : eMode

/**
 * Freezing takes the loan to value away, in the e-modes too; unfreezing does not give it back.
 * Aave v3.6 `PoolConfigurator.setReserveFreeze`.
 */
export const setReserveFreeze = (
  state: AaveState,
  { asset, frozen }: { readonly asset: Asset; readonly frozen: boolean },
): AaveState => {
  const reserve = reserveOf(state, asset)
  ensure(reserve.frozen !== frozen, 'InvalidFreezeState')
  if (!frozen) return withReserve(state, { ...reserve, frozen })
  const eModes = Object.fromEntries(
    Object.entries(state.eModes).map(([key, eMode]) => [key, withLtvZero(eMode, reserve.id)]),
  )
  return withReserve({ ...state, eModes }, { ...reserve, frozen, ltvBps: 0 })
}

/** Aave v3.6 `PoolConfigurator.setReservePause`, without a grace period. */
export const setReservePause = (
  state: AaveState,
  { asset, paused }: { readonly asset: Asset; readonly paused: boolean },
): AaveState => withReserve(state, { ...reserveOf(state, asset), paused })

/** Aave v3.6 `ReserveConfiguration` `MAX_VALID_SUPPLY_CAP` and `MAX_VALID_BORROW_CAP`. */
const MAX_CAP = 68_719_476_735n

/** Whole tokens; 0 is no cap. Aave v3.6 `PoolConfigurator.setSupplyCap` and `setBorrowCap`, in this order. */
export const setCaps = (
  state: AaveState,
  { asset, ...caps }: { readonly asset: Asset; readonly supplyCap: bigint; readonly borrowCap: bigint },
): AaveState => {
  const reserve = reserveOf(state, asset)
  ensure(caps.supplyCap <= MAX_CAP, 'InvalidSupplyCap')
  ensure(caps.borrowCap <= MAX_CAP, 'InvalidBorrowCap')
  return withReserve(state, { ...reserve, ...caps })
}
