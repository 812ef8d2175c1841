import { CROWD } from '../../market/crowd.js'
import { sqrtFloor, WAD } from '../../units/fixed.js'
import { movePool } from '../movePool.js'
import { sentBy } from '../sent.js'
import { type ShockDef, unscaled } from './define.js'
import { DOLLAR_POOL } from './pools.js'

/** Ether costs this many dollars, by the feed and in the dollar pool, whose liquidity moves along. */
type EtherAt = { readonly kind: 'etherAt'; readonly dollars: number }

/** Square root of WETH wei per USDC unit, times 2^96. */
const sqrtPriceAt = (dollars: number): bigint => sqrtFloor((WAD << 192n) / BigInt(Math.round(dollars * 1e6)))

/** Ether that the provider wraps before it moves: the same liquidity takes more ether where ether is cheap. */
const PURSE = 3_000_000n * WAD

export const etherAt: ShockDef<EtherAt> = {
  kind: 'etherAt',
  fields: { dollars: { kind: 'number', least: 1, most: 1e6, about: 'dollars' } },
  label: 'Ether’s price of that day',
  happened: 'ether’s price was set',
  atNothing: 'goes',
  scale: unscaled,
  lower: ({ dollars }, market) => {
    const answer = BigInt(Math.round(dollars * 1e8))
    const moved = movePool(market, DOLLAR_POOL, sqrtPriceAt(dollars))
    return [
      ...sentBy(CROWD.oracle, [{ kind: 'chainlink.answer', feed: 'ETH/USD', answer }]),
      ...sentBy(CROWD.provider, moved.length > 0 ? [{ kind: 'weth.wrap', amount: PURSE }, ...moved] : []),
    ]
  },
}
