import { max } from '../../units/fixed.js'
import { EFFECTIVE_BALANCE_INCREMENT, epochAt, WEI_PER_GWEI } from './forks.js'
import { MIN_EPOCHS_TO_INACTIVITY_PENALTY } from './inactivity.js'
import type { EthereumState, Outage, Slashing } from './state.js'

/** Epochs in which the chain leaks: from the first on, until before the second. */
export type Leak = readonly [from: number, until: number]

/** The leak of an outage begins when finality has been missing for four epochs. */
export const leakOf = ({ from, leakUntil }: Outage): Leak | undefined => {
  const first = epochAt(from) + MIN_EPOCHS_TO_INACTIVITY_PENALTY
  return leakUntil > 0 && epochAt(leakUntil) > first ? [first, epochAt(leakUntil)] : undefined
}

/** All leaks that are known. */
export const leaksOf = ({ outages }: EthereumState): readonly Leak[] =>
  outages.flatMap(outage => {
    const leak = leakOf(outage)
    return leak ? [leak] : []
  })

/** Whether the chain leaks in `epoch`. */
export const isLeaking = (leaks: readonly Leak[], epoch: number): boolean =>
  leaks.some(([from, until]) => from <= epoch && epoch < until)

/** Effective balance of a slashing, Lido's and others', that has left the exit queue by `epoch`; wei, floored. */
export const exitedBy = ({ balance, others, exitsFrom, exitsUntil }: Slashing, epoch: number): bigint => {
  const [first, last] = [epochAt(exitsFrom), epochAt(exitsUntil)]
  if (epoch < first) return 0n
  if (epoch >= last) return balance + others
  return ((balance + others) * BigInt(epoch - first + 1)) / BigInt(last - first + 1)
}

/** Effective balance that those who are off have lost by `epoch`, with the square of the leak's time; wei, floored. */
const leakedBy = (outage: Outage, epoch: number): bigint => {
  const leak = leakOf(outage)
  if (!leak || epoch <= leak[0]) return 0n
  if (epoch >= leak[1]) return outage.lost
  const [into, span] = [BigInt(epoch - leak[0]), BigInt(leak[1] - leak[0])]
  return (outage.lost * into * into) / (span * span)
}

/**
 * `get_total_active_balance` in `epoch`, gwei: the stake without slashed validators that have left the exit queue, those
 * still in it counted, and without what a leak took. Other entries and exits are taken to balance. Our Beacon.sol has the
 * same (`activeBalanceAt`).
 */
export const activeBalanceAt = (ethereum: EthereumState, epoch: number): bigint => {
  const exited = ethereum.slashings.reduce((sum, slashing) => sum + exitedBy(slashing, epoch), 0n)
  const leaked = ethereum.outages.reduce((sum, outage) => sum + leakedBy(outage, epoch), 0n)
  return max(EFFECTIVE_BALANCE_INCREMENT, (ethereum.stakedEther - exited - leaked) / WEI_PER_GWEI)
}
