import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { getTickAtSqrtRatio } from '../../protocols/uniswap/tickMath.js'
import { sqrtPriceX96 } from '../../scenario/lower.js'
import type { Actor } from './actor.js'

const POOL = 'wstETH/WETH 0.01%' as const
/** Ticks (basis points) that the share rate moves before providers bother. */
const PATIENCE = 10

const fairTick = (market: Market): number => getTickAtSqrtRatio(sqrtPriceX96(stEthPerToken(market.lido)))

/** Every position of the provider taken out and put back `shift` ticks higher. */
const shifted = (market: Market, shift: number): readonly Action[] => {
  const mine = market.uniswap[POOL].positions.filter(p => p.owner === CROWD.provider && p.liquidity > 0n)
  const out = mine.flatMap(({ tickLower, tickUpper, liquidity }): readonly Action[] => [
    { kind: 'uniswap.burn', pool: POOL, tickLower, tickUpper, liquidity },
    { kind: 'uniswap.collect', pool: POOL, tickLower, tickUpper },
  ])
  const back = mine.map(
    ({ tickLower, tickUpper, liquidity }): Action => ({
      kind: 'uniswap.mint',
      pool: POOL,
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
      const shift = fair - centre
      if (Math.abs(shift) < PATIENCE) return []
      centre = fair
      const actions = shifted(market, shift)
      return actions.length === 0 ? [] : [{ from: CROWD.provider, actions }]
    },
  }
}
