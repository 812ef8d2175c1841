import type { Market } from '../market/market.js'
import { equityWei } from '../position/holdings.js'
import { WAD, type Wad } from '../units/fixed.js'
import { pacesOf } from './forecast/cases.js'
import { withPaces } from './option.js'
import { marketRoute, queueRoute } from './options/candidates.js'
import { bestMixes, mixesOf } from './options/partialSale.js'
import { partOfMarket } from './part/subposition.js'
import type { Leaving, Quote } from './quote.js'

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

type Found = {
  readonly route: SizePoint['route']
  readonly soldShare: number
  readonly quote: Quote
}

const pointOf = ({ route, soldShare, quote }: Found, market: Market): SizePoint => {
  const { costBps, medianDays, badDays } = withPaces(quote, pacesOf(market, quote.plan))
  return { route, soldShare, costBps, medianDays, badDays }
}

const pareto = (found: readonly Found[]): readonly Found[] => {
  let cheapest = Number.POSITIVE_INFINITY
  return [...found]
    .sort((a, b) => a.quote.medianDays - b.quote.medianDays || a.quote.costBps - b.quote.costBps)
    .filter(({ quote: { costBps } }) => {
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
  const parts = shares.map(shareWad => ({
    shareWad,
    part: { ...leaving, market: partOfMarket(leaving.market, leaving.owner, shareWad) },
  }))
  // Less than one validator is nothing.
  const worth = parts.filter(({ part }) => equityWei(part.market, leaving.owner) > 0n)
  return worth.map(({ shareWad, part }) => {
    const sold = marketRoute(part, { kind: 'split' }).best
    const queued = queueRoute(part).best
    const mixes = bestMixes(mixesOf(part), around)
    around = mixes[0]?.share ?? around
    const atOnce: Found | undefined = sold.ok ? { route: 'market', soldShare: 1, quote: sold } : undefined
    const queue: Found | undefined = queued.ok ? { route: 'queue', soldShare: 0, quote: queued } : undefined
    const mixed = mixes.map(
      (quote): Found => ({ route: quote.share === 0 ? 'queue' : 'mix', soldShare: quote.share, quote }),
    )
    const found = [atOnce, queue, ...mixed].flatMap(one => one ?? [])
    return {
      shareWad,
      fairWei: equityWei(part.market, leaving.owner),
      frontier: pareto(found).map(one => pointOf(one, part.market)),
      market: atOnce ? pointOf(atOnce, part.market) : null,
      queue: queue ? pointOf(queue, part.market) : null,
    }
  })
}
