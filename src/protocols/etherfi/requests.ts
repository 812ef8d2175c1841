import { min, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { ETHER_FI } from './addresses.js'
import { amountForShare, amountPerShareCeil, moveEEth, sharesForAmount, withdrawEther } from './pool.js'
import type { EtherFiRequest, EtherFiState } from './state.js'

const NFT = ETHER_FI.withdrawRequestNft.toLowerCase() as Address

/** Bounds of a request under the rules of 2026, wei (LP_MIN_WITHDRAW_AMOUNT, LP_MAX_WITHDRAW_AMOUNT). */
const MIN_WITHDRAW_AMOUNT = WAD / 1_000n
const MAX_WITHDRAW_AMOUNT = 1_000n * WAD
/** What is asked for at once, below the bound for what the rate gains until then. */
const FULL_REQUEST = (MAX_WITHDRAW_AMOUNT * 98n) / 100n

/** weETH of each request that so much takes: one in 2025, since 2026 as many as their bound makes it. */
export const requestParts = (state: EtherFiState, weEth: bigint): readonly bigint[] => {
  const full = sharesForAmount(state, FULL_REQUEST)
  if (state.version === 2025 || full === 0n || weEth === 0n) return [weEth]
  const whole = (weEth - 1n) / full
  return [...Array.from({ length: Number(whole) }, () => full), weEth - whole * full]
}

/** What the shares of a request are worth: now, or at the rate that was frozen where it was. */
const worthOf = (state: EtherFiState, { share, rateWad }: EtherFiRequest): bigint =>
  state.version === 2025
    ? amountForShare(state, share)
    : mulDivFloor(share, rateWad || amountPerShareCeil(state), WAD)

/** `WithdrawRequestNFT.getClaimableAmount`: what was asked for, or what its shares are worth where that is less. */
export const claimableAmount = (state: EtherFiState, request: EtherFiRequest): bigint =>
  min(request.amount, worthOf(state, request))

const checkRequest = ({ version }: EtherFiState, amount: bigint, share: bigint): void => {
  if (version === 2025) {
    if (amount >= 2n ** 96n || amount === 0n || share === 0n) throw new Revert('InvalidAmount')
    return
  }
  if (amount < MIN_WITHDRAW_AMOUNT || amount > MAX_WITHDRAW_AMOUNT)
    throw new Revert('InvalidWithdrawalAmount')
  if (share === 0n) throw new Revert('InvalidShareAmount')
}

/** `LiquidityPool.requestWithdraw`: eETH goes to the request contract, at the rate of now. No fee is taken. */
export const requestWithdraw = (
  state: EtherFiState,
  { owner, amount }: { readonly owner: Address; readonly amount: bigint },
): EtherFiState => {
  const share = sharesForAmount(state, amount)
  checkRequest(state, amount, share)
  const moved = moveEEth(state, { from: owner, to: NFT, amount })
  const id = state.nextRequestId
  return {
    ...moved,
    nextRequestId: id + 1,
    requests: { ...state.requests, [id]: { id, owner, amount, share, rateWad: 0n } },
  }
}

/** Of 2025: out of the pool, shares burnt for what is paid. */
const claimFromPool = (state: EtherFiState, wei: bigint): EtherFiState =>
  withdrawEther(state, { owner: NFT, wei })

/** Of 2026: out of what is set aside, whose rest goes back to the pool; all shares of the request are burnt. */
const claimLocked = (state: EtherFiState, { amount, share }: EtherFiRequest, wei: bigint): EtherFiState => {
  if (state.locked < amount) throw new Revert('InsufficientEscrow')
  if (wei === 0n || share === 0n) throw new Revert('InvalidAmount')
  const held = state.shares[NFT] ?? 0n
  if (held < share) throw new Revert('BURN_AMOUNT_EXCEEDS_BALANCE')
  return {
    ...state,
    shares: { ...state.shares, [NFT]: held - share },
    totalShares: state.totalShares - share,
    locked: state.locked - amount,
    totalValueOutOfLp: state.totalValueOutOfLp - amount,
    totalValueInLp: state.totalValueInLp + amount - wei,
  }
}

const checkClaim = (state: EtherFiState, owner: Address, sender: Address, id: number): void => {
  if (state.version === 2025 && owner !== sender) throw new Revert('Not the owner of the NFT')
  if (id <= state.lastFinalizedRequestId) return
  throw new Revert(state.version === 2025 ? 'Request is not finalized' : 'RequestNotFinalized')
}

/** `WithdrawRequestNFT.claimWithdraw`: wei paid to its owner, who alone may ask under the rules of 2025. */
export const claimWithdraw = (
  state: EtherFiState,
  { sender, id }: { readonly sender: Address; readonly id: number },
): { readonly wei: bigint; readonly owner: Address; readonly next: EtherFiState } => {
  const request = state.requests[id]
  if (request === undefined) throw new Revert('ERC721: invalid token ID')
  const { owner } = request
  checkClaim(state, owner, sender, id)
  const wei = claimableAmount(state, request)
  const { [id]: _, ...requests } = state.requests
  const next = state.version === 2025 ? claimFromPool(state, wei) : claimLocked(state, request, wei)
  return { wei, owner, next: { ...next, requests } }
}
