import { CROWD } from '../market/crowd.js'
import type { Market, Wallet } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { balances } from '../protocols/curve/pool.js'
import { getSharesByPooledEth } from '../protocols/lido/steth.js'
import { UNISWAP_POOLS } from '../protocols/uniswap/addresses.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { leavePools } from '../scenario/leavePools.js'
import { runBlock } from '../simulation/model/modelWorld.js'

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
