import { CROWD } from '../market/crowd.js'
import type { Market, Wallet } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { equityWei } from '../position/holdings.js'
import type { ExitRoute, Strategy } from '../position/strategy.js'
import type { Address } from '../protocols/assets.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { balances } from '../protocols/curve/pool.js'
import { getSharesByPooledEth } from '../protocols/lido/steth.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { leavePools } from '../scenario/lower.js'
import type { ExitQuote, Frame } from '../simulation/frame.js'
import { createModelWorld, runBlock } from '../simulation/model/modelWorld.js'
import { attempt, cheapestFirst, costBps, type ExitContext, gasUnits } from './exits.js'

/** Liquidity of the pools, as it is or moved by those who provide it. */
export type Depth = 'half' | 'twice'

const UNISWAP = Object.keys(UNISWAP_POOLS) as UniswapPoolName[]
const POOLS = ['curve', ...UNISWAP] as const

const doublePools = (market: Market): readonly Tx[] => {
  const mints = UNISWAP.flatMap(name =>
    market.uniswap[name].positions
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
  // A wei more: unwrapping floors.
  const wstEth = getSharesByPooledEth(market.lido, stEth) + 1n
  const deposit: readonly Action[] =
    lpBalanceOf(market.curve, CROWD.provider) === 0n
      ? []
      : [
          { kind: 'lido.unwrap', amount: wstEth },
          { kind: 'curve.addLiquidity', eth, stEth, minimumLp: 0n },
        ]
  return [{ from: CROWD.provider, actions: [...mints, ...deposit] }]
}

/** More than any pool takes, of what pools are made of. */
const MUCH = 10n ** 28n
const MEANS: Wallet = {
  ETH: MUCH,
  ...Object.fromEntries(
    Object.values(UNISWAP_POOLS).flatMap(({ token0, token1 }) => [
      [token0, MUCH],
      [token1, MUCH],
    ]),
  ),
}

/** Doubling needs as much again as was ever provided, whatever the provider has left; on the model it can have it. */
const withMeans = (market: Market): Market => ({
  ...market,
  wallets: { ...market.wallets, [CROWD.provider]: MEANS },
})

const moved = (market: Market, txs: readonly Tx[]): Market => {
  const { outcomes, market: there } = runBlock(market, { seconds: 0, txs })
  const refused = outcomes.find(outcome => outcome.status === 'reverted')
  if (refused?.status === 'reverted')
    throw new Error(`the depth of the pools could not be moved: ${refused.reason}`)
  return there
}

/** The market at another depth of its pools, on the model: the provider takes half away, or brings as much again. */
export const atDepth = (market: Market, depth: Depth): Market =>
  depth === 'half'
    ? moved(market, leavePools(market, POOLS, 5_000))
    : moved(withMeans(market), doublePools(market))

/** What a route costs `there`, of the net worth that is `fair`. */
const bandCost = async (there: ExitContext, route: ExitRoute, fair: bigint): Promise<number | null> => {
  const { strategy, market, owner, gasPriceWei } = there
  for (const plan of cheapestFirst(there, strategy.unwind(market, owner, route))) {
    const { reason, proceeds } = await attempt(there, plan)
    if (reason === undefined) return costBps(fair, proceeds - gasUnits(plan, owner) * gasPriceWei)
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
  const isBanded = (quote: ExitQuote): boolean => quote.possible && depthIsAssumed(market, quote)
  if (!frame.exits.some(isBanded)) return frame
  const at = (depth: Depth): ExitContext => {
    const there = atDepth(market, depth)
    return { world: createModelWorld(there), market: there, strategy, owner, gasPriceWei: frame.gasPriceWei }
  }
  const [half, twice] = [at('half'), at('twice')]
  const fair = equityWei(market, owner)
  const exits: ExitQuote[] = []
  for (const quote of frame.exits) {
    if (!quote.possible || !isBanded(quote)) exits.push(quote)
    else {
      const halfDepthBps = await bandCost(half, quote.route, fair)
      const twiceDepthBps = await bandCost(twice, quote.route, fair)
      exits.push({ ...quote, band: { halfDepthBps, twiceDepthBps } })
    }
  }
  return { ...frame, exits }
}
