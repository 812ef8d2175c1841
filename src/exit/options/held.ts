import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { unfinalizedStEth } from '../../protocols/lido/queue.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { mulDivCeil, SECONDS_PER_SLOT, WAD } from '../../units/fixed.js'
import { queueWait, splitRequests, waiting } from './lidoQueue.js'

/** Requests of an owner that wait in Lido's queue, or are paid and not claimed. */
const openRequests = ({ lido: { queue } }: Market, owner: Address): readonly number[] =>
  Object.values(queue.requests)
    .filter(request => request.owner === owner && !request.claimed && request.id > 0)
    .map(({ id }) => id)

/** wstETH in the wallet through Lido's queue: one request after another at once, one wait, one claim, older ones with it. */
export const queueHeld = (market: Market, owner: Address): readonly ExitPlan[] => {
  const wstEth = market.wallets[owner]?.wstETH ?? 0n
  const before = openRequests(market, owner)
  if (wstEth === 0n && before.length === 0) return []
  const amounts = splitRequests(market, wstEth)
  const first = market.lido.queue.lastRequestId + 1
  const requestIds = [...before, ...amounts.map((_, i) => first + i)]
  const stEth = mulDivCeil(wstEth, stEthPerToken(market.lido), WAD)
  // All that is ahead is paid too; the request's own ether may have earned rewards until its last report.
  const ether = unfinalizedStEth(market.lido.queue) + mulDivCeil(stEth, 1_001n, 1_000n)
  const wait = queueWait(market, wstEth, { elapsed: 0, taken: 0n })
  const request: readonly Action[] = amounts.length > 0 ? [{ kind: 'lido.request', amounts }] : []
  return [
    {
      method: { id: 'lidoRequests', count: requestIds.length },
      legs: [
        { seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: request }] },
        ...waiting(market, {
          elapsed: SECONDS_PER_SLOT,
          days: wait.medianDays,
          finalizeUpTo: Math.max(market.lido.queue.lastFinalizedRequestId, ...requestIds),
          ether,
        }),
        { seconds: SECONDS_PER_SLOT, txs: [{ from: owner, actions: [{ kind: 'lido.claim', requestIds }] }] },
      ],
      waits: [wait],
      assumed: [
        'the wait is the median forecast',
        'rewards and known penalties go on; nothing else happens while waiting',
      ],
    },
  ]
}
