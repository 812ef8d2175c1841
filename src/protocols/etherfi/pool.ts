import { min, mulDivCeil, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import type { EtherFiState } from './state.js'

/** `LiquidityPool.getTotalPooledEther`. */
export const totalPooledEther = ({ totalValueInLp, totalValueOutOfLp }: EtherFiState): bigint =>
  totalValueInLp + totalValueOutOfLp

/** Ether of the pool that no request has been promised: since 2026 what is set aside has left the pool. */
export const freeEther = ({ version, totalValueInLp, locked }: EtherFiState): bigint =>
  version === 2026 ? totalValueInLp : totalValueInLp - locked

/** `LiquidityPool.sharesForAmount`: floored. */
export const sharesForAmount = (state: EtherFiState, amount: bigint): bigint => {
  const pooled = totalPooledEther(state)
  return pooled === 0n ? 0n : (amount * state.totalShares) / pooled
}

/** `LiquidityPool.sharesForWithdrawalAmount`: rounded up. */
export const sharesForWithdrawalAmount = (state: EtherFiState, amount: bigint): bigint => {
  const pooled = totalPooledEther(state)
  return pooled === 0n ? 0n : mulDivCeil(amount, state.totalShares, pooled)
}

/** `LiquidityPool.amountForShare`, and so eETH's balance and weETH's rate: floored. */
export const amountForShare = (state: EtherFiState, share: bigint): bigint =>
  state.totalShares === 0n ? 0n : (share * totalPooledEther(state)) / state.totalShares

/** `LiquidityPool.amountPerShareCeil`: ether of one share, 18 decimals, rounded up. */
export const amountPerShareCeil = (state: EtherFiState): bigint =>
  state.totalShares === 0n ? 0n : mulDivCeil(WAD, totalPooledEther(state), state.totalShares)

const sharesOf = (state: EtherFiState, owner: Address): bigint => state.shares[owner] ?? 0n

const withShares = (state: EtherFiState, owner: Address, amount: bigint): EtherFiState => ({
  ...state,
  shares: { ...state.shares, [owner]: amount },
})

/** `EETH.transfer`: `amount` of eETH as whole shares, floored. */
export const moveEEth = (
  state: EtherFiState,
  { from, to, amount }: { readonly from: Address; readonly to: Address; readonly amount: bigint },
): EtherFiState => {
  const share = sharesForAmount(state, amount)
  if (share > sharesOf(state, from)) throw new Revert('TRANSFER_AMOUNT_EXCEEDS_BALANCE')
  const taken = withShares(state, from, sharesOf(state, from) - share)
  return withShares(taken, to, sharesOf(taken, to) + share)
}

/** `LiquidityPool.deposit`: eETH shares for `wei` of ether at the rate before it. */
export const depositEther = (
  state: EtherFiState,
  { owner, wei }: { readonly owner: Address; readonly wei: bigint },
): readonly [share: bigint, next: EtherFiState] => {
  const share = totalPooledEther(state) === 0n ? wei : sharesForAmount(state, wei)
  if (wei === 0n || share === 0n) throw new Revert('InvalidAmount')
  const minted = withShares(state, owner, sharesOf(state, owner) + share)
  return [
    share,
    { ...minted, totalValueInLp: state.totalValueInLp + wei, totalShares: state.totalShares + share },
  ]
}

/** `LiquidityPool.withdraw` for the request contract: ether out of the pool and of what is locked, shares burnt. */
export const withdrawEther = (
  state: EtherFiState,
  { owner, wei }: { readonly owner: Address; readonly wei: bigint },
): EtherFiState => {
  const share = sharesForWithdrawalAmount(state, wei)
  const available = min(
    min(state.totalValueInLp, state.locked),
    amountForShare(state, sharesOf(state, owner)),
  )
  if (available < wei) throw new Revert('InsufficientLiquidity')
  if (wei === 0n || share === 0n) throw new Revert('InvalidAmount')
  const burnt = withShares(state, owner, sharesOf(state, owner) - share)
  return {
    ...burnt,
    totalValueInLp: state.totalValueInLp - wei,
    locked: state.locked - wei,
    totalShares: state.totalShares - share,
  }
}
