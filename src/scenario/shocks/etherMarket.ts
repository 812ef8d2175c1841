import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { amountToPrice } from '../../protocols/uniswap/quote.js'
import { sqrtFloor } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { CHANGE } from './fields.js'
import { DOLLAR_POOL } from './pools.js'
import { BPS_UNITS, bpsUnits, priceChange } from './severity.js'

/** Others trade until the USDC/WETH pool's price of ether stands here, against its price when the scenario began. */
export type EtherMarket = { readonly kind: 'etherMarket'; readonly changeBps: number }

/** WETH sold into the dollar pool, or bought from it. */
const lower = ({ changeBps }: EtherMarket, market: Market, start: Market): readonly Tx[] => {
  const pool = market.uniswap[DOLLAR_POOL]
  // Token 0 is USDC: a falling ether price is a rising price of the pool.
  const square = (start.uniswap[DOLLAR_POOL].sqrtPriceX96 ** 2n * BPS_UNITS) / bpsUnits(10_000 + changeBps)
  const limit = sqrtFloor(square)
  if (limit === pool.sqrtPriceX96) return []
  const falls = limit > pool.sqrtPriceX96
  const { amountIn } = amountToPrice(pool, limit)
  if (amountIn === 0n) return []
  const enter: readonly Action[] = falls ? [{ kind: 'weth.wrap', amount: amountIn }] : []
  const trade = { pool: DOLLAR_POOL, amount: amountIn, minimumOut: 0n, sqrtPriceLimitX96: limit }
  const swap: Action = { kind: 'uniswap.swap', sell: falls ? 'WETH' : 'USDC', ...trade }
  return sentBy(falls ? CROWD.whale : CROWD.provider, [...enter, swap])
}

/** A combination joins it with the feeds that it follows: see `joinedMarket` of combine.ts. */
export const etherMarket: ShockDef<EtherMarket> = {
  kind: 'etherMarket',
  fields: { changeBps: CHANGE },
  label: 'Market price of ether',
  happened: 'ether’s price moved in the dollar pool',
  atNothing: 'stays',
  once: true,
  scale: (shock, severity) => ({ ...shock, changeBps: priceChange(shock.changeBps, severity) }),
  level: () => ({ of: 'etherMarket' }),
  lower,
}
