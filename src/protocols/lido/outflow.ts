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
  // Nobody's validators are withdrawable yet.
  if (x <= 0) return flow.rewardsPerDay * days
  const after = x - flow.ownFrom - flow.ownSpan
  return (
    flow.rewardsPerDay * days +
    flow.ahead * swept(x, 0, flow.aheadSpan, flow.cycle) +
    flow.own * swept(x, flow.ownFrom, flow.ownSpan, flow.ownCycle) +
    flow.followersPerDay * reach(after, flow.cycle)
  )
}

/** Whether all that is ahead and the request itself have come by then, in days from now. */
export const isPaidBy = (flow: Flow, days: number): boolean => arrived(flow, days) >= flow.ahead + flow.own

/** Days by which all of it has come, whatever the sweep does. */
export const longest = (flow: Flow): number =>
  flow.delay + flow.ownFrom + flow.ownSpan + flow.aheadSpan + Math.max(flow.cycle, flow.ownCycle)

const STEPS = 40

/** Between which days all of it comes, where that is known: not by `after`, and by `until`. */
export type Known = { readonly after: number; readonly until: number }

const NOTHING_KNOWN: Known = { after: 0, until: Number.POSITIVE_INFINITY }

/**
 * Days until all that is ahead and the request itself have come; by bisection, to a tenth of a second. What is known
 * saves looking, and changes nothing.
 */
export const paidAfter = (flow: Flow, { after, until }: Known = NOTHING_KNOWN): number => {
  if (flow.ahead + flow.own <= 0) return 0
  let low = 0
  let high = longest(flow)
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2
    if (middle >= until || (middle > after && isPaidBy(flow, middle))) high = middle
    else low = middle
  }
  return high
}
