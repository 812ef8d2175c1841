import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { mulDivFloor } from '../units/fixed.js'
import { sentBy } from './sent.js'

/** The provider takes a share of what it provides out of a Uniswap pool, and collects it. Basis points. */
export const leaveUniswap = (market: Market, name: UniswapPoolName, shareBps: bigint): readonly Action[] =>
  market.uniswap[name].positions
    .filter(position => position.owner === CROWD.provider && position.liquidity > 0n)
    .flatMap(({ tickLower, tickUpper, liquidity: all }): readonly Action[] => {
      const range = { pool: name, tickLower, tickUpper }
      return [
        { kind: 'uniswap.burn', ...range, liquidity: mulDivFloor(all, shareBps, 10_000n) },
        { kind: 'uniswap.collect', ...range },
      ]
    })

const leaveCurve = (market: Market, shareBps: bigint): readonly Action[] => {
  const lp = mulDivFloor(lpBalanceOf(market.curve, CROWD.provider), shareBps, 10_000n)
  return lp === 0n ? [] : [{ kind: 'curve.removeLiquidity', lp }]
}

/** Liquidity providers take `shareBps` of what they provide away. */
export const leavePools = (
  market: Market,
  pools: readonly (UniswapPoolName | 'curve')[],
  shareBps: number,
): readonly Tx[] =>
  pools.flatMap(name =>
    sentBy(
      CROWD.provider,
      name === 'curve' ? leaveCurve(market, BigInt(shareBps)) : leaveUniswap(market, name, BigInt(shareBps)),
    ),
  )
