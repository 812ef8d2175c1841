import type { Market } from '../market/market.js'
import { fairValueWei } from '../position/holdings.js'
import type { Pool, StakedCollateral } from '../position/legs.js'
import { getDy } from '../protocols/curve/pool.js'
import { getPooledEthByShares } from '../protocols/lido/steth.js'
import { Revert } from '../protocols/revert.js'
import { STAKING_POOLS } from '../protocols/uniswap/addresses.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import { max, min } from '../units/fixed.js'

/** What rounds count on at most, of fair value; what they really bring is measured. */
export const PLANNED_PRICE_BPS = 9_900n
/** Below the quote: earlier steps move the price, and the debt's own asset may have to be bought. */
const MARGIN_BPS = 20n

type Sale = { readonly pool: Pool; readonly token: StakedCollateral; readonly amount: bigint }

/** Wei that a sale would bring now; nothing where the pool does not take it. */
export const saleProceeds = (market: Market, { pool, token, amount }: Sale): bigint => {
  try {
    if (pool === 'curve') {
      const dx = getPooledEthByShares(market.lido, amount)
      return getDy(
        { curve: market.curve, lido: market.lido },
        { i: 1, j: 0, dx, now: market.block.timestamp },
      )
    }
    const quote = quoteExactInput(market.uniswap[STAKING_POOLS[token]], token, amount)
    return quote.amountIn < amount ? 0n : quote.amountOut
  } catch (error) {
    if (error instanceof Revert) return 0n
    throw error
  }
}

/** What steps in one block may count on, in basis points of fair value, if all of it is sold on one market; floored. */
export const plannedPriceBps = (market: Market, sale: Sale): bigint => {
  const fair = fairValueWei(market, sale.token, sale.amount)
  if (fair <= 0n) return PLANNED_PRICE_BPS
  return max(0n, min(PLANNED_PRICE_BPS, (saleProceeds(market, sale) * 10_000n) / fair - MARGIN_BPS))
}
