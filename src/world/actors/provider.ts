import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { getTickAtSqrtRatio } from '../../protocols/uniswap/tickMath.js'
import { sqrtPriceX96 } from '../../scenario/lower.js'
import type { Actor } from './actor.js'

const POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const
/** Ticks (basis points) that the share rate moves before providers bother; the coarser pool's spacing, too. */
const PATIENCE = 10

const fairTick = (market: Market): number => getTickAtSqrtRatio(sqrtPriceX96(stEthPerToken(market.lido)))

/** Every position of the provider in a pool taken out and put back `shift` ticks higher. */
const shifted = (market: Market, pool: (typeof POOLS)[number], shift: number): readonly Action[] => {
  const mine = market.uniswap[pool].positions.filter(p => p.owner === CROWD.provider && p.liquidity > 0n)
  const out = mine.flatMap(({ tickLower, tickUpper, liquidity }): readonly Action[] => [
    { kind: 'uniswap.burn', pool, tickLower, tickUpper, liquidity },
    { kind: 'uniswap.collect', pool, tickLower, tickUpper },
  ])
  const back = mine.map(
    ({ tickLower, tickUpper, liquidity }): Action => ({
      kind: 'uniswap.mint',
      pool,
      tickLower: tickLower + shift,
      tickUpper: tickUpper + shift,
      liquidity,
    }),
  )
  return [...out, ...back]
}

/**
 * Liquidity providers follow the share rate: wstETH gains on ether every day, and ranges that stand still would soon
 * lie beside the price. They follow what the token is worth, not what the market pays.
 */
export const provider = (): Actor => {
  let centre: number | undefined
  return {
    name: 'liquidity provider',
    act(market): readonly Tx[] {
      const fair = fairTick(market)
      centre ??= fair
      const shift = Math.trunc((fair - centre) / PATIENCE) * PATIENCE
      if (shift === 0) return []
      centre += shift
      const actions = POOLS.flatMap(pool => shifted(market, pool, shift))
      return actions.length === 0 ? [] : [{ from: CROWD.provider, actions }]
    },
  }
}
