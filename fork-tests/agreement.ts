import type { Market } from '../src/market/market.js'
import { compareMarkets, type Difference } from '../src/simulation/reconcile/quantities.js'
import type { Block, Outcome } from '../src/simulation/world.js'

const json = (value: unknown): string =>
  JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? `${entry}n` : entry))

/** What was done, one line a transaction, so that a failure shows every input. */
export const describeBlock = ({ seconds, txs }: Block): string =>
  [`after ${seconds} s`, ...txs.map(tx => `  ${tx.from} ${json(tx.actions)}`)].join('\n')

export const describeDifference = ({ quantity, where, model, fork, difference }: Difference): string =>
  `${quantity}: ${where}: model ${model}, fork ${fork}, difference ${difference}`

/** Outcomes that are not the same: done on one side and refused on the other, or refused for different reasons. */
export const compareOutcomes = (model: readonly Outcome[], fork: readonly Outcome[]): readonly string[] => {
  const words = (outcome: Outcome | undefined): string =>
    outcome === undefined ? 'nothing' : outcome.status === 'done' ? 'done' : `reverted: ${outcome.reason}`
  const count = Math.max(model.length, fork.length)
  return Array.from({ length: count }, (_, i) => [words(model[i]), words(fork[i])] as const).flatMap(
    ([a, b], i) => (a === b ? [] : [`transaction ${i}: model ${a}, fork ${b}`]),
  )
}

/** Throws with every difference and every input where the two worlds' markets are not the same. */
export const expectAgreement = (model: Market, fork: Market, inputs: readonly Block[] = []): void => {
  const differences = compareMarkets(model, fork)
  if (differences.length === 0) return
  const lines = [...differences.map(describeDifference), ...inputs.map(describeBlock)]
  throw new Error(`The model and the fork differ in ${differences.length} numbers.\n${lines.join('\n')}`)
}
