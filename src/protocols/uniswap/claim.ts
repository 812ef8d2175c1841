import type { Claim } from '../protocol.js'
import { burn, getPosition } from './position.js'
import type { UniswapPool, UniswapPoolName, UniswapPosition } from './state.js'

/** Whether the price stands inside a position's range, where it earns fees. */
const inRange = (pool: UniswapPool, { tickLower, tickUpper }: UniswapPosition): boolean =>
  pool.tick >= tickLower && pool.tick < tickUpper

/**
 * What a position would bring now: all of its liquidity burned and, with the fees up to now, collected; rounded down as
 * the pool does. Worked out by the mirrors of `burn` and `collect`.
 */
export const positionClaim = (name: UniswapPoolName, pool: UniswapPool, held: UniswapPosition): Claim => {
  const poked = held.liquidity === 0n ? held : getPosition(burn(pool, { ...held, amount: 0n })[1], held)
  const left =
    held.liquidity === 0n ? held : getPosition(burn(pool, { ...held, amount: held.liquidity })[1], held)
  return {
    label: `position in ${name}`,
    parts: [
      { asset: pool.token0, amount: left.tokensOwed0 },
      { asset: pool.token1, amount: left.tokensOwed1 },
    ],
    details: {
      pool: name,
      tickLower: held.tickLower,
      tickUpper: held.tickUpper,
      liquidity: String(held.liquidity),
      inRange: inRange(pool, held),
      feesOwed0Units: String(poked.tokensOwed0),
      feesOwed1Units: String(poked.tokensOwed1),
    },
  }
}
