import { max, min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { ETHER_FI } from './addresses.js'
import {
  amountForShare,
  freeEther,
  moveEEth,
  sharesForAmount,
  sharesForWithdrawalAmount,
  totalPooledEther,
} from './pool.js'
import type { EtherFiVersion } from './rules.js'
import type { EtherFiState, Redemption } from './state.js'

const MANAGER = ETHER_FI.redemptionManager.toLowerCase() as Address
const TREASURY = ETHER_FI.treasury.toLowerCase() as Address
const WEETH = ETHER_FI.weEth.toLowerCase() as Address
/** `BUCKET_UNIT_SCALE`: wei in a unit of the limit. */
const UNIT = 10n ** 12n
const BPS = 10_000n

/** What is refused with, by the year of the rules. */
const EXCEEDED: Readonly<Record<EtherFiVersion, string>> = {
  2025: 'EtherFiRedemptionManager: Exceeded total redeemable amount',
  2026: 'ExceededRedeemable',
}

const unitsOf = (amount: bigint): bigint => (amount + UNIT - 1n) / UNIT

/** `BucketLimiter.consumable`: units left of the limit at `now`, refilled at a constant rate. */
const refilled = ({ capacity, remaining, lastRefill, refillRate }: Redemption, now: number): bigint =>
  min(capacity, remaining + BigInt(now - lastRefill) * refillRate)

/** `EtherFiRedemptionManager.lowWatermarkInETH`: with less ether than this the pool redeems nothing. */
export const lowWatermark = (state: EtherFiState): bigint =>
  (totalPooledEther(state) * state.redemption.lowWatermarkBps) / BPS

/**
 * Wei of eETH that `canRedeem` lets through at `now`: what the limit has and the ether above the low watermark
 * (`totalRedeemableAmount` since 2026; before it answered more than could be redeemed).
 */
export const redeemableAmount = (state: EtherFiState, now: number): bigint =>
  max(0n, min(refilled(state.redemption, now) * UNIT, freeEther(state) - lowWatermark(state)))

const canRedeem = (state: EtherFiState, amount: bigint, now: number): boolean => {
  const liquid = freeEther(state)
  // `getInstantLiquidityAmount`: `balance - ethAmountLockedForWithdrawal()` is checked: more locked than there is panics.
  if (liquid < 0n) throw new Revert('Panic(0x11)')
  const available = liquid - lowWatermark(state)
  if (available < 0n || available < amount) return false
  return refilled(state.redemption, now) >= unitsOf(amount) && amount <= liquid
}

/** What a redemption comes to, in wei and shares; `_calcRedemption` of the contract. */
type Redeemed = {
  readonly paid: bigint
  readonly burnt: bigint
  readonly fee: bigint
  readonly toTreasury: bigint
}

const redeemed = (state: EtherFiState, amount: bigint): Redeemed => {
  const { feeBps, treasuryBps } = state.redemption
  const share = sharesForAmount(state, amount)
  const paid = amountForShare(state, (share * (BPS - feeBps)) / BPS)
  const burnt = sharesForWithdrawalAmount(state, paid)
  const fee = share - burnt
  return { paid, burnt, fee, toTreasury: (fee * treasuryBps) / BPS }
}

const burnShares = (state: EtherFiState, share: bigint): EtherFiState => {
  const held = state.shares[MANAGER] ?? 0n
  if (held < share) throw new Revert('BURN_AMOUNT_EXCEEDS_BALANCE')
  return {
    ...state,
    shares: { ...state.shares, [MANAGER]: held - share },
    totalShares: state.totalShares - share,
  }
}

/** `LiquidityPool.withdraw` for the redemption manager: nothing of it was locked. */
const withdrawFor = (state: EtherFiState, { paid, burnt }: Redeemed): EtherFiState => {
  const held = amountForShare(state, state.shares[MANAGER] ?? 0n)
  if (state.totalValueInLp < paid || held < paid) throw new Revert('InsufficientLiquidity')
  if (paid === 0n || burnt === 0n) throw new Revert('InvalidAmount')
  return { ...burnShares(state, burnt), totalValueInLp: state.totalValueInLp - paid }
}

/**
 * `EtherFiRedemptionManager.redeemWeEth` for ether: the fee's part of the shares is burnt for those who stay, or goes to
 * the treasury. Checks in the contract's order; the caller has taken the weETH.
 */
export const redeemWeEth = (
  state: EtherFiState,
  { weEth, now }: { readonly weEth: bigint; readonly now: number },
): readonly [wei: bigint, next: EtherFiState] => {
  const amount = amountForShare(state, weEth)
  if (!canRedeem(state, amount, now)) throw new Revert(EXCEEDED[state.version])
  if (weEth === 0n) throw new Revert('Cannot unwrap a zero amount')
  const order = redeemed(state, amount)
  const treasuryAmount = amountForShare(state, order.toTreasury)
  const unwrapped = moveEEth(state, { from: WEETH, to: MANAGER, amount })
  const limited = {
    ...unwrapped,
    redemption: {
      ...state.redemption,
      remaining: refilled(state.redemption, now) - unitsOf(amount),
      lastRefill: now,
    },
  }
  const toTreasury = (at: EtherFiState): EtherFiState =>
    moveEEth(at, { from: MANAGER, to: TREASURY, amount: treasuryAmount })
  const payOut = (at: EtherFiState): EtherFiState =>
    burnShares(withdrawFor(at, order), order.fee - order.toTreasury)
  // The treasury's part moves before the rate rises under the rules of 2026, and after it before.
  const next = state.version === 2026 ? payOut(toTreasury(limited)) : toTreasury(payOut(limited))
  return [order.paid, next]
}
