import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action } from '../position/action.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { getTickAtSqrtRatio } from '../protocols/uniswap/tickMath.js'

/**
 * The provider takes its liquidity out of a Uniswap pool but for a thousandth of the range the price stands in, trades
 * the price to `target` (a square root times 2^96), and puts all back around it.
 */
export const movePool = (market: Market, name: UniswapPoolName, target: bigint): readonly Action[] => {
  const pool = market.uniswap[name]
  const mine = pool.positions.filter(({ owner, liquidity }) => owner === CROWD.provider && liquidity > 0n)
  const here = mine.find(({ tickLower, tickUpper }) => tickLower <= pool.tick && pool.tick < tickUpper)
  if (!here || target === pool.sqrtPriceX96) return []
  const steps = Math.round((getTickAtSqrtRatio(target) - pool.tick) / pool.tickSpacing)
  const shift = steps * pool.tickSpacing
  const left = here.liquidity / 1_000n
  const burn = ({ tickLower, tickUpper }: typeof here, liquidity: bigint): readonly Action[] => [
    { kind: 'uniswap.burn', pool: name, tickLower, tickUpper, liquidity },
    { kind: 'uniswap.collect', pool: name, tickLower, tickUpper },
  ]
  const sell = target > pool.sqrtPriceX96 ? pool.token1 : pool.token0
  const trade = { pool: name, sell, amount: { balanceOf: sell }, minimumOut: 0n } as const
  return [
    ...mine.flatMap(held => burn(held, held === here ? held.liquidity - left : held.liquidity)),
    { kind: 'uniswap.swap', ...trade, sqrtPriceLimitX96: target },
    ...burn(here, left),
    ...mine.map(
      ({ tickLower, tickUpper, liquidity }): Action => ({
        kind: 'uniswap.mint',
        pool: name,
        tickLower: tickLower + shift,
        tickUpper: tickUpper + shift,
        liquidity,
      }),
    ),
  ]
}
