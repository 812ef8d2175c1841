import { max, min, mulDivFloor } from '../../units/fixed.js'
import { exitChurn, exitEpochAt, exitQueueNow, joinExitQueue } from './churn.js'
import {
  computeActivationExitEpoch,
  EPOCHS_PER_DAY,
  EPOCHS_PER_SLASHINGS_VECTOR,
  epochAt,
  MIN_VALIDATOR_WITHDRAWABILITY_DELAY,
  startOfEpoch,
} from './forks.js'
import { withdrawableEpochOf } from './slashing.js'
import type { EthereumState, Outage, Slashing } from './state.js'

/** What is slashed at `now` (seconds): effective balances in wei. */
export type SlashingOrder = {
  readonly balance: bigint
  readonly others: bigint
  readonly effectiveBalance: bigint
  readonly now: number
}

/** A part of a slashing that becomes withdrawable together. */
export type SlashingPart = Omit<Slashing, 'at'>

/** Ether slashed in one epoch that the queue lets out before the 8,192 epochs are over, in wei. */
const outInTime = (ethereum: EthereumState, now: number): bigint => {
  const epoch = epochAt(now)
  const last = epoch + EPOCHS_PER_SLASHINGS_VECTOR - MIN_VALIDATOR_WITHDRAWABILITY_DELAY
  const epochs = last - computeActivationExitEpoch(epoch) + 1
  return max(0n, BigInt(epochs) * exitChurn(ethereum) - exitQueueNow(ethereum, now))
}

/**
 * Validators slashed in one epoch, in the parts in which they become withdrawable: who leaves the exit queue in time
 * after 8,192 epochs, who comes later 256 epochs after the exit, here a day of churn at a time and by the last of the
 * day. Lido's and others' validators stand in the queue evenly mixed.
 */
export const slashingParts = (ethereum: EthereumState, order: SlashingOrder): readonly SlashingPart[] => {
  const { effectiveBalance, now } = order
  const total = order.balance + order.others
  /** Lido's part of the first `ahead` wei, in whole validators. */
  const own = (ahead: bigint): bigint => {
    if (ahead === total) return order.balance
    const part = mulDivFloor(order.balance, ahead, total)
    return part - (part % effectiveBalance)
  }
  const rest = (ahead: bigint): bigint => (total === 0n ? 0n : mulDivFloor(order.others, ahead, total))
  const inTime = min(total, outInTime(ethereum, now))
  const day = exitChurn(ethereum) * BigInt(EPOCHS_PER_DAY)
  const ends = [inTime]
  for (let end = inTime; end < total; ) {
    end = min(total, end + day)
    ends.push(end)
  }
  return ends
    .map((end, i): SlashingPart => {
      const before = ends[i - 1] ?? 0n
      const balance = own(end) - own(before)
      const others = rest(end) - rest(before)
      const exitEpoch = exitEpochAt(ethereum, { ether: end, now })
      return {
        balance,
        others,
        effectiveBalance,
        exitsFrom: startOfEpoch(exitEpochAt(ethereum, { ether: min(end, before + 1n), now })),
        exitsUntil: startOfEpoch(exitEpoch),
        withdrawableAt: startOfEpoch(withdrawableEpochOf(epochAt(now), exitEpoch)),
      }
    })
    .filter(part => part.balance + part.others > 0n)
}

/** Validators slashed together at `now`: they join the exit queue and the list of slashings. Wei, seconds. */
export const slash = (
  ethereum: EthereumState,
  order: SlashingPart & { readonly now: number },
): EthereumState => {
  const { now, ...part } = order
  const joined = joinExitQueue(ethereum, { ether: part.balance + part.others, now })
  return { ...joined, slashings: [...ethereum.slashings, { at: now, ...part }] }
}

/** Validators go off from `now` on: an outage is noted. Wei, seconds. */
export const beginOutage = (
  ethereum: EthereumState,
  order: Omit<Outage, 'from'> & { readonly now: number },
): EthereumState => {
  const { now, ...outage } = order
  return { ...ethereum, outages: [...ethereum.outages, { from: now, ...outage }] }
}
