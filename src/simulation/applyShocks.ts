import type { Market } from '../market/market.js'
import type { Tx } from '../position/action.js'
import type { Shock, Step } from '../scenario/scenario.js'
import { lowerShock } from '../scenario/shocks/registry.js'
import { SECONDS_PER_SLOT } from '../units/fixed.js'
import { runBlock } from './model/modelWorld.js'
import type { World } from './world.js'

/** A market as those see it who act at a later time: states as they are, the clock further on. */
export const atTime = (market: Market, timestamp: number): Market => ({
  ...market,
  block: { ...market.block, timestamp },
})

type Happening = { readonly by: Shock['kind']; readonly role: 'shock'; readonly tx: Tx }

/**
 * The transactions of one step, in order, as of `due`: who makes a shock happen sees what the shocks before it did, so that
 * two that use the same thing up do not count on it twice. `start` is the market when the scenario began.
 */
export const lowerStep = (shocks: readonly Shock[], due: Market, start: Market): readonly Happening[] => {
  let seen = due
  return shocks.flatMap((shock, i) => {
    const txs = lowerShock(shock, seen, start)
    if (txs.length > 0 && i < shocks.length - 1) seen = runBlock(seen, { seconds: 0, txs }).market
    return txs.map(tx => ({ by: shock.kind, role: 'shock', tx }))
  })
}

/** The market of another day could not be set up: a shock of the overlay was refused. */
class OverlayError extends Error {
  override readonly name = 'OverlayError'
}

/** Brings the market to the figures of another day: real transactions, before anything is opened. */
export const bringBack = async (world: World, overlay: readonly Step[]): Promise<void> => {
  const began = (await world.market()).block.timestamp
  for (const { at, shocks } of overlay)
    for (const shock of shocks) {
      const now = await world.market()
      const seconds = Math.max(SECONDS_PER_SLOT, began + at - now.block.timestamp)
      const due = atTime(now, now.block.timestamp + seconds)
      const outcomes = await world.block(seconds, lowerShock(shock, due, due))
      for (const outcome of outcomes)
        if (outcome.status === 'reverted') throw new OverlayError(`${shock.kind}: ${outcome.reason}`)
    }
}
