import { min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { ETHER_FI } from './addresses.js'
import { amountForShare, moveEEth, sharesForAmount, withdrawEther } from './pool.js'
import type { EtherFiRequest, EtherFiState } from './state.js'

const NFT = ETHER_FI.withdrawRequestNft.toLowerCase() as Address

/** `WithdrawRequestNFT.getClaimableAmount`: what was asked for, or what its shares are worth now where that is less. */
export const claimableAmount = (state: EtherFiState, { amount, share }: EtherFiRequest): bigint =>
  min(amount, amountForShare(state, share))

/** `LiquidityPool.requestWithdraw`: eETH goes to the request contract, at the rate of now. No fee is taken. */
export const requestWithdraw = (
  state: EtherFiState,
  { owner, amount }: { readonly owner: Address; readonly amount: bigint },
): EtherFiState => {
  const share = sharesForAmount(state, amount)
  if (amount >= 2n ** 96n || amount === 0n || share === 0n) throw new Revert('InvalidAmount')
  const moved = moveEEth(state, { from: owner, to: NFT, amount })
  const id = state.nextRequestId
  return {
    ...moved,
    nextRequestId: id + 1,
    requests: { ...state.requests, [id]: { id, owner, amount, share } },
  }
}

/** `WithdrawRequestNFT.claimWithdraw`: wei paid to the owner; checks in the contract's order. */
export const claimWithdraw = (
  state: EtherFiState,
  { owner, id }: { readonly owner: Address; readonly id: number },
): readonly [wei: bigint, next: EtherFiState] => {
  const request = state.requests[id]
  if (request === undefined) throw new Revert('ERC721: invalid token ID')
  if (request.owner !== owner) throw new Revert('Not the owner of the NFT')
  if (id > state.lastFinalizedRequestId) throw new Revert('Request is not finalized')
  const wei = claimableAmount(state, request)
  const { [id]: _, ...requests } = state.requests
  return [wei, { ...withdrawEther(state, { owner: NFT, wei }), requests }]
}

/**
 * A report of ether.fi's oracle: rewards or penalties, ether that came back from validators, and requests finalised up to
 * an id (0: none), whose amounts are set aside.
 */
export const applyReport = (
  state: EtherFiState,
  report: { readonly accrued: bigint; readonly withdrawn: bigint; readonly finalizeUpTo: number },
): EtherFiState => {
  const { accrued, withdrawn, finalizeUpTo } = report
  const outside = state.totalValueOutOfLp + accrued - withdrawn
  if (outside < 0n || state.totalValueOutOfLp + accrued < 0n) throw new Revert('Panic(0x11)')
  const moved = {
    ...state,
    totalValueOutOfLp: outside,
    totalValueInLp: state.totalValueInLp + withdrawn,
  }
  if (finalizeUpTo === 0) return moved
  if (finalizeUpTo < state.lastFinalizedRequestId) throw new Revert('Cannot undo finalization')
  if (finalizeUpTo >= state.nextRequestId) throw new Revert('Cannot finalize future requests')
  const due = Object.values(state.requests).filter(
    ({ id }) => id > state.lastFinalizedRequestId && id <= finalizeUpTo,
  )
  const amount = due.reduce((sum, request) => sum + request.amount, 0n)
  return { ...moved, lastFinalizedRequestId: finalizeUpTo, locked: state.locked + amount }
}
