import { mulDivFloor, RAY, type Ray, WAD } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { Revert } from '../revert.js'
import { WITHDRAWAL_QUEUE } from './addresses.js'
import type { LidoState, WithdrawalQueueState, WithdrawalRequest } from './state.js'
import { getPooledEthByShares, getSharesByPooledEth, transfer } from './steth.js'
import { unwrap } from './wsteth.js'

/** WithdrawalQueue `MIN_STETH_WITHDRAWAL_AMOUNT`, wei. */
const MIN_STETH_WITHDRAWAL_AMOUNT = 100n
/** WithdrawalQueue `MAX_STETH_WITHDRAWAL_AMOUNT`: 1,000 stETH, in wei. */
const MAX_STETH_WITHDRAWAL_AMOUNT = 1000n * WAD

/** WithdrawalQueueBase `MAX_BATCHES_LENGTH`: batches that one report can carry. */
export const MAX_BATCHES_LENGTH = 36

const ZERO_ADDRESS: Address = `0x${'0'.repeat(40)}`
const same = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase()

/** The state does not carry a request that a calculation needs. */
export class RequestNotCarriedError extends Error {
  override readonly name = 'RequestNotCarriedError'
  constructor(id: number) {
    super(`Withdrawal request ${id} is not in the state: carry it together with the request after it.`)
  }
}

const SENTINEL: WithdrawalRequest = {
  id: 0,
  owner: ZERO_ADDRESS,
  cumulativeStEth: 0n,
  cumulativeShares: 0n,
  timestamp: 0,
  claimed: false,
  reportTimestamp: 0,
}

/** The request with this id; 0 is the empty sentinel before the first. */
export const requestAt = (queue: WithdrawalQueueState, id: number): WithdrawalRequest => {
  const request = id === 0 ? SENTINEL : queue.requests[id]
  if (request === undefined) throw new RequestNotCarriedError(id)
  return request
}

/** WithdrawalQueueBase `unfinalizedStETH`, wei. */
export const unfinalizedStEth = (queue: WithdrawalQueueState): bigint =>
  requestAt(queue, queue.lastRequestId).cumulativeStEth -
  requestAt(queue, queue.lastFinalizedRequestId).cumulativeStEth

const requireResumed = (queue: WithdrawalQueueState): void => {
  if (queue.paused) throw new Revert('ResumedExpected')
}

/** WithdrawalQueue `pauseFor` and `resume`, without a term. Requests and finalisation wait; claims do not. */
export const setQueuePaused = (queue: WithdrawalQueueState, paused: boolean): WithdrawalQueueState => {
  if (paused) requireResumed(queue)
  else if (!queue.paused) throw new Revert('PausedExpected')
  return { ...queue, paused }
}

const checkAmount = (stEth: bigint): void => {
  if (stEth < MIN_STETH_WITHDRAWAL_AMOUNT) throw new Revert('RequestAmountTooSmall')
  if (stEth > MAX_STETH_WITHDRAWAL_AMOUNT) throw new Revert('RequestAmountTooLarge')
}

/** Who asks, the block's time in seconds, and the amounts, one request each. */
export type Requests = { readonly sender: Address; readonly amounts: readonly bigint[]; readonly now: number }

const enqueue = (lido: LidoState, owner: Address, stEth: bigint, now: number): LidoState => {
  const { queue } = lido
  const last = requestAt(queue, queue.lastRequestId)
  const id = queue.lastRequestId + 1
  const request: WithdrawalRequest = {
    id,
    owner: owner.toLowerCase() as Address,
    cumulativeStEth: last.cumulativeStEth + stEth,
    cumulativeShares: last.cumulativeShares + getSharesByPooledEth(lido, stEth),
    timestamp: now,
    claimed: false,
    reportTimestamp: lido.lastReport,
  }
  return { ...lido, queue: { ...queue, lastRequestId: id, requests: { ...queue.requests, [id]: request } } }
}

/** WithdrawalQueue `requestWithdrawals`: amounts in stETH wei. */
export const requestWithdrawals = (
  lido: LidoState,
  order: Requests,
): { readonly lido: LidoState; readonly requestIds: readonly number[] } => {
  requireResumed(lido.queue)
  let state = lido
  const requestIds: number[] = []
  for (const amount of order.amounts) {
    checkAmount(amount)
    state = transfer(state, { from: order.sender, to: WITHDRAWAL_QUEUE, amount })
    state = enqueue(state, order.sender, amount, order.now)
    requestIds.push(state.queue.lastRequestId)
  }
  return { lido: state, requestIds }
}

/**
 * WithdrawalQueue `requestWithdrawalsWstETH`: amounts in wstETH wei, unwrapped first; limits apply to the stETH.
 * `balance` is the sender's wstETH, which the caller keeps and debits by the sum of the amounts.
 */
export const requestWithdrawalsWstEth = (
  lido: LidoState,
  order: Requests & { readonly balance: bigint },
): { readonly lido: LidoState; readonly requestIds: readonly number[] } => {
  requireResumed(lido.queue)
  let state = lido
  let balance = order.balance
  const requestIds: number[] = []
  for (const wstEth of order.amounts) {
    if (wstEth > balance) throw new Revert('ERC20: transfer amount exceeds balance')
    const unwrapped = unwrap(state, { sender: WITHDRAWAL_QUEUE, wstEth, balance })
    balance -= wstEth
    checkAmount(unwrapped.stEth)
    state = enqueue(unwrapped.lido, order.sender, unwrapped.stEth, order.now)
    requestIds.push(state.queue.lastRequestId)
  }
  return { lido: state, requestIds }
}

/** What a span of requests holds: share rate with 27 decimals, stETH and shares. */
type Batch = { readonly shareRateRay: Ray; readonly stEth: bigint; readonly shares: bigint }

const batchBetween = (queue: WithdrawalQueueState, after: number, upTo: number): Batch => {
  const from = requestAt(queue, after)
  const to = requestAt(queue, upTo)
  const stEth = to.cumulativeStEth - from.cumulativeStEth
  const shares = to.cumulativeShares - from.cumulativeShares
  if (shares === 0n) throw new Revert('Panic(0x12)')
  return { shareRateRay: mulDivFloor(stEth, RAY, shares), stEth, shares }
}

/** A batch is paid at the lower of the rate it was requested at and the rate now, floored. */
const etherOf = (batch: Batch, maxShareRateRay: Ray): bigint =>
  batch.shareRateRay > maxShareRateRay ? mulDivFloor(batch.shares, maxShareRateRay, RAY) : batch.stEth

/** What a call of `calculateFinalizationBatches` may take; amounts in wei, times in seconds. */
export type BatchOrder = {
  readonly upTo: number
  readonly maxShareRateRay: Ray
  /** Requests after this time wait. */
  readonly maxTimestamp?: number
  /** Ether that may be locked. */
  readonly budget?: bigint
}

/** Whether a request goes on with the batch before it: on the same side of the rate, or after the same report. */
const continues = (queue: WithdrawalQueueState, id: number, isSameSide: boolean): boolean =>
  isSameSide || requestAt(queue, id - 1).reportTimestamp === requestAt(queue, id).reportTimestamp

/**
 * WithdrawalQueueBase `calculateFinalizationBatches`: the last ids of batches whose requests are all above or all below
 * the rate, or came after the same report; as far as the budget, the time and 36 batches go.
 */
export const finalizationBatches = (queue: WithdrawalQueueState, order: BatchOrder): readonly number[] => {
  const batches: number[] = []
  let wasAbove = false
  let left = order.budget
  for (let id = queue.lastFinalizedRequestId + 1; id <= Math.min(order.upTo, queue.lastRequestId); id++) {
    if (requestAt(queue, id).timestamp > (order.maxTimestamp ?? Number.POSITIVE_INFINITY)) break
    const batch = batchBetween(queue, id - 1, id)
    const ether = etherOf(batch, order.maxShareRateRay)
    if (left !== undefined && ether > left) break
    left = left === undefined ? undefined : left - ether
    const isAbove = batch.shareRateRay > order.maxShareRateRay
    if (batches.length > 0 && continues(queue, id, isAbove === wasAbove)) batches[batches.length - 1] = id
    else if (batches.length < MAX_BATCHES_LENGTH) batches.push(id)
    else break
    wasAbove = isAbove
  }
  return batches
}

/** What finalising takes: ether to lock, shares to burn. */
export type Prefinalized = { readonly ethToLock: bigint; readonly sharesToBurn: bigint }

const checkBatches = (queue: WithdrawalQueueState, batches: readonly number[]): void => {
  const first = batches[0]
  const last = batches[batches.length - 1]
  if (first === undefined || last === undefined) throw new Revert('EmptyBatches')
  if (first <= queue.lastFinalizedRequestId) throw new Revert('InvalidRequestId')
  if (last > queue.lastRequestId) throw new Revert('InvalidRequestId')
}

/** WithdrawalQueueBase `prefinalize`: batches are given by their last request ids, ascending. */
export const prefinalize = (
  queue: WithdrawalQueueState,
  batches: readonly number[],
  maxShareRateRay: Ray,
): Prefinalized => {
  if (maxShareRateRay === 0n) throw new Revert('ZeroShareRate')
  checkBatches(queue, batches)
  let ethToLock = 0n
  let sharesToBurn = 0n
  let previous = queue.lastFinalizedRequestId
  for (const end of batches) {
    if (end <= previous) throw new Revert('BatchesAreNotSorted')
    const batch = batchBetween(queue, previous, end)
    ethToLock += etherOf(batch, maxShareRateRay)
    sharesToBurn += batch.shares
    previous = end
  }
  return { ethToLock, sharesToBurn }
}

/** WithdrawalQueueBase `_finalize`: requests up to `upTo` become claimable against `ether`, in wei. */
export const finalize = (
  queue: WithdrawalQueueState,
  order: { readonly upTo: number; readonly ether: bigint; readonly maxShareRateRay: Ray },
): WithdrawalQueueState => {
  requireResumed(queue)
  if (order.upTo > queue.lastRequestId) throw new Revert('InvalidRequestId')
  if (order.upTo <= queue.lastFinalizedRequestId) throw new Revert('InvalidRequestId')
  const { stEth } = batchBetween(queue, queue.lastFinalizedRequestId, order.upTo)
  if (order.ether > stEth) throw new Revert('TooMuchEtherToFinalize')
  const fromRequestId = queue.lastFinalizedRequestId + 1
  return {
    ...queue,
    checkpoints: [...queue.checkpoints, { fromRequestId, maxShareRateRay: order.maxShareRateRay }],
    lockedEther: queue.lockedEther + order.ether,
    lastFinalizedRequestId: order.upTo,
  }
}

/** WithdrawalQueue `getClaimableEther` of a finalised request, claimed or not: at the rate of its checkpoint. */
export const claimableEther = (queue: WithdrawalQueueState, id: number): bigint => {
  const checkpoint = queue.checkpoints.findLast(candidate => candidate.fromRequestId <= id)
  if (checkpoint === undefined) throw new Revert('InvalidHint')
  return etherOf(batchBetween(queue, id - 1, id), checkpoint.maxShareRateRay)
}

/** Ether of a request that waits, wei, if it were finalised now: the lower of what was asked and its shares at the rate. */
export const waitingEther = (lido: LidoState, id: number): bigint =>
  etherOf(batchBetween(lido.queue, id - 1, id), getPooledEthByShares(lido, RAY))

/** WithdrawalQueue `claimWithdrawal`: ether of one request for its owner. The caller credits the ether. */
export const claimWithdrawal = (
  lido: LidoState,
  order: { readonly sender: Address; readonly requestId: number },
): { readonly lido: LidoState; readonly ether: bigint } => {
  const { queue } = lido
  const id = order.requestId
  if (id === 0 || id > queue.lastRequestId) throw new Revert('InvalidRequestId')
  if (id > queue.lastFinalizedRequestId) throw new Revert('RequestNotFoundOrNotFinalized')
  const request = requestAt(queue, id)
  if (request.claimed) throw new Revert('RequestAlreadyClaimed')
  if (!same(request.owner, order.sender)) throw new Revert('NotOwner')
  const ether = claimableEther(queue, id)
  if (ether > queue.lockedEther) throw new Revert('Panic(0x11)')
  const requests = { ...queue.requests, [id]: { ...request, claimed: true } }
  return { lido: { ...lido, queue: { ...queue, requests, lockedEther: queue.lockedEther - ether } }, ether }
}
