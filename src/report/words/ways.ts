import type { Lender } from '../../exit/options/migrate.js'
import type { Venue } from '../../routing/saleCurve.js'
import type { Disposal } from '../../simulation/actors/actor.js'
import type { Way } from '../../simulation/way.js'
import { throughWords } from './methods.js'

/** What a venue is called. */
export const venueName = (venue: Venue): string => {
  if (venue.kind === 'issuer')
    return venue.token === 'weETH' ? 'ether.fi’s instant redemption' : 'Rocket Pool at once'
  return venue.kind === 'curve' ? 'Curve' : `Uniswap ${venue.pool.replace(/%$/, ' %')}`
}

/** What became of collateral that a liquidator took. */
export const disposalName = (to: Disposal): string => {
  switch (to.kind) {
    case 'lidoQueue':
      return 'Lido’s queue'
    case 'asItIs':
      return 'kept as it is'
    case 'aToken':
      return 'kept as aToken'
    default:
      return venueName(to)
  }
}

const lenderName = (lender: Lender): string => (lender === 'aave' ? 'Aave' : `Morpho, ${lender}`)

const mixName = (share: number, waits: number): string => {
  const percent = `${Number((share * 100).toPrecision(share < 0.01 ? 1 : 3))} %`
  return `${percent} sold, the rest in ${waits === 1 ? 'one wait' : `${waits} waits`}`
}

/** What a way out is called. */
export const wayName = (way: Way): string => {
  switch (way.kind) {
    case 'venue':
      return venueName(way.venue)
    case 'split':
      return 'split over the pools'
    case 'market':
      return 'the market'
    case 'queue':
      return throughWords(way.through)
    case 'mix':
      return mixName(way.share, way.waits)
    case 'refinance':
      return way.to === null ? 'moved to another lender' : `moved to ${lenderName(way.to)}`
  }
}

/** The kind of a way as reports have it: a market on which nothing is to be split is told as a split over one. */
export const kindOf = ({ kind }: Way): 'venue' | 'split' | 'queue' | 'mix' =>
  kind === 'market' || kind === 'refinance' ? 'split' : kind
