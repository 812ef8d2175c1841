import type { Block } from '../../src/simulation/world.js'

/**
 * Which transactions of a sequence are kept: `3.1` is the second transaction of the fourth block, `3` is the fourth
 * block's wait alone. A block of which nothing is named is left out, its wait too.
 */
export type Steps = readonly string[]

/** Names of everything in a sequence. */
export const allSteps = (blocks: readonly Block[]): Steps =>
  blocks.flatMap((block, i) => (block.txs.length === 0 ? [`${i}`] : block.txs.map((_, j) => `${i}.${j}`)))

/** The blocks that steps name, in order. */
export const selectSteps =
  (steps: Steps) =>
  (blocks: readonly Block[]): readonly Block[] => {
    const named = new Set(steps)
    return blocks.flatMap((block, i) => {
      const txs = block.txs.filter((_, j) => named.has(`${i}.${j}`))
      return txs.length > 0 || named.has(`${i}`) ? [{ seconds: block.seconds, txs }] : []
    })
  }
