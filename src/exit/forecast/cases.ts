import type { Market } from '../../market/market.js'
import type { ExitPlan, Wait } from '../../position/strategy.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { queueDaysIn } from '../options/lidoQueue.js'

/** How long each wait of a plan takes in one case, and all of them. */
export type Pace = { readonly days: readonly number[]; readonly totalDays: number }

/** An early and a bad case of all waits of a plan together. */
export type Paces = { readonly early: Pace; readonly bad: Pace }

const CASES = 64
/** Of all cases one in twenty is no longer than the early one, and one in twenty longer than the bad one. */
const EARLY_RANK = Math.ceil(0.05 * CASES) - 1
const BAD_RANK = Math.ceil(0.95 * CASES) - 1

/** Mulberry32: numbers from 0 to 1, always the same ones. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One kind of luck in all cases: each of 64 equal parts of 0 to 1 once, in an order of its own (Latin hypercube). */
const evenly = (seed: number): readonly number[] => {
  const next = numbersFrom(seed)
  const parts = Array.from({ length: CASES }, (_, i) => (i + 0.5) / CASES)
  for (let i = CASES - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const [a = 0, b = 0] = [parts[i], parts[j]]
    parts[i] = b
    parts[j] = a
  }
  return parts
}

const drawn = new Map<number, readonly number[]>()

/** The luck of `kind` in a case; each kind is drawn once. */
const luckOf = (kind: number, i: number): number => {
  const known = drawn.get(kind)
  const all = known ?? evenly(kind)
  if (!known) drawn.set(kind, all)
  return all[i] ?? 0.5
}

// Kinds that all rounds share: the churn queue and who follows in it, where those ahead stand, how bunker mode ends.
const FOLLOWERS = 1
const LATE = 2
const BUNKER = 3
/** Kinds that each round has of its own: the exit-bus frame, the sweep, who asks first, and any other wait. */
const OWN_KINDS = 4
const ownKind = (round: number, which: number): number => 10 + OWN_KINDS * round + which

/** A wait of which no more is known than three lengths: evenly between them, one in twenty beyond the bad one left out. */
const between = ({ earlyDays, medianDays, badDays }: Wait, luck: number): number =>
  luck < 0.5
    ? earlyDays + (luck / 0.5) * (medianDays - earlyDays)
    : medianDays + Math.min(1, (luck - 0.5) / 0.45) * (badDays - medianDays)

const caseOf = (market: Market, waits: readonly Wait[], i: number): Pace => {
  const shared = { followers: luckOf(FOLLOWERS, i), late: luckOf(LATE, i), bunker: luckOf(BUNKER, i) }
  let elapsed = 0
  let first = 0
  const days = waits.map((wait, round) => {
    const own = (which: number): number => luckOf(ownKind(round, which), i)
    const alone = wait.asked
      ? queueDaysIn(
          market,
          wait.asked.stEth,
          { elapsed: Math.round(elapsed * SECONDS_PER_DAY), taken: wait.asked.taken },
          { ...shared, frame: own(0), sweep: own(1), others: own(2), report: own(3) },
        )
      : between(wait, own(3))
    // Those who come while the first round is paid are as many as stood before it.
    const took = wait.asked?.follows ? Math.max(alone, first) : alone
    if (round === 0) first = took
    elapsed += took
    return took
  })
  return { days, totalDays: elapsed }
}

/** Every wait at its own early, or its own bad length. */
export const allAt = (waits: readonly Wait[], pick: 'earlyDays' | 'badDays'): readonly number[] =>
  waits.map(wait => wait[pick])

/**
 * An early and a bad case of all waits of a plan in a row: 64 cases are carried through the rounds, each round asked for
 * when the one before it was paid in that case, and put in order by their sum. Undefined where nothing waits.
 */
export const pacesOf = (market: Market, { waits }: ExitPlan): Paces | undefined => {
  if (!waits || waits.length === 0) return undefined
  const cases = Array.from({ length: CASES }, (_, i) => caseOf(market, waits, i)).sort(
    (a, b) => a.totalDays - b.totalDays,
  )
  const [early, bad] = [cases[EARLY_RANK], cases[BAD_RANK]]
  if (!early || !bad) throw new RangeError(`there are no ${CASES} cases`)
  return { early, bad }
}

/** What the interval takes for granted. */
export const PACES_ASSUMED: readonly string[] = [
  'the interval of days is that of nine cases in ten: 64 cases of luck are carried through all waits; rounds share the exit queue and who follows in it, where the exits of those ahead stand in it, and how bunker mode ends; each has its own exit-bus frame and sweep',
  'a later round stands behind those who came meanwhile: it waits no less than the first did, if the queue stands; how long it takes if nobody follows is told beside it',
  'the exits of those ahead stand evenly in the exit queue in half of the cases, later in the others; one time in ten others ask before a later round for the ether that came into Lido’s buffer meanwhile; one time in five their deposits pay a part of it sooner; one report in ten is a day late',
]
