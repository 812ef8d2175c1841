import { mulDivFloor } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import type { LidoState } from '../lido/state.js'
import { stEthBalanceOf, transfer } from '../lido/steth.js'
import { Revert } from '../revert.js'
import { CURVE_STETH_POOL } from './addresses.js'
import { type Amounts, aPrecise, type Coin, FEE_DENOMINATOR, getY, SILENT, uint256 } from './math.js'
import type { CurveState } from './state.js'

/** The pool holds stETH as Lido shares, so its state is only whole together with Lido's. */
export type CurvePair = { readonly curve: CurveState; readonly lido: LidoState }

/** `i` is sold, `j` is bought, `dx` is what is sold, in wei. */
export type Exchange = { readonly i: Coin; readonly j: Coin; readonly dx: bigint; readonly now: number }

/** StableSwapSTETH `_balances`: what the pool holds less admin fees, in wei. */
export const balances = ({ curve, lido }: CurvePair): Amounts => [
  uint256(curve.ethBalance - curve.adminBalances[0]),
  uint256(stEthBalanceOf(lido, CURVE_STETH_POOL) - curve.adminBalances[1]),
]

const amountOut = (pair: CurvePair, { i, j, dx, now }: Exchange): { dy: bigint; fee: bigint } => {
  const xp = balances(pair)
  const x = uint256(xp[i] + dx)
  if (i === j) throw new Revert(SILENT)
  const y = getY(x, xp, aPrecise(pair.curve, now))
  const gross = uint256(xp[j] - y - 1n)
  const fee = mulDivFloor(gross, pair.curve.fee, FEE_DENOMINATOR)
  return { dy: gross - fee, fee }
}

/** StableSwapSTETH `get_dy`: what selling `dx` of coin i would bring in coin j, fee taken, in wei. */
export const getDy = (pair: CurvePair, order: Exchange): bigint => amountOut(pair, order).dy

/** `amounts` replaced at `index`. */
export const replaceAt = (amounts: Amounts, index: Coin, value: bigint): Amounts =>
  index === 0 ? [value, amounts[1]] : [amounts[0], value]

/** Coins that an account pays into the pool. */
export const payIn = (pair: CurvePair, from: Address, amounts: Amounts): CurvePair => ({
  curve: { ...pair.curve, ethBalance: pair.curve.ethBalance + amounts[0] },
  lido:
    amounts[1] === 0n ? pair.lido : transfer(pair.lido, { from, to: CURVE_STETH_POOL, amount: amounts[1] }),
})

/** `sends`: coins for which the pool makes a transfer, be it of nothing: a stopped Lido refuses that too. */
type Payment = { readonly to: Address; readonly amounts: Amounts; readonly sends: readonly Coin[] }

/** Coins that the pool pays out to an account. */
export const payOut = (pair: CurvePair, { to, amounts, sends }: Payment): CurvePair => ({
  curve: { ...pair.curve, ethBalance: uint256(pair.curve.ethBalance - amounts[0]) },
  lido: sends.includes(1)
    ? transfer(pair.lido, { from: CURVE_STETH_POOL, to, amount: amounts[1] })
    : pair.lido,
})

/** `admin_balances[i]` grown by the administration's share of each coin's fee, floored. */
export const withAdminFees = (curve: CurveState, fees: Amounts): CurveState => ({
  ...curve,
  adminBalances: [
    curve.adminBalances[0] + mulDivFloor(fees[0], curve.adminFee, FEE_DENOMINATOR),
    curve.adminBalances[1] + mulDivFloor(fees[1], curve.adminFee, FEE_DENOMINATOR),
  ],
})

/**
 * StableSwapSTETH `exchange`. stETH moves between `sender` and the pool inside `lido`; ETH is the caller's to move:
 * `dx` in when i is 0, `dy` out when j is 0. Reverts below `minDy` and where Lido's transfer reverts.
 */
export const exchange = (
  pair: CurvePair,
  order: Exchange & { readonly sender: Address; readonly minDy: bigint },
): { readonly pair: CurvePair; readonly dy: bigint } => {
  const { i, j, dx, sender } = order
  const { dy, fee } = amountOut(pair, order)
  if (dy < order.minDy) throw new Revert('Exchange resulted in fewer coins than expected')
  const charged = { ...pair, curve: withAdminFees(pair.curve, replaceAt([0n, 0n], j, fee)) }
  const paid = payIn(charged, sender, replaceAt([0n, 0n], i, dx))
  return { pair: payOut(paid, { to: sender, amounts: replaceAt([0n, 0n], j, dy), sends: [j] }), dy }
}
