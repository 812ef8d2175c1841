import { layersOf, layerValueWei } from '../position/holdings.js'
import type { ExitPlan } from '../position/strategy.js'
import { playPlan } from '../simulation/model/play.js'
import { abs, SECONDS_PER_SLOT } from '../units/fixed.js'
import { DUST_WEI } from './leftBehind.js'
import { type Leaving, quoteOf } from './quote.js'
import type { Candidate } from './waysOut.js'

/** The position was left before: a block, and it is what it was. */
const NOTHING_TO_SELL: ExitPlan = {
  method: { id: 'alreadyEther' },
  legs: [{ seconds: SECONDS_PER_SLOT, txs: [] }],
  assumed: [],
}

/** The one way out of a position that is ether already; undefined for any other. */
export const alreadyEther = (leaving: Leaving): Candidate | undefined => {
  const { market, owner } = leaving
  const isEther = layersOf(market, owner).every(
    layer =>
      (layer.kind === 'wallet' && layer.asset === 'ETH') || abs(layerValueWei(market, layer)) < DUST_WEI,
  )
  if (!isEther) return undefined
  const played = playPlan(market, NOTHING_TO_SELL, owner)
  const quote = quoteOf(leaving, played.ok ? { ...played, sold: [] } : played)
  return { way: { kind: 'market' }, methods: [], soldShare: null, quote }
}
