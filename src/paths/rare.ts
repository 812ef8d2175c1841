import { ln } from './kernel/exponential.js'
import type { Cell, Kernel } from './kernel/kernel.js'
import { normalOf, randomWords } from './kernel/random.js'
import { TILE } from './runs.js'

/** Something that seldom happens: how often, how much likelier it is drawn, and what it does to a lane. */
export type RareEvent = {
  readonly perYear: number
  /** Drawn so many times as often; a weight undoes it. */
  readonly times: number
  /** `z` is a standard normal of its own. */
  strike(lane: number, z: number): void
}

const words = new Int32Array(4)

/** The size of a rare event: the first word of its own group, drawn for the few lanes that need it. */
const sizeAt = (seed: number, path: number, step: number, group: number): number => {
  randomWords({ seed, path, step, group }, words)
  return normalOf(words[0] as number)
}

/**
 * Rare events of a step by one uniform a path: each event has its share of (0, 1), so that its frequency is right and two
 * of them never fall on one step (an error of the second order in their frequency). Weights of bent frequencies go to
 * `logWeight`. Throws RangeError where the events of a step are more likely than one in two.
 */
export const rareEvents = (
  kernel: Kernel,
  of: {
    readonly events: readonly RareEvent[]
    readonly years: number
    readonly whether: Cell
    readonly logWeight: Cell
    readonly seed: number
    readonly group: number
  },
) => {
  const { events, years, whether, logWeight, seed, group } = of
  const drawn = events.map(event => event.perYear * event.times * years)
  const total = drawn.reduce((sum, chance) => sum + chance, 0)
  if (total > 0.5) throw new RangeError('Rare events are too frequent for the step: take shorter steps.')
  const truth = events.reduce((sum, event) => sum + event.perYear * years, 0)
  const bent = events.some(({ times }) => times !== 1)
  const nothing = ln((1 - truth) / (1 - total))
  const ratios = events.map(({ times }) => -ln(times))
  const pick = (u: number): number => {
    let edge = 0
    return drawn.findIndex(chance => {
      edge += chance
      return u < edge
    })
  }
  const { cells } = kernel
  return (path: number, step: number): void => {
    for (let lane = 0; lane < TILE; lane++) {
      const u = cells[whether + lane] as number
      const k = u < total ? pick(u) : -1
      if (bent)
        cells[logWeight + lane] =
          (cells[logWeight + lane] as number) + (k < 0 ? nothing : (ratios[k] as number))
      if (k >= 0) events[k]?.strike(lane, sizeAt(seed, path + lane, step, group + k))
    }
  }
}
