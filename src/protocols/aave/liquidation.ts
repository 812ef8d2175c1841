import { min } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import { accountData } from './account.js'
import { ensure, transferRefusal } from './checks.js'
import {
  disableCollateral,
  isBorrowing,
  isBorrowingAny,
  isReserveEnabledOnBitmap,
  stopBorrowing,
} from './configuration.js'
import { accountOf, eModeOf, reserveOf, TREASURY, withAccount, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import {
  calculateAvailableCollateralToLiquidate,
  checkDust,
  maxLiquidatableDebt,
  type Position,
  type Seizure,
} from './seizure.js'
import type { AaveEMode, AaveReserve, AaveState } from './state.js'
import {
  getATokenBalance,
  getATokenBurnScaledAmount,
  getATokenTransferScaledAmount,
  getVTokenBalance,
  getVTokenBurnScaledAmount,
} from './tokenMath.js'
import { burnAToken, burnDebt, transferAToken } from './tokens.js'
import { validateLiquidationCall } from './validation.js'

/** `liquidator` pays up to `debtToCover` of `debt` and gets `collateral`, as aTokens where `receiveAToken`. */
export type LiquidationCall = {
  readonly collateral: Asset
  readonly debt: Asset
  readonly borrower: Address
  readonly liquidator: Address
  readonly debtToCover: bigint
  readonly receiveAToken: boolean
}

/** What a liquidation came to, in the assets' units. */
export type Liquidated = {
  /** Due from the liquidator in the debt asset. */
  readonly debtCovered: bigint
  /** What the liquidator gets of the collateral, without the protocol's fee. */
  readonly collateralSeized: bigint
  /** What the treasury gets, as aTokens of the collateral. */
  readonly protocolFee: bigint
  /** Debt that nobody paid and that is now the reserves' deficit. */
  readonly badDebt: Readonly<Partial<Record<Asset, bigint>>>
}

/**
 * Accrues both reserves. Where they are one, v3.6 caches it twice before it accrues, and so the treasury's share of
 * the interest since the last update is added twice.
 */
const accruePair = (state: AaveState, call: LiquidationCall, now: number): AaveState => {
  const before = reserveOf(state, call.debt)
  const debt = updateState(before, now)
  if (call.collateral !== call.debt)
    return withReserve(withReserve(state, debt), updateState(reserveOf(state, call.collateral), now))
  const accrued = debt.treasuryScaled - before.treasuryScaled
  return withReserve(state, { ...debt, treasuryScaled: debt.treasuryScaled + accrued })
}

const bonusOf = (collateral: AaveReserve, eMode: AaveEMode | undefined): number =>
  eMode !== undefined && isReserveEnabledOnBitmap(eMode.collateralBitmap, collateral.id)
    ? eMode.liquidationBonusBps
    : collateral.liquidationBonusBps

const positionOf = (state: AaveState, call: LiquidationCall, now: number): Position => {
  const account = accountOf(state, call.borrower)
  const collateral = reserveOf(state, call.collateral)
  const debt = reserveOf(state, call.debt)
  return {
    collateral,
    debt,
    data: accountData(state, call.borrower, now),
    bonusBps: BigInt(bonusOf(collateral, eModeOf(state, account))),
    collateralBalance: getATokenBalance(
      account.supplies[call.collateral] ?? 0n,
      collateral.liquidityIndexRay,
    ),
    reserveDebt: getVTokenBalance(account.debts[call.debt] ?? 0n, debt.borrowIndexRay),
  }
}

/** How much of a debt is burned, how much of that somebody paid, and whose it is. */
type DebtBurn = {
  readonly asset: Asset
  readonly borrower: Address
  readonly burned: bigint
  readonly paid: bigint
}

/** Aave v3.6 `LiquidationLogic._burnDebtTokens`: what is burned and not paid becomes the reserve's deficit. */
const burnDebtTokens = (state: AaveState, { asset, borrower, burned, paid }: DebtBurn): AaveState => {
  const { borrowIndexRay, id } = reserveOf(state, asset)
  const owed = accountOf(state, borrower).debts[asset] ?? 0n
  const scaled = getVTokenBurnScaledAmount(burned, borrowIndexRay)
  const next = owed === 0n ? state : burnDebt(state, { asset, user: borrower, scaled })
  const account = accountOf(next, borrower)
  const settled =
    account.debts[asset] === undefined ? withAccount(next, borrower, stopBorrowing(account, id)) : next
  const reserve = reserveOf(settled, asset)
  const indebted = { ...reserve, deficit: reserve.deficit + burned - paid }
  return withReserve(settled, updateInterestRatesAndVirtualBalance(indebted, { added: paid, taken: 0n }))
}

/**
 * Burns collateral and pays it out. Where collateral and debt are one asset, the liquidator's payment is already
 * counted in the virtual balance but arrives last, so the payout must be covered without it.
 * Aave v3.6 `LiquidationLogic._burnCollateralATokens`.
 */
const burnCollateral = (state: AaveState, call: LiquidationCall, { paid, amount }: Exchange): AaveState => {
  const asset = call.collateral
  const reserve = reserveOf(state, asset)
  const drained = updateInterestRatesAndVirtualBalance(reserve, { added: 0n, taken: amount })
  const scaled = getATokenBurnScaledAmount(amount, reserve.liquidityIndexRay)
  const burned = burnAToken(withReserve(state, drained), { asset, user: call.borrower, scaled })
  ensure(reserve.cash - (asset === call.debt ? paid : 0n) >= amount, transferRefusal(asset))
  return burned
}

/** What the liquidator pays, in the debt's unit, and gets, in the collateral's. */
type Exchange = { readonly paid: bigint; readonly amount: bigint }

/** Hands the collateral to the liquidator: the asset itself, or Aave v3.6 `AToken.transferOnLiquidation`. */
const seizeCollateral = (state: AaveState, call: LiquidationCall, exchange: Exchange): AaveState => {
  if (!call.receiveAToken) return burnCollateral(state, call, exchange)
  const asset = call.collateral
  const { liquidityIndexRay } = reserveOf(state, asset)
  const scaled = getATokenTransferScaledAmount(exchange.amount, liquidityIndexRay)
  return transferAToken(state, { asset, user: call.borrower, scaled, to: call.liquidator })
}

/** Sends the fee to the treasury as aTokens, or what rounding left of it. */
const sendFee = (
  state: AaveState,
  { collateral: asset, borrower }: LiquidationCall,
  fee: bigint,
): readonly [fee: bigint, AaveState] => {
  if (fee === 0n) return [0n, state]
  const { liquidityIndexRay } = reserveOf(state, asset)
  const balance = accountOf(state, borrower).supplies[asset] ?? 0n
  const wanted = getATokenTransferScaledAmount(fee, liquidityIndexRay)
  const scaled = min(wanted, balance)
  const next = transferAToken(state, { asset, user: borrower, scaled, to: TREASURY })
  return [wanted > balance ? getATokenBalance(balance, liquidityIndexRay) : fee, next]
}

type BadDebt = { state: AaveState; badDebt: Partial<Record<Asset, bigint>> }

/** Writes off what the account still owes in active reserves. Aave v3.6 `LiquidationLogic._burnBadDebt`. */
const burnBadDebt = (before: AaveState, borrower: Address, now: number): BadDebt => {
  const { configuration, debts } = accountOf(before, borrower)
  const result: BadDebt = { state: before, badDebt: {} }
  for (const stale of Object.values(before.reserves)) {
    if (!isBorrowing(configuration, stale.id) || !stale.active) continue
    const reserve = updateState(stale, now)
    const burned = getVTokenBalance(debts[stale.asset] ?? 0n, reserve.borrowIndexRay)
    const burn = { asset: stale.asset, borrower, burned, paid: 0n }
    result.state = burnDebtTokens(withReserve(result.state, reserve), burn)
    if (burned !== 0n) result.badDebt[stale.asset] = burned
  }
  return result
}

/** Collateral that goes entirely no longer counts as collateral. */
const dropEmptiedCollateral = (
  state: AaveState,
  borrower: Address,
  { collateral, collateralBalance }: Position,
  { collateralAmount, protocolFee }: Seizure,
): AaveState =>
  collateralAmount + protocolFee === collateralBalance
    ? withAccount(state, borrower, disableCollateral(accountOf(state, borrower), collateral.id))
    : state

const seizureOf = (state: AaveState, call: LiquidationCall, position: Position): Seizure => {
  validateLiquidationCall({
    collateral: position.collateral,
    debt: position.debt,
    borrower: call.borrower,
    liquidator: call.liquidator,
    configuration: accountOf(state, call.borrower).configuration,
    healthFactorWad: position.data.healthFactorWad,
    borrowerReserveDebt: position.reserveDebt,
  })
  const debtToCover = min(call.debtToCover, maxLiquidatableDebt(position))
  const seizure = calculateAvailableCollateralToLiquidate(position, debtToCover)
  checkDust(position, seizure)
  return seizure
}

/**
 * Liquidates at `now` (seconds). The caller moves `debtCovered` from the liquidator and, unless `receiveAToken`,
 * `collateralSeized` to it. Where no collateral is left in the account, all its debt is burned into deficits.
 * Reverts: SelfLiquidation, ReserveInactive, ReservePaused, HealthFactorNotBelowThreshold,
 * CollateralCannotBeLiquidated, SpecifiedCurrencyNotBorrowedByUser, MustNotLeaveDust, InvalidBurnAmount,
 * Panic(0x11) or a failed transfer without liquidity. Aave v3.6 `LiquidationLogic.executeLiquidationCall`.
 */
export const liquidationCall = (
  before: AaveState,
  call: LiquidationCall,
  now: number,
): readonly [Liquidated, AaveState] => {
  const accrued = accruePair(before, call, now)
  const position = positionOf(accrued, call, now)
  const seizure = seizureOf(accrued, call, position)
  const { debtAmount, collateralAmount } = seizure
  const hasNoCollateralLeft = position.data.collateralBase === seizure.collateralBase
  const burned = hasNoCollateralLeft ? position.reserveDebt : debtAmount
  const relieved = burnDebtTokens(dropEmptiedCollateral(accrued, call.borrower, position, seizure), {
    asset: call.debt,
    borrower: call.borrower,
    burned,
    paid: debtAmount,
  })
  const seized = seizeCollateral(relieved, call, { paid: debtAmount, amount: collateralAmount })
  const [protocolFee, paid] = sendFee(seized, call, seizure.protocolFee)
  const own = burned > debtAmount ? { [call.debt]: burned - debtAmount } : {}
  const liquidated = { debtCovered: debtAmount, collateralSeized: collateralAmount, protocolFee }
  if (!hasNoCollateralLeft || !isBorrowingAny(accountOf(paid, call.borrower).configuration))
    return [{ ...liquidated, badDebt: own }, paid]
  const { state, badDebt } = burnBadDebt(paid, call.borrower, now)
  return [{ ...liquidated, badDebt: { ...badDebt, ...own } }, state]
}
