import { EPOCHS_PER_DAY, MIN_VALIDATOR_WITHDRAWABILITY_DELAY } from '../ethereum/forks.js'
import { type Flow, isPaidBy, type Known, paidAfter } from './outflow.js'

/** The exit-bus oracle's frame: 45 epochs. Source: state-mate lido.yaml @ 9f6df199. */
export const EXIT_BUS_FRAME_DAYS = 45 / EPOCHS_PER_DAY
/** What one validator brings, in ether. */
const VALIDATOR = 32

/** One of the equally likely cases: numbers from 0 to 1. */
export type Luck = {
  /** Of the exit-bus frame. */
  readonly frame: number
  /** How many ask after us: from nobody to twice as many a day as stand ahead. */
  readonly followers: number
  /** Where the sweep stands for our own validators. */
  readonly sweep: number
}

const CASES = 64
/** Half of all cases, and nineteen in twenty, wait no longer than the case at this rank. */
const MEDIAN_RANK = CASES / 2 - 1
const BAD_RANK = Math.ceil(0.95 * CASES) - 1

/** Spread evenly over the cube (a Kronecker lattice on the plastic number's powers): no seed, the same every time. */
export const LUCK: readonly Luck[] = Array.from({ length: CASES }, (_, i) => {
  const part = (step: number): number => (0.5 + (i + 1) * step) % 1
  return {
    frame: part(0.8191725133961645),
    followers: part(0.6710436067037893),
    sweep: part(0.5497004779019703),
  }
})

/** What stands between the request and its ether, whatever the luck. Ether and days. */
export type Situation = {
  readonly ahead: number
  readonly own: number
  /** All of the exit queue, in days. */
  readonly queue: number
  readonly ownSpan: number
  readonly rewardsPerDay: number
  readonly cycle: number
  readonly requests: number
}

/** From the exit to the first sweep that may take the ether. */
export const WITHDRAWABLE_DAYS = MIN_VALIDATOR_WITHDRAWABILITY_DELAY / EPOCHS_PER_DAY

/** Ether that comes in one case; `swept` are the rewards a day that count, all of them unless given. */
export const flowOf = (at: Situation, luck: Luck, swept = at.rewardsPerDay): Flow => ({
  ahead: at.ahead,
  aheadSpan: at.queue,
  own: at.own,
  ownFrom: at.requests + luck.frame * EXIT_BUS_FRAME_DAYS + at.queue,
  ownSpan: at.ownSpan,
  followersPerDay: at.queue > 0 ? (2 * luck.followers * at.ahead) / at.queue : 0,
  rewardsPerDay: swept,
  delay: WITHDRAWABLE_DAYS,
  cycle: at.cycle,
  // The last of n validators that stand anywhere in the cycle: the n-th root of an even draw.
  ownCycle: at.cycle * luck.sweep ** (1 / Math.max(1, at.own / VALIDATOR)),
})

type Case = { readonly luck: Luck; readonly flow: Flow }

/** A case, and the days until its request is paid. */
export type Settled = Case & { readonly days: number }

const inOrder = (cases: readonly Case[], known: Known): readonly Settled[] =>
  cases
    .map(({ luck, flow }) => ({ luck, flow, days: paidAfter(flow, known) }))
    .sort((a, b) => a.days - b.days)

/** Days below which cases are put in order one by one. */
const ALIKE_DAYS = 1e-6

/** The cases at these ranks, counted from the shortest wait: cut apart by time until few are left to put in order. */
const ranked = (cases: readonly Case[], ranks: readonly number[], known: Known): readonly Settled[] => {
  if (ranks.length === 0) return []
  const { after, until } = known
  if (cases.length === 1 || until - after <= ALIKE_DAYS) {
    const ordered = inOrder(cases, known)
    return ranks.flatMap(rank => ordered[rank] ?? [])
  }
  const middle = (after + until) / 2
  const paid: Case[] = []
  const later: Case[] = []
  for (const one of cases) (isPaidBy(one.flow, middle) ? paid : later).push(one)
  const [sooner, rest] = [ranks.filter(rank => rank < paid.length), ranks.filter(rank => rank >= paid.length)]
  return [
    ...ranked(paid, sooner, { after, until: middle }),
    ...ranked(
      later,
      rest.map(rank => rank - paid.length),
      { after: middle, until },
    ),
  ]
}

const extreme = (pick: (...draws: number[]) => number, other: typeof pick): Luck => ({
  frame: pick(...LUCK.map(({ frame }) => frame)),
  followers: other(...LUCK.map(({ followers }) => followers)),
  sweep: pick(...LUCK.map(({ sweep }) => sweep)),
})

// Exits asked for sooner, more who follow, an earlier sweep: each brings ether sooner, so that every case lies between.
const BEST = extreme(Math.min, Math.max)
const WORST = extreme(Math.max, Math.min)

/** Far below what is told apart, far above what floating point may hide. */
const MARGIN_DAYS = 1e-9

/** Between which days all cases are paid. */
const boundsOf = (at: Situation): Known => ({
  after: paidAfter(flowOf(at, BEST)) - MARGIN_DAYS,
  until: paidAfter(flowOf(at, WORST)) + MARGIN_DAYS,
})

/** The median of the 64 cases, and the one that nineteen in twenty do not exceed. */
export const typicalCases = (at: Situation): readonly [Settled, Settled] => {
  const cases = LUCK.map(luck => ({ luck, flow: flowOf(at, luck) }))
  const [median, bad] = ranked(cases, [MEDIAN_RANK, BAD_RANK], boundsOf(at))
  if (!median || !bad) throw new RangeError(`there are no ${CASES} cases`)
  return [median, bad]
}
