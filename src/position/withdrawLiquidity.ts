import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import { lpBalanceOf, removeLiquidity } from '../protocols/curve/liquidity.js'
import { stEthBalanceOf } from '../protocols/lido/steth.js'
import { MAX_UINT128 } from '../protocols/uniswap/fullMath.js'
import { burn, collect } from '../protocols/uniswap/position.js'
import type { UniswapPoolName, UniswapPosition } from '../protocols/uniswap/state.js'
import type { Action, Tx } from './action.js'
import type { ExitPlan } from './strategy.js'

/** What takes an account out of every pool, and the market as it stands then. */
export type Left = { readonly actions: readonly Action[]; readonly market: Market }

const credited = (market: Market, owner: Address, asset: Asset, amount: bigint): Market => {
  const wallet = market.wallets[owner] ?? {}
  const balance = (wallet[asset] ?? 0n) + amount
  return { ...market, wallets: { ...market.wallets, [owner]: { ...wallet, [asset]: balance } } }
}

const everything = { amount0Requested: MAX_UINT128, amount1Requested: MAX_UINT128 }

const leavePosition = (before: Left, name: UniswapPoolName, held: UniswapPosition): Left => {
  const { owner, tickLower, tickUpper, liquidity } = held
  const range = { pool: name, tickLower, tickUpper }
  const pool = before.market.uniswap[name]
  const burnt = liquidity > 0n ? burn(pool, { ...held, amount: liquidity })[1] : pool
  const [paid, emptied] = collect(burnt, { ...held, ...everything })
  const market = { ...before.market, uniswap: { ...before.market.uniswap, [name]: emptied } }
  const actions: readonly Action[] = [
    ...(liquidity > 0n ? [{ kind: 'uniswap.burn', ...range, liquidity } as const] : []),
    { kind: 'uniswap.collect', ...range },
  ]
  return {
    actions: [...before.actions, ...actions],
    market: credited(credited(market, owner, pool.token0, paid.amount0), owner, pool.token1, paid.amount1),
  }
}

const leaveCurve = (before: Left, owner: Address): Left => {
  const { market, actions } = before
  const lp = lpBalanceOf(market.curve, owner)
  if (lp === 0n) return before
  const pair = { curve: market.curve, lido: market.lido }
  const removed = removeLiquidity(pair, { lp, minAmounts: [0n, 0n], sender: owner })
  const stEth = stEthBalanceOf(removed.pair.lido, owner) - (market.wallets[owner]?.stETH ?? 0n)
  const paid = credited({ ...market, ...removed.pair }, owner, 'ETH', removed.amounts[0])
  return {
    actions: [...actions, { kind: 'curve.removeLiquidity', lp }],
    market: credited(paid, owner, 'stETH', stEth),
  }
}

/** Burns and collects every position in Uniswap and takes both coins out of Curve; empty where nothing is provided. */
export const leaveLiquidity = (market: Market, owner: Address): Left => {
  const positions = (Object.keys(market.uniswap) as UniswapPoolName[]).flatMap(name =>
    market.uniswap[name].positions
      .filter(
        held => held.owner === owner && (held.liquidity > 0n || held.tokensOwed0 + held.tokensOwed1 > 0n),
      )
      .map(held => ({ name, held })),
  )
  const left = positions.reduce<Left>((before, { name, held }) => leavePosition(before, name, held), {
    actions: [],
    market,
  })
  return leaveCurve(left, owner)
}

/** A plan with `actions` first in its owner's first transaction, and `last` at the end of the last. */
export const around = (
  plan: ExitPlan,
  owner: Address,
  first: readonly Action[],
  last: readonly Action[],
): ExitPlan => {
  const own = plan.legs.flatMap(leg => leg.txs).filter(tx => tx.from === owner)
  const [opening, closing] = [own[0], own.at(-1)]
  const moved = (tx: Tx): Tx => ({
    ...tx,
    actions: [...(tx === opening ? first : []), ...tx.actions, ...(tx === closing ? last : [])],
  })
  return { ...plan, legs: plan.legs.map(leg => ({ ...leg, txs: leg.txs.map(moved) })) }
}
