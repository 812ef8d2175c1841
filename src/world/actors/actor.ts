import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import type { World } from '../world.js'

/**
 * Someone in the market. Sees the market of the block before, acts at most once a block, may try before sending.
 * An empty list says that there is nothing to do. Made anew for every run: it may remember.
 */
export type Actor = {
  readonly name: string
  /** `gasPriceWei` is what a unit of gas costs now. */
  act(market: Market, world: World, gasPriceWei: bigint): Promise<readonly Tx[]> | readonly Tx[]
}
