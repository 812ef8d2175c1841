import { abs, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { type Amounts, aPrecise, type Coin, FEE_DENOMINATOR, getD, getYD, SILENT, uint256 } from './math.js'
import { balances, type CurvePair, payIn, payOut, replaceAt, withAdminFees } from './pool.js'
import type { CurveState } from './state.js'

/** What every call on the pool's liquidity carries: who calls, and the block's time in seconds. */
export type Caller = { readonly sender: Address; readonly now: number }

const map = (change: (index: Coin) => bigint): Amounts => [change(0), change(1)]

const key = (account: Address): Address => account.toLowerCase() as Address

/** LP tokens of an account, in wei. */
export const lpBalanceOf = (curve: CurveState, account: Address): bigint =>
  curve.lpBalances[key(account)] ?? 0n

const setLp = (curve: CurveState, account: Address, change: bigint): CurveState => ({
  ...curve,
  lpSupply: curve.lpSupply + change,
  lpBalances: { ...curve.lpBalances, [key(account)]: uint256(lpBalanceOf(curve, account) + change) },
})

/** The fee on the unbalanced part of a deposit or withdrawal: fee × n / (4 (n − 1)). */
const imbalanceFee = (curve: CurveState): bigint => (curve.fee * 2n) / 4n

/** What each coin pays for being off the pool's ratio as the invariant goes from D0 to D1. */
const imbalanceFees = (curve: CurveState, before: Amounts, after: Amounts, D: Amounts): Amounts => {
  const fee = imbalanceFee(curve)
  return map(i => {
    const ideal = mulDivFloor(D[1], before[i], D[0])
    return mulDivFloor(fee, abs(ideal - after[i]), FEE_DENOMINATOR)
  })
}

/** StableSwapSTETH `get_virtual_price`: D per LP token, 18 decimals, floored. */
export const getVirtualPrice = (pair: CurvePair, now: number): bigint => {
  if (pair.curve.lpSupply === 0n) throw new Revert(SILENT)
  return mulDivFloor(getD(balances(pair), aPrecise(pair.curve, now)), WAD, pair.curve.lpSupply)
}

const firstDeposit = (amounts: Amounts, D1: bigint): { fees: Amounts; lp: bigint } => {
  if (amounts[0] === 0n || amounts[1] === 0n) throw new Revert(SILENT)
  return { fees: [0n, 0n], lp: D1 }
}

const laterDeposit = (
  curve: CurveState,
  before: Amounts,
  after: Amounts,
  at: { readonly D: Amounts; readonly amp: bigint },
): { fees: Amounts; lp: bigint } => {
  const [D0] = at.D
  if (D0 === 0n) throw new Revert(SILENT)
  const fees = imbalanceFees(curve, before, after, at.D)
  const D2 = getD(
    map(i => uint256(after[i] - fees[i])),
    at.amp,
  )
  return { fees, lp: mulDivFloor(curve.lpSupply, uint256(D2 - D0), D0) }
}

/** StableSwapSTETH `add_liquidity`. The caller moves `amounts[0]` of ETH; stETH moves inside `lido`. Floored. */
export const addLiquidity = (
  pair: CurvePair,
  order: Caller & { readonly amounts: Amounts; readonly minMintAmount: bigint },
): { readonly pair: CurvePair; readonly lp: bigint } => {
  const { curve } = pair
  const amp = aPrecise(curve, order.now)
  const before = balances(pair)
  const D0 = getD(before, amp)
  if (curve.lpSupply === 0n) firstDeposit(order.amounts, 0n)
  const after = map(i => before[i] + order.amounts[i])
  const D1 = getD(after, amp)
  if (D1 <= D0) throw new Revert(SILENT)
  const { fees, lp } =
    curve.lpSupply === 0n
      ? firstDeposit(order.amounts, D1)
      : laterDeposit(curve, before, after, { D: [D0, D1], amp })
  if (lp < order.minMintAmount) throw new Revert('Slippage screwed you')
  const paid = payIn({ ...pair, curve: withAdminFees(curve, fees) }, order.sender, order.amounts)
  return { pair: { ...paid, curve: setLp(paid.curve, order.sender, lp) }, lp }
}

/** StableSwapSTETH `remove_liquidity`: a share of each coin, floored, for `lp` LP tokens; no fee. */
export const removeLiquidity = (
  pair: CurvePair,
  order: { readonly sender: Address; readonly lp: bigint; readonly minAmounts: Amounts },
): { readonly pair: CurvePair; readonly amounts: Amounts } => {
  const held = balances(pair)
  const burnt = { ...pair, curve: setLp(pair.curve, order.sender, -order.lp) }
  if (pair.curve.lpSupply === 0n) throw new Revert(SILENT)
  const amounts = map(i => {
    const value = mulDivFloor(held[i], order.lp, pair.curve.lpSupply)
    if (value < order.minAmounts[i]) throw new Revert('Withdrawal resulted in fewer coins than expected')
    return value
  })
  return { pair: payOut(burnt, { to: order.sender, amounts, sends: [0, 1] }), amounts }
}

/** StableSwapSTETH `remove_liquidity_imbalance`: exact amounts out for at most `maxBurnAmount` LP tokens. */
export const removeLiquidityImbalance = (
  pair: CurvePair,
  order: Caller & { readonly amounts: Amounts; readonly maxBurnAmount: bigint },
): { readonly pair: CurvePair; readonly lp: bigint } => {
  const { curve } = pair
  const amp = aPrecise(curve, order.now)
  const before = balances(pair)
  const D0 = getD(before, amp)
  const after = map(i => uint256(before[i] - order.amounts[i]))
  const D1 = getD(after, amp)
  if (curve.lpSupply === 0n || D0 === 0n) throw new Revert(SILENT)
  const fees = imbalanceFees(curve, before, after, [D0, D1])
  const D2 = getD(
    map(i => uint256(after[i] - fees[i])),
    amp,
  )
  const lp = mulDivFloor(uint256(D0 - D2), curve.lpSupply, D0)
  if (lp === 0n) throw new Revert(SILENT)
  if (lp > order.maxBurnAmount) throw new Revert('Slippage screwed you')
  const burnt = { ...pair, curve: setLp(withAdminFees(curve, fees), order.sender, -lp) }
  const sends = ([0, 1] as const).filter(i => order.amounts[i] !== 0n)
  return { pair: payOut(burnt, { to: order.sender, amounts: order.amounts, sends }), lp }
}

/** StableSwapSTETH `_calc_withdraw_one_coin`: what comes out, and what would more have come without fee and rounding. */
const withdrawOneCoin = (
  pair: CurvePair,
  order: { readonly lp: bigint; readonly i: Coin; readonly now: number },
): { readonly dy: bigint; readonly fee: bigint } => {
  const { curve } = pair
  const amp = aPrecise(curve, order.now)
  const xp = balances(pair)
  const D0 = getD(xp, amp)
  if (curve.lpSupply === 0n || D0 === 0n) throw new Revert(SILENT)
  const D1 = uint256(D0 - mulDivFloor(order.lp, D0, curve.lpSupply))
  const newY = getYD(amp, order.i, xp, D1)
  const fee = imbalanceFee(curve)
  const reduced = map(j => {
    const kept = mulDivFloor(xp[j], D1, D0)
    const expected = uint256(j === order.i ? kept - newY : xp[j] - kept)
    return uint256(xp[j] - mulDivFloor(fee, expected, FEE_DENOMINATOR))
  })
  const dy = uint256(reduced[order.i] - getYD(amp, order.i, reduced, D1) - 1n)
  return { dy, fee: uint256(xp[order.i] - newY - dy) }
}

/**
 * StableSwapSTETH `remove_liquidity_one_coin`. ETH out is the caller's to move. The deployed bytecode books the
 * administration's share of the fee; the source that curvefi/curve-contract shows does not.
 */
export const removeLiquidityOneCoin = (
  pair: CurvePair,
  order: Caller & { readonly lp: bigint; readonly i: Coin; readonly minAmount: bigint },
): { readonly pair: CurvePair; readonly dy: bigint } => {
  const { dy, fee } = withdrawOneCoin(pair, order)
  if (dy < order.minAmount) throw new Revert('Not enough coins removed')
  const charged = withAdminFees(pair.curve, replaceAt([0n, 0n], order.i, fee))
  const burnt = { ...pair, curve: setLp(charged, order.sender, -order.lp) }
  return {
    pair: payOut(burnt, { to: order.sender, amounts: replaceAt([0n, 0n], order.i, dy), sends: [order.i] }),
    dy,
  }
}
