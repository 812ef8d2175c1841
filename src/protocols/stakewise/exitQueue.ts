import { min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import type { ExitQueue, ExitRequest } from './state.js'

/** `ExitQueue.getLatestTotalTickets`: tickets paid so far. */
const paidTickets = ({ checkpoints }: ExitQueue): bigint => checkpoints.at(-1)?.totalTickets ?? 0n

/** The ticket that whoever asks next gets. */
export const nextTicket = (queue: ExitQueue): bigint => paidTickets(queue) + queue.queuedShares

const withRequest = (queue: ExitQueue, request: ExitRequest): ExitQueue => ({
  ...queue,
  requests: { ...queue.requests, [String(request.ticket)]: request },
})

/** The queue with `shares` of an account at its end. */
export const join = (
  queue: ExitQueue,
  { owner, shares, at }: { readonly owner: Address; readonly shares: bigint; readonly at: number },
): ExitQueue => ({
  ...withRequest(queue, { ticket: nextTicket(queue), owner, shares, at }),
  queuedShares: queue.queuedShares + shares,
})

/** `ExitQueue.push`, with what it leaves waiting: `shares` from the front of the queue are paid with `assets`. */
export const pay = (queue: ExitQueue, shares: bigint, assets: bigint): ExitQueue => ({
  ...queue,
  queuedShares: queue.queuedShares - shares,
  unclaimedAssets: queue.unclaimedAssets + assets,
  checkpoints: [...queue.checkpoints, { totalTickets: paidTickets(queue) + shares, exitedAssets: assets }],
})

/** `ExitQueue.calculateExitedAssets` from the checkpoint that the ticket falls in: shares paid, and with what; floored each. */
export const exitedOf = (
  { checkpoints }: ExitQueue,
  { ticket, shares }: Pick<ExitRequest, 'ticket' | 'shares'>,
): { readonly exited: bigint; readonly assets: bigint } => {
  let exited = 0n
  let assets = 0n
  let before = 0n
  for (const { totalTickets, exitedAssets } of checkpoints) {
    if (totalTickets > ticket && exited < shares) {
      const available = totalTickets - (ticket > before ? ticket : before)
      const taken = min(available, shares - exited)
      exited += taken
      assets += (taken * exitedAssets) / (totalTickets - before)
    }
    before = totalTickets
  }
  return { exited, assets }
}

/** Without a request, and with what is left of it further back; `left` 0 is nothing. */
export const claimed = (
  queue: ExitQueue,
  request: ExitRequest,
  { exited, left, assets }: { readonly exited: bigint; readonly left: bigint; readonly assets: bigint },
): ExitQueue => {
  const { [String(request.ticket)]: _, ...requests } = queue.requests
  const paid = { ...queue, requests, unclaimedAssets: queue.unclaimedAssets - assets }
  return left === 0n ? paid : withRequest(paid, { ...request, ticket: request.ticket + exited, shares: left })
}
