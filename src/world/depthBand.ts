import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Tx } from '../position/action.js'
import { equityWei } from '../position/holdings.js'
import type { Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { balances } from '../protocols/curve/pool.js'
import { leavePools } from '../scenario/lower.js'
import { attempt, costBps, type ExitContext, gasUnits } from './exits.js'
import type { ExitQuote, Frame } from './frame.js'
import { createModelWorld } from './model/modelWorld.js'

/** Liquidity of the pools, as it is or moved by those who provide it. */
export type Depth = 'half' | 'twice'

const POOLS = [
  'curve',
  'wstETH/WETH 0.01%',
  'wstETH/WETH 0.05%',
  'rETH/WETH 0.05%',
  'weETH/WETH 0.05%',
  'USDC/WETH 0.05%',
] as const

const doublePools = (market: Market): readonly Tx[] => {
  const mints = POOLS.flatMap(name =>
    name === 'curve'
      ? []
      : market.uniswap[name].positions
          .filter(position => position.owner === CROWD.provider && position.liquidity > 0n)
          .map(({ tickLower, tickUpper, liquidity }) => ({
            kind: 'uniswap.mint' as const,
            pool: name,
            tickLower,
            tickUpper,
            liquidity,
          })),
  )
  const [eth, stEth] = balances({ curve: market.curve, lido: market.lido })
  const share = lpBalanceOf(market.curve, CROWD.provider)
  const deposit =
    share === 0n
      ? []
      : [
          {
            kind: 'curve.addLiquidity' as const,
            eth,
            stEth,
            minimumLp: 0n,
          },
        ]
  return [{ from: CROWD.provider, actions: [...mints, ...deposit] }]
}

export const moveDepth = (market: Market, depth: Depth): readonly Tx[] =>
  depth === 'half' ? leavePools(market, POOLS, 5_000) : doublePools(market)

const bandCost = async (context: ExitContext, quote: ExitQuote, depth: Depth): Promise<number | null> => {
  const fair = equityWei(context.market, context.owner)
  for (const plan of context.strategy.unwind(context.market, context.owner, quote.route)) {
    const { reason, proceeds } = await attempt(context, plan, moveDepth(context.market, depth))
    if (reason === undefined)
      return costBps(fair, proceeds - gasUnits(plan, context.owner) * context.gasPriceWei)
  }
  return null
}

/** Pools' depth is assumed only where the provider of the embedded mainnet stands for everyone. */
const depthIsAssumed = (market: Market, quote: ExitQuote): boolean =>
  quote.route !== 'queue' && lpBalanceOf(market.curve, CROWD.provider) > 0n

/**
 * The frame with the band of each exit whose cost rests on an assumed depth: what it would cost at half and at twice the
 * liquidity. Worked out by the model on the frame's own market.
 */
export const withDepthBands = async (
  frame: Frame,
  market: Market,
  { strategy, owner }: { readonly strategy: Strategy; readonly owner: Address },
): Promise<Frame> => {
  const context = { world: createModelWorld(market), market, strategy, owner, gasPriceWei: frame.gasPriceWei }
  const exits: ExitQuote[] = []
  for (const quote of frame.exits) {
    if (!quote.possible || !depthIsAssumed(market, quote)) exits.push(quote)
    else {
      const halfDepthBps = await bandCost(context, quote, 'half')
      const twiceDepthBps = await bandCost(context, quote, 'twice')
      exits.push({ ...quote, band: { halfDepthBps, twiceDepthBps } })
    }
  }
  return { ...frame, exits }
}
