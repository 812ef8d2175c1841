import { depthIsAssumed } from './dependencies.js'
import { atDepth, type Depth } from './depthBand.js'
import type { OpenOption } from './option.js'
import { marketRoute } from './options/candidates.js'
import { mixesOf } from './options/partialSale.js'
import type { Leaving } from './quote.js'

/** Cost at half and at twice the depth of the pools; null where it is closed then. */
export type Band = { readonly halfDepthBps: number | null; readonly twiceDepthBps: number | null }

const costAt = (leaving: Leaving, option: OpenOption, depth: Depth): number | null => {
  const there = { ...leaving, market: atDepth(leaving.market, depth) }
  if (option.soldShare !== null) {
    const mix = mixesOf(there).at(option.soldShare)
    return mix.ok ? mix.costBps : null
  }
  const placing = option.way.kind === 'venue' ? option.way.venue : ({ kind: 'split' } as const)
  const { best } = marketRoute(there, placing)
  return best.ok ? best.costBps : null
}

/** What an option would cost at other depths, planned anew there; null where no assumed depth stands behind it. */
export const bandOf = (leaving: Leaving, option: OpenOption): Band | null => {
  const rests = option.quote.sold.length > 0 && depthIsAssumed(leaving.market)
  return rests
    ? {
        halfDepthBps: costAt(leaving, option, 'half'),
        twiceDepthBps: costAt(leaving, option, 'twice'),
      }
    : null
}
