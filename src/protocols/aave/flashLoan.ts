import { percentMulCeil } from '../../units/ray.js'
import type { Asset } from '../assets.js'
import { checkedSub } from './checks.js'
import { reserveOf, withReserve } from './entries.js'
import { updateInterestRatesAndVirtualBalance, updateState } from './reserve.js'
import type { AaveState } from './state.js'
import { getATokenMintScaledAmount } from './tokenMath.js'
import { validateFlashloanSimple } from './validation.js'

/** A flash loan that is out: `amount` went to the receiver, `amount + premium` is due in the same transaction. */
export type FlashLoan = { readonly asset: Asset; readonly amount: bigint; readonly premium: bigint }

/**
 * Takes a flash loan out, up to the receiver's callback: no accrual and no new rates. The premium ceils.
 * Reverts: ReservePaused, ReserveInactive, FlashloanDisabled, InvalidAmount, Panic(0x11) without liquidity.
 * Aave v3.6 `FlashLoanLogic.executeFlashLoanSimple`, before `executeOperation`.
 */
export const takeFlashLoan = (
  state: AaveState,
  { asset, amount }: { readonly asset: Asset; readonly amount: bigint },
  now: number,
): readonly [FlashLoan, AaveState] => {
  const reserve = reserveOf(state, asset)
  validateFlashloanSimple(reserve, amount, now)
  const premium = percentMulCeil(amount, BigInt(state.flashLoanPremiumBps))
  const virtualBalance = checkedSub(reserve.virtualBalance, amount)
  const next = withReserve(state, { ...reserve, virtualBalance, cash: reserve.cash - amount })
  return [{ asset, amount, premium }, next]
}

/**
 * Settles a flash loan after the callback: the whole premium goes to the treasury's accrual, floored.
 * The caller takes `amount + premium` from the receiver.
 * Aave v3.6 `FlashLoanLogic._handleFlashLoanRepayment`.
 */
export const settleFlashLoan = (
  state: AaveState,
  { asset, amount, premium }: FlashLoan,
  now: number,
): AaveState => {
  const reserve = updateState(reserveOf(state, asset), now)
  const fee = getATokenMintScaledAmount(premium, reserve.liquidityIndexRay)
  const credited = { ...reserve, treasuryScaled: reserve.treasuryScaled + fee }
  const flow = { added: amount + premium, taken: 0n }
  return withReserve(state, updateInterestRatesAndVirtualBalance(credited, flow))
}
