/**
 * Ether on its way from validators to Lido, as if it flowed: amounts in ether, times in days from now. Who stands ahead
 * leaves the exit queue evenly over `aheadSpan` days; the request's own validators leave over `ownSpan` days from
 * `ownFrom` on; after them whoever asks later, `followersPerDay`, whose ether pays those ahead too, because Lido pays in
 * order and not from particular validators.
 */
export type Flow = {
  readonly ahead: number
  readonly aheadSpan: number
  readonly own: number
  readonly ownFrom: number
  readonly ownSpan: number
  readonly followersPerDay: number
  readonly rewardsPerDay: number
  /** From leaving the queue to being withdrawable. */
  readonly delay: number
  /** How long the sweep takes to be at all of them. */
  readonly cycle: number
  readonly ownCycle: number
}

/** The integral of what a sweep has reached `x` days after a validator is withdrawable: none, evenly more, all. */
const reach = (x: number, cycle: number): number => {
  if (x <= 0) return 0
  return x < cycle ? (x * x) / (2 * cycle) : x - cycle / 2
}

/** The part that is swept `x` days on of ether that becomes withdrawable evenly from `from` to `from + span`. */
const swept = (x: number, from: number, span: number, cycle: number): number => {
  if (span <= 1e-9) return Math.min(1, Math.max(0, (x - from) / cycle))
  return (reach(x - from, cycle) - reach(x - from - span, cycle)) / span
}

/** Ether that has come by `days` from now. */
const arrived = (flow: Flow, days: number): number => {
  const x = days - flow.delay
  const after = x - flow.ownFrom - flow.ownSpan
  return (
    flow.rewardsPerDay * days +
    flow.ahead * swept(x, 0, flow.aheadSpan, flow.cycle) +
    flow.own * swept(x, flow.ownFrom, flow.ownSpan, flow.ownCycle) +
    flow.followersPerDay * reach(after, flow.cycle)
  )
}

const STEPS = 40

/** Days until all that is ahead and the request itself have come; by bisection, to a tenth of a second. */
export const paidAfter = (flow: Flow): number => {
  const needed = flow.ahead + flow.own
  if (needed <= 0) return 0
  let low = 0
  let high = flow.delay + flow.ownFrom + flow.ownSpan + flow.aheadSpan + Math.max(flow.cycle, flow.ownCycle)
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2
    if (arrived(flow, middle) >= needed) high = middle
    else low = middle
  }
  return high
}
