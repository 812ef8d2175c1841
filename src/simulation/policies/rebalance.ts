import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { fitActions, fitToRange, mintAction, type TickRange } from '../../position/liquidity.js'
import { leaveLiquidity } from '../../position/withdrawLiquidity.js'
import type { Address } from '../../protocols/assets.js'
import type { UniswapPool, UniswapPoolName, UniswapPosition } from '../../protocols/uniswap/state.js'
import { firstOf } from './best.js'
import type { Policy } from './policy.js'

type Strayed = { readonly name: UniswapPoolName; readonly held: UniswapPosition }

const strayedOf = (market: Market, owner: Address): Strayed | undefined => {
  for (const [name, pool] of Object.entries(market.uniswap) as [UniswapPoolName, UniswapPool][]) {
    const held = pool.positions.find(
      p => p.owner === owner && p.liquidity > 0n && (pool.tick < p.tickLower || pool.tick >= p.tickUpper),
    )
    if (held) return { name, held }
  }
  return undefined
}

/** The same width around where the price stands now. */
const movedRange = (pool: UniswapPool, { tickLower, tickUpper }: UniswapPosition): TickRange => {
  const half = Math.max(1, Math.round((tickUpper - tickLower) / 2 / pool.tickSpacing)) * pool.tickSpacing
  const centre = Math.round(pool.tick / pool.tickSpacing) * pool.tickSpacing
  return { tickLower: centre - half, tickUpper: centre + half }
}

/** All of it taken out, the half that is too much sold in the same pool, and put back around the price. */
const moved = (market: Market, owner: Address, { name, held }: Strayed): readonly Tx[] => {
  const left = leaveLiquidity(market, owner)
  const pool = left.market.uniswap[name]
  const wallet = left.market.wallets[owner] ?? {}
  const range = movedRange(pool, held)
  const amounts = { amount0: wallet[pool.token0] ?? 0n, amount1: wallet[pool.token1] ?? 0n }
  const fit = fitToRange(pool, range, amounts)
  const mint = mintAction(name, range, fit)
  return [{ from: owner, actions: [...left.actions, ...fitActions(name, fit), mint] }]
}

/** Moves a range that the price has left back around it, at most once in so many days. */
export const rebalance: Policy = {
  name: 'rebalance',
  about:
    'when the price has left the range of a Uniswap position, takes the liquidity out, sells what is too much of one token in the same pool, and provides it again around the price',
  settings: {
    every: { about: 'days between two moves, at least', unit: 'days', usual: 1, least: 0, most: 365 },
  },
  manage({ every = 1 }, { owner }) {
    let last = Number.NEGATIVE_INFINITY
    return {
      name: 'policy rebalance',
      role: 'policy',
      async act(market, world) {
        if (market.block.timestamp - last < every * 86_400) return []
        const strayed = strayedOf(market, owner)
        if (!strayed) return []
        const txs = await firstOf(world, moved(market, owner, strayed))
        if (txs.length > 0) last = market.block.timestamp
        return txs
      },
    }
  },
}
