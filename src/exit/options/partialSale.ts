import type { Method } from '../../position/method.js'
import { type Refused, refused } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import { playPlan } from '../../simulation/model/play.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import { type Leaving, type Quote, quoteOf } from '../quote.js'
import { firstWhere, goldenSection } from '../search.js'
import { saleable, sellDown } from './deleverage.js'
import { plansThroughIssuers } from './queue.js'

/** A plan that sells a share at once and sends the rest through the queue. */
export type Mix = Quote & {
  /** Of all that could be sold, what is. */
  readonly share: number
  /** Waits in a row. */
  readonly waits: number
}

const PARTS = 1_000_000

/** Of a whole in millionths, so that a share tried again is the same share. */
const part = (whole: bigint, share: number): bigint =>
  (whole * BigInt(Math.round(share * PARTS))) / BigInt(PARTS)

const NONE = refused('nothingQueues', {})

type Tried = { readonly mix: Mix | Refused; readonly cost: number }

/** Tries of one position by the share sold, each worked out once. */
export type Mixes = {
  /** What is sold at once and how many waits follow, without the end of it. */
  waitsAt(share: number): number
  at(share: number): Mix | Refused
  cost(share: number): number
  /** The largest share that the venues take and that leaves something to queue. */
  most(): number
}

const planOf = (leaving: Leaving, whole: bigint, share: number) => {
  const wstEth = part(whole, share)
  const sold = sellDown(leaving, wstEth, { kind: 'split' })
  if (!sold.ok) return sold
  const [queue] = plansThroughIssuers(sold.market, leaving.owner)
  if (!queue?.waits) return NONE
  const first: ExitPlan['legs'] = sold.txs.length === 0 ? [] : [{ seconds: SECONDS_PER_SLOT, txs: sold.txs }]
  const [asset] = sold.sold.map(one => one.asset)
  const method: Method =
    asset === undefined
      ? queue.method
      : { id: 'partThenQueue', byLoan: sold.byLoan, asset, waits: queue.waits.length }
  return { ok: true, sold, queue, plan: { ...queue, method, legs: [...first, ...queue.legs] } } as const
}

const tryMix = (leaving: Leaving, whole: bigint, share: number): Mix | Refused => {
  const planned = planOf(leaving, whole, share)
  if (!planned.ok) return planned
  const { sold, queue, plan } = planned
  const played = playPlan(sold.market, queue, leaving.owner)
  if (!played.ok) return played
  const quote = quoteOf(leaving, { ...played, plan, sold: sold.sold })
  return quote.ok ? { ...quote, share, waits: queue.waits?.length ?? 0 } : quote
}

/** Remembers what was tried: searches come back to the same shares. */
export const mixesOf = (leaving: Leaving): Mixes => {
  const whole = saleable(leaving)
  const tried = new Map<number, Tried>()
  const counted = new Map<number, number>()
  const at = (share: number): Tried => {
    const key = Math.round(share * PARTS)
    const known = tried.get(key)
    if (known) return known
    const mix = whole === 0n ? NONE : tryMix(leaving, whole, key / PARTS)
    const found = { mix, cost: mix.ok ? mix.costBps : Number.POSITIVE_INFINITY }
    tried.set(key, found)
    return found
  }
  const waitsAt = (share: number): number => {
    const key = Math.round(share * PARTS)
    const known = counted.get(key) ?? tried.get(key)?.mix
    if (typeof known === 'number') return known
    if (known?.ok) return known.waits
    const planned = whole === 0n ? undefined : planOf(leaving, whole, key / PARTS)
    const waits = planned?.ok ? (planned.queue.waits?.length ?? 0) : Number.POSITIVE_INFINITY
    counted.set(key, waits)
    return waits
  }
  let most: number | undefined
  const mostOf = (): number => {
    most ??= whole === 0n ? 0 : mostSold(share => sellsAt(leaving, whole, share))
    return most
  }
  return { at: share => at(share).mix, cost: share => at(share).cost, waitsAt, most: mostOf }
}

/** The share is found to this: near the best one a hundredth more or less costs a small part of a basis point. */
const WIDTH = 0.02
/** A boundary is a corner, and found more closely. */
const CORNER_WIDTH = 0.0005
/** Selling all of it is another route. */
const MOST = 0.999

const sellsAt = (leaving: Leaving, whole: bigint, share: number): boolean => {
  const sold = sellDown(leaving, part(whole, share), { kind: 'split' })
  return sold.ok || sold.refusal.code !== 'depthExhausted'
}

/** All but a bit, or what the venues take above the floor of price. */
const mostSold = (sells: (share: number) => boolean): number =>
  sells(MOST) ? MOST : Math.max(0, firstWhere(share => !sells(share), 0, MOST, CORNER_WIDTH) - CORNER_WIDTH)

/** The least that must be sold for the rest to go through the queue: a debt may be too large to wait with. */
const leastShare = (mixes: Mixes): number => {
  const goes = (share: number): boolean => mixes.at(share).ok
  if (goes(0)) return 0
  const most = mixes.most()
  return goes(most) ? firstWhere(goes, 0, most, CORNER_WIDTH) : 0
}

/** The share that costs least, whatever it takes, near `around` where a neighbouring position's is known. */
const cheapestShare = (mixes: Mixes, around: number | undefined): number => {
  const [least, most] = [leastShare(mixes), mixes.most()]
  // The venues may take less of this position than the neighbour sold.
  const isNear = around !== undefined && around - 0.1 < most
  const [low, high] = isNear ? [Math.max(least, around - 0.1), Math.min(most, around + 0.1)] : [least, most]
  const found = goldenSection(mixes.cost, low, high, WIDTH)
  return mixes.cost(least) < mixes.cost(found) ? least : found
}

/** With `waits` waits at most: the corner at which they suffice, or the valley above it. */
const cheapestWithin = (mixes: Mixes, waits: number, from: number): number | undefined => {
  const most = mixes.most()
  if (mixes.waitsAt(most) > waits) return undefined
  const corner = firstWhere(share => mixes.waitsAt(share) <= waits, from, most, CORNER_WIDTH)
  const beside = Math.min(most, corner + WIDTH)
  if (mixes.cost(corner) <= mixes.cost(beside)) return corner
  return goldenSection(mixes.cost, corner, most, WIDTH)
}

/** The mix that costs least, whatever it takes; undefined where none goes. */
export const cheapestMix = (mixes: Mixes, around?: number): Mix | undefined => {
  const mix = mixes.at(cheapestShare(mixes, around))
  return mix.ok ? mix : undefined
}

/**
 * The cheapest mix for each number of waits up to that of the cheapest of all. Cost has one valley in the share sold:
 * selling more pays less and less for each unit, and the queue pays the same for each.
 */
export const bestMixes = (mixes: Mixes, around?: number): readonly Mix[] => {
  const best = cheapestMix(mixes, around)
  if (!best) return []
  const found: Mix[] = [best]
  for (let waits = best.waits - 1; waits >= 1; waits--) {
    const next = cheapestWithin(mixes, waits, found.at(-1)?.share ?? best.share)
    const mix = next === undefined ? undefined : mixes.at(next)
    if (mix?.ok) found.push(mix)
  }
  return found
}

/** The cheapest mix that takes no more than `days` at the median; undefined where none does. */
export const mixWithin = (mixes: Mixes, days: number, best: readonly Mix[]): Mix | undefined => {
  const fits = (sold: number): boolean => {
    const tried = mixes.at(sold)
    return tried.ok && tried.medianDays <= days
  }
  const known = best.find(one => one.medianDays <= days)
  const slower = best.findLast(one => one.medianDays > days && one.costBps < (known?.costBps ?? 1e9))
  if (!slower || !fits(mixes.most())) return known
  const share = firstWhere(fits, slower.share, known?.share ?? mixes.most(), CORNER_WIDTH)
  const mix = mixes.at(share)
  return mix.ok && mix.costBps < (known?.costBps ?? Number.POSITIVE_INFINITY) ? mix : known
}
