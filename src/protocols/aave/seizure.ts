import { WAD } from '../../units/fixed.js'
import { percentDivCeil, percentDivHalfUp, percentMulHalfUp } from '../../units/ray.js'
import { type AaveAccountData, collateralInBase, debtInBase, unitOf } from './account.js'
import { checkedSub, ensure } from './checks.js'
import type { AaveReserve } from './state.js'

/** Aave v3.6 `LiquidationLogic.DEFAULT_LIQUIDATION_CLOSE_FACTOR`, in basis points. */
const DEFAULT_LIQUIDATION_CLOSE_FACTOR = 5_000n
/** Aave v3.6 `LiquidationLogic.CLOSE_FACTOR_HF_THRESHOLD`. */
const CLOSE_FACTOR_HF_THRESHOLD = (95n * WAD) / 100n
/** Aave v3.6 `LiquidationLogic.MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD`: 2,000 dollars. */
const MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD = 2_000n * 10n ** 8n
/** Aave v3.6 `LiquidationLogic.MIN_LEFTOVER_BASE`: 1,000 dollars. */
const MIN_LEFTOVER_BASE = MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD / 2n

/** The account and the pair as they stand before the liquidation, all accrued. */
export type Position = {
  readonly collateral: AaveReserve
  readonly debt: AaveReserve
  readonly data: AaveAccountData
  readonly bonusBps: bigint
  readonly collateralBalance: bigint
  readonly reserveDebt: bigint
}

/** What a liquidation takes: amounts in the assets' units, the fee apart; `collateralBase` values both. */
export type Seizure = {
  readonly collateralAmount: bigint
  readonly debtAmount: bigint
  readonly protocolFee: bigint
  readonly collateralBase: bigint
}

/**
 * The most of a debt that one liquidation may cover: half of the account's whole debt where the health factor is
 * above 0.95 and both sides of the pair are worth 2,000 dollars or more, else all of it.
 * Aave v3.6 `LiquidationLogic.executeLiquidationCall`: the half rounds half up, its amount floors.
 */
export const maxLiquidatableDebt = ({
  collateral,
  debt,
  data,
  collateralBalance,
  reserveDebt,
}: Position): bigint => {
  const reserveDebtBase = debtInBase(debt, reserveDebt)
  const isWhole =
    collateralInBase(collateral, collateralBalance) < MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD ||
    reserveDebtBase < MIN_BASE_MAX_CLOSE_FACTOR_THRESHOLD ||
    data.healthFactorWad <= CLOSE_FACTOR_HF_THRESHOLD
  if (isWhole) return reserveDebt
  const halfBase = percentMulHalfUp(data.debtBase, DEFAULT_LIQUIDATION_CLOSE_FACTOR)
  return reserveDebtBase > halfBase ? (halfBase * unitOf(debt)) / debt.priceBase : reserveDebt
}

/**
 * What covering a debt takes from the collateral: base and cap floor, bonus and fee round half up, the debt that a
 * capped collateral pays for ceils. Aave v3.6 `LiquidationLogic._calculateAvailableCollateralToLiquidate`.
 */
export const calculateAvailableCollateralToLiquidate = (position: Position, debtToCover: bigint): Seizure => {
  const { collateral, debt, bonusBps, collateralBalance } = position
  const collateralValue = collateral.priceBase * unitOf(debt)
  const debtValue = debt.priceBase * unitOf(collateral)
  ensure(collateralValue > 0n, 'Panic(0x12)')
  const wanted = percentMulHalfUp((debtValue * debtToCover) / collateralValue, bonusBps)
  const isCapped = wanted > collateralBalance
  const amount = isCapped ? collateralBalance : wanted
  const debtAmount = isCapped ? percentDivCeil((collateralValue * amount) / debtValue, bonusBps) : debtToCover
  const bonus = amount - percentDivHalfUp(amount, bonusBps)
  const protocolFee = percentMulHalfUp(bonus, BigInt(collateral.liquidationProtocolFeeBps))
  return {
    collateralAmount: amount - protocolFee,
    debtAmount,
    protocolFee,
    collateralBase: collateralInBase(collateral, amount),
  }
}

/** Unless all of the debt or all of the collateral goes, 1,000 dollars of both must stay. */
export const checkDust = (position: Position, seizure: Seizure): void => {
  const debtLeft = checkedSub(position.reserveDebt, seizure.debtAmount)
  const collateralLeft = position.collateralBalance - seizure.collateralAmount - seizure.protocolFee
  if (debtLeft === 0n || collateralLeft === 0n) return
  ensure(
    debtInBase(position.debt, debtLeft) >= MIN_LEFTOVER_BASE &&
      collateralInBase(position.collateral, collateralLeft) >= MIN_LEFTOVER_BASE,
    'MustNotLeaveDust',
  )
}
