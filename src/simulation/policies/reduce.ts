import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { all, sellAll } from '../../position/legs.js'
import {
  cheapestFlashLender,
  flashLoan,
  flashPremiumBps,
  type Holding,
  type Loan,
} from '../../position/loan.js'
import type { Asset } from '../../protocols/assets.js'
import { saleCurves } from '../../routing/saleCurve.js'
import { capacityOf, withFloor } from '../../routing/saleFloor.js'
import { bestSplit } from '../../routing/split.js'
import { min, mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'

/** A loan by its largest collateral and its largest debt; what is managed of it. */
export type Managed = { readonly loan: Loan; readonly token: Asset; readonly debt: Holding }

/** The largest collateral and debt of a loan; undefined where it has no debt or no collateral. */
export const managedOf = (loan: Loan): Managed | undefined => {
  const [[held], [debt]] = [loan.collateral, loan.debt]
  return held && debt ? { loan, token: held.asset, debt } : undefined
}

const valuesOf = ({ collateralValue, debtValue, thresholdWad }: Loan) => ({
  collateral: Number(collateralValue),
  debt: Number(debtValue),
  threshold: Number(thresholdWad) / 1e18,
})

/** What all venues together pay for so much of a token, of fair value; 1 is fair. */
const paidOfFair = (market: Market, token: Asset, amount: bigint): number => {
  if (token === 'WETH') return 1
  const curves = saleCurves(market, token)
  if (curves.length === 0 || amount === 0n) return 0
  return bestSplit(curves, Number(amount), () => 0).out / Number(fairValueWei(market, token, amount))
}

/** Value of what is held of the debt's asset, in the lender's unit. */
const heldValue = (market: Market, { loan, debt }: Managed): number =>
  Number(loan.worthOf(debt.asset, market.wallets[loan.owner]?.[debt.asset] ?? 0n))

/** An amount that is worth so much to the lender; ceils. */
const worth = (loan: Loan, asset: Asset, value: number): bigint => {
  const unit = loan.worthOf(asset, WAD)
  return unit === 0n ? 0n : mulDivCeil(BigInt(Math.ceil(value)), WAD, unit)
}

/**
 * Debt to pay from what is held of its asset so that the health factor stands at `target`: D − C·L / T. Undefined where
 * less is held than that.
 */
export const heldToPay = (market: Market, managed: Managed, target: number): bigint | undefined => {
  const { collateral, debt, threshold } = valuesOf(managed.loan)
  const value = debt - (collateral * threshold) / target
  if (!(value > 0) || value > heldValue(market, managed)) return undefined
  return worth(managed.loan, managed.debt.asset, value)
}

/** Value of collateral that is missing so that the health factor stands at `target`: (T·D / L − C). */
export const missingCollateral = ({ loan, token }: Managed, target: number): bigint => {
  const { collateral, debt, threshold } = valuesOf(loan)
  const value = (target * debt) / threshold - collateral
  return value > 0 ? worth(loan, token, value) : 0n
}

/** Fair value of the token over what the lender counts it at; 1 where its oracle follows the share rate. */
const overCounted = (market: Market, { loan, token, debt }: Managed): number => {
  const fair = Number(fairValueWei(market, token, WAD)) / Number(fairValueWei(market, debt.asset, WAD))
  return fair / (Number(loan.worthOf(token, WAD)) / Number(loan.worthOf(debt.asset, WAD)))
}

/** What all venues together take of a token above the floor of price; smallest unit. */
const mostSold = (market: Market, token: Asset): bigint =>
  BigInt(Math.floor(capacityOf(withFloor(market, { asset: token, into: 'WETH' }, saleCurves(market, token)))))

/** Rounds in which the size and the price it meets are brought together. */
const ROUNDS = 4

/**
 * Collateral to sell, in the token, so that paying debt with what it brings lifts the health factor to `target`:
 * (T·D − C·L) / (T·p − L) of value, for collateral C, threshold L, debt D less what is held of its asset, and price p:
 * what the market pays of what the lender counts. Where the venues take less, that. Undefined where selling at that price
 * does not lift it, or all of the collateral would have to go.
 */
export const collateralToSell = (market: Market, managed: Managed, target: number): bigint | undefined => {
  const { loan, token } = managed
  const { collateral, threshold, debt: owed } = valuesOf(loan)
  const debt = owed - heldValue(market, managed)
  let paid = 1
  let amount = 0n
  for (let round = 0; round < ROUNDS; round++) {
    const lift = target * paid - threshold
    const value = (target * debt - collateral * threshold) / lift
    if (!(lift > 0) || !(value > 0) || value >= collateral) return undefined
    amount = worth(loan, token, value)
    paid = paidOfFair(market, token, amount) * overCounted(market, managed)
  }
  return token === 'WETH' ? amount : min(amount, mostSold(market, token))
}

/** What the sale brings becomes the debt's asset, and pays. */
const saleAndPayment = ({ loan, token, debt }: Managed): readonly Action[] => [
  ...(token === 'WETH' ? [] : [sellAll(token)]),
  ...(debt.asset === 'WETH'
    ? []
    : [{ kind: 'sell', asset: 'WETH', amount: all('WETH'), into: debt.asset } as const]),
  loan.repay(debt.asset, all(debt.asset)),
]

/**
 * Sells `amount` of the collateral and pays debt with what it brings, in one transaction: collateral taken out first
 * where the health factor has the room, or a flash loan of the collateral's own asset, from who asks least.
 */
export const reduceDebt = (market: Market, managed: Managed, amount: bigint): readonly Tx[] => {
  const { loan, token } = managed
  const from = loan.owner
  const lender = cheapestFlashLender(market, { asset: token, amount })
  const borrowed = mulDivFloor(amount, 10_000n, 10_000n + flashPremiumBps(market, lender))
  const sale = saleAndPayment(managed)
  const actions = [...sale, loan.withdraw(token, amount)]
  return [
    { from, actions: [loan.withdraw(token, amount), ...sale] },
    { from, actions: [flashLoan(lender, { asset: token, amount: borrowed, actions })] },
  ]
}
