import { equityWei } from '../../position/holdings.js'
import { WAD, type Wad } from '../../units/fixed.js'
import type { Leaving, Quote } from './leaving.js'
import { bestMixes, mixesOf } from './mix.js'
import { partOfMarket } from './part.js'
import { marketRoute, queueRoute } from './routes.js'

/** Numbers of one way out, for a chart. */
export type SizePoint = {
  readonly route: 'market' | 'queue' | 'mix'
  readonly costBps: number
  readonly medianDays: number
  readonly badDays: number
  /** Of what can be sold, what is sold at once. */
  readonly soldShare: number
}

/** What leaving with one size costs; sizes are shares of the position and their fair value. */
export type SizeRow = {
  readonly shareWad: Wad
  readonly fairWei: bigint
  /** From the quickest to the cheapest: each costs less than all that are quicker. */
  readonly frontier: readonly SizePoint[]
  /** All at once, split over the pools; null where it is closed. */
  readonly market: SizePoint | null
  /** All through the queue; null where it is closed. */
  readonly queue: SizePoint | null
}

const pointOf = (route: SizePoint['route'], soldShare: number, quote: Quote): SizePoint => ({
  route,
  soldShare,
  costBps: quote.costBps,
  medianDays: quote.medianDays,
  badDays: quote.badDays,
})

const pareto = (points: readonly SizePoint[]): readonly SizePoint[] => {
  let cheapest = Number.POSITIVE_INFINITY
  return [...points]
    .sort((a, b) => a.medianDays - b.medianDays || a.costBps - b.costBps)
    .filter(({ costBps }) => {
      const cheaper = costBps < cheapest
      if (cheaper) cheapest = costBps
      return cheaper
    })
}

/** Sizes evenly spread up to all of it. */
export const evenShares = (count: number): readonly Wad[] =>
  Array.from({ length: count }, (_, i) => (WAD * BigInt(i + 1)) / BigInt(count))

/**
 * The frontier for each size, on the model: a row a size. A share of the best mix found for one size is where the search
 * for the next begins.
 */
export const exitsBySize = (leaving: Leaving, shares: readonly Wad[]): readonly SizeRow[] => {
  let around: number | undefined
  return shares.map(shareWad => {
    const part = { ...leaving, market: partOfMarket(leaving.market, leaving.owner, shareWad) }
    const sold = marketRoute(part, { kind: 'split' }).best
    const queued = queueRoute(part).best
    const mixes = bestMixes(mixesOf(part), around)
    around = mixes[0]?.share ?? around
    const market = sold.ok ? pointOf('market', 1, sold) : null
    const queue = queued.ok ? pointOf('queue', 0, queued) : null
    const mixed = mixes.map(mix => pointOf(mix.share === 0 ? 'queue' : 'mix', mix.share, mix))
    const points = [market, queue, ...mixed].flatMap(point => (point ? [point] : []))
    return {
      shareWad,
      fairWei: equityWei(part.market, leaving.owner),
      frontier: pareto(points),
      market,
      queue,
    }
  })
}
