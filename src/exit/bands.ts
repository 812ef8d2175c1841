import type { DepthBand, Frontier, WayOut } from '../simulation/exitPlanner.js'
import { depthIsAssumed } from './dependencies.js'
import { atDepth, type Depth } from './depthBand.js'
import { marketRoute } from './options/candidates.js'
import { mixesOf } from './options/partialSale.js'
import type { Leaving } from './quote.js'

/** What a band is asked of: an option of a report, or a way of a frontier. */
type Banded = Pick<WayOut, 'way' | 'soldShare' | 'sold'>

const costAt = (leaving: Leaving, { way, soldShare }: Banded, depth: Depth): number | null => {
  const there = { ...leaving, market: atDepth(leaving.market, depth) }
  if (soldShare !== null) {
    const mix = mixesOf(there).at(soldShare)
    return mix.ok ? mix.costBps : null
  }
  const placing = way.kind === 'venue' ? way.venue : ({ kind: 'split' } as const)
  const { best } = marketRoute(there, placing)
  return best.ok ? best.costBps : null
}

/** What a way would cost at other depths, planned anew there; null where it sells into no assumed depth. */
export const bandOf = (leaving: Leaving, way: Banded): DepthBand | null =>
  way.sold.length > 0 && depthIsAssumed(leaving.market)
    ? { halfDepthBps: costAt(leaving, way, 'half'), twiceDepthBps: costAt(leaving, way, 'twice') }
    : null

/** The frontier with the band of each of its ways. */
export const withBands = (leaving: Leaving, frontier: Frontier): Frontier => ({
  ...frontier,
  ways: frontier.ways.map(way => ({ ...way, band: bandOf(leaving, way) })),
})
