import { consensusDelta, rebaseLimit } from '../../market/consensus.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { SWEEP_VALIDATORS } from '../../position/unwind/queue.js'
import { SECONDS_PER_EPOCH } from '../../protocols/ethereum/forks.js'
import { requestAt } from '../../protocols/lido/queue.js'
import { withdrawalDays } from '../../protocols/lido/withdrawalDays.js'
import { max, min, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

const FORK = 'electra'

/** Ids that wait, and when the ether for each is expected. */
type Due = Map<number, number>

const noteRequests = (market: Market, due: Due): void => {
  const { queue } = market.lido
  for (let id = queue.lastFinalizedRequestId + 1; id <= queue.lastRequestId; id++) {
    if (due.has(id)) continue
    const { cumulativeStEth, timestamp } = requestAt(queue, id)
    const stEth = cumulativeStEth - requestAt(queue, id - 1).cumulativeStEth
    const { median } = withdrawalDays({
      lido: market.lido,
      ethereum: market.ethereum,
      stEth,
      now: market.block.timestamp,
      fork: FORK,
      sweepValidators: SWEEP_VALIDATORS,
    })
    const wait = median.exitRequest + median.exitQueue + median.withdrawable + median.sweep
    due.set(id, timestamp + Math.ceil(wait * SECONDS_PER_DAY))
  }
}

const lastDue = (market: Market, due: Due): number => {
  const { queue } = market.lido
  let last = 0
  for (let id = queue.lastFinalizedRequestId + 1; id <= queue.lastRequestId; id++) {
    if ((due.get(id) ?? Number.POSITIVE_INFINITY) > market.block.timestamp) break
    last = id
  }
  return last
}

/** Ether that must leave validators so that requests up to `id` can be paid; the buffer pays first. */
const shortfall = (market: Market, id: number): bigint => {
  if (id === 0) return 0n
  const { queue, bufferedEther } = market.lido
  const asked =
    requestAt(queue, id).cumulativeStEth - requestAt(queue, queue.lastFinalizedRequestId).cumulativeStEth
  return max(0n, asked + WAD - bufferedEther)
}

/**
 * Lido's oracle: a report once a day with what the consensus layer did, and requests finalised when the ether for them
 * has come. A report that Lido's sanity checks refuse is sent again the next day, with a day more in it.
 */
export const lidoReports = (): Actor => {
  const due: Due = new Map()
  let attempted = 0
  return {
    name: 'lido oracle',
    act(market) {
      noteRequests(market, due)
      const { timestamp } = market.block
      const since = Math.max(market.lido.lastReport, attempted)
      if (timestamp - since < SECONDS_PER_DAY - SECONDS_PER_EPOCH) return []
      attempted = timestamp
      const finalizeUpTo = lastDue(market, due)
      const earned = consensusDelta(market, market.lido.lastReport, timestamp)
      return [
        {
          from: CROWD.oracle,
          actions: [
            {
              kind: 'lido.report',
              clDelta: min(earned, rebaseLimit(market)),
              elRewards: 0n,
              clWithdrawn: shortfall(market, finalizeUpTo),
              finalizeUpTo,
            },
          ],
        },
      ]
    },
  }
}
