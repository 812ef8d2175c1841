import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { all, type Pool, sellForWeth, wethForDebt } from '../../position/legs.js'
import type { Pledge } from '../../position/loan.js'
import { saleProceeds } from '../../routing/salePrice.js'
import { mulDivCeil, WAD } from '../../units/fixed.js'

/** What a market pays for the token, of fair value; 1 is fair. */
const paidOfFair = (market: Market, { token }: Pledge, pool: Pool, amount: bigint): number =>
  Number((saleProceeds(market, { pool, token, amount }) * 10n ** 9n) / fairValueWei(market, token, amount)) /
  1e9

/** Value of what is held of the debt's asset. */
const heldValue = (market: Market, { owner, debt, debtUnitsValue }: Pledge): number =>
  Number(((market.wallets[owner]?.[debt] ?? 0n) * debtUnitsValue) / WAD)

/**
 * Debt to pay from what is held of its asset so that the health factor stands at `target`: D − C·L / T. Undefined where
 * less is held than that.
 */
export const heldToPay = (market: Market, pledge: Pledge, target: number): bigint | undefined => {
  const value = pledge.debtValue - (pledge.collateralValue * pledge.threshold) / target
  if (!(value > 0) || value > heldValue(market, pledge)) return undefined
  return mulDivCeil(BigInt(Math.ceil(value)), WAD, pledge.debtUnitsValue)
}

/** Rounds in which the size and the price it meets are brought together. */
const ROUNDS = 4

/**
 * Collateral to sell, in the token, so that paying debt with what it brings lifts the health factor to `target`:
 * (T·D − C·L) / (T·p − L) of value, for collateral C, threshold L, debt D less what is held of its asset, and price p:
 * what the market pays of what the lender counts. Undefined where selling at that price does not lift it, or all of the
 * collateral would have to go.
 */
export const collateralToSell = (
  market: Market,
  pledge: Pledge,
  { target, pool }: { readonly target: number; readonly pool: Pool },
): bigint | undefined => {
  const { threshold, collateralValue: collateral, tokenValue } = pledge
  const debt = pledge.debtValue - heldValue(market, pledge)
  let paid = 1
  let amount = 0n
  for (let round = 0; round < ROUNDS; round++) {
    const lift = target * paid - threshold
    const value = (target * debt - collateral * threshold) / lift
    if (!(lift > 0) || !(value > 0) || value >= collateral || tokenValue === 0n) return undefined
    amount = (BigInt(Math.ceil(value)) * WAD) / tokenValue
    paid = paidOfFair(market, pledge, pool, amount) * overCounted(market, pledge)
  }
  return amount
}

/** Fair value of the token over what the lender counts it at; 1 where its oracle follows the share rate. */
const overCounted = (market: Market, { token, tokenValue, debt, debtUnitsValue }: Pledge): number => {
  const fair = Number(fairValueWei(market, token, WAD)) / Number(fairValueWei(market, debt, WAD))
  return fair / (Number(tokenValue) / Number(debtUnitsValue))
}

/** WETH from a sale becomes the debt's asset, and pays. */
const payWith = ({ debt, repay }: Pledge): readonly Action[] => [
  ...(debt === 'WETH' ? [] : [wethForDebt]),
  repay(all(debt)),
]

/**
 * Sells `amount` of the collateral and pays debt with what it brings, in one transaction: collateral taken out first
 * where the health factor has the room, or a flash loan of the collateral's own asset.
 */
export const reduceDebt = (
  pledge: Pledge,
  { amount, pool }: { readonly amount: bigint; readonly pool: Pool },
): readonly Tx[] => {
  const { owner: from, token, premiumBps, withdraw, loan } = pledge
  const premium = mulDivCeil(amount, premiumBps, 10_000n)
  const sale = [...sellForWeth(pool, all(token), token), ...payWith(pledge)]
  return [
    { from, actions: [withdraw(amount), ...sale] },
    { from, actions: [loan(amount, [...sale, withdraw(amount + premium)])] },
  ]
}
