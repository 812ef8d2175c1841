import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { MAX_UINT128 } from '../../protocols/uniswap/fullMath.js'
import { burn, collect, mint } from '../../protocols/uniswap/position.js'
import { exactInputSingle, exactOutputSingle, type RouterResult } from '../../protocols/uniswap/router.js'
import type { UniswapPool, UniswapPoolName } from '../../protocols/uniswap/state.js'
import { balanceOf, credit, debit, resolve } from './balances.js'

type UniswapAction = Extract<Action, { kind: `uniswap.${string}` }>
type SwapAction = Extract<UniswapAction, { sell: Asset }>
type RangeAction = Exclude<UniswapAction, SwapAction>

const withPool = (market: Market, name: UniswapPoolName, pool: UniswapPool): Market => ({
  ...market,
  uniswap: { ...market.uniswap, [name]: pool },
})

const settle = (market: Market, action: SwapAction, from: Address, result: RouterResult): Market => {
  const { token0, token1 } = result.pool
  const bought = action.sell === token0 ? token1 : token0
  const swapped = withPool(market, action.pool, result.pool)
  return credit(debit(swapped, from, action.sell, result.amountIn), from, bought, result.amountOut)
}

const swap = (market: Market, action: SwapAction, from: Address): Market => {
  const pool = market.uniswap[action.pool]
  const { timestamp } = market.block
  const common = {
    tokenIn: action.sell,
    timestamp,
    deadline: timestamp,
    payerBalance: balanceOf(market, from, action.sell),
  }
  if (action.kind === 'uniswap.swap') {
    const { minimumOut: amountOutMinimum, sqrtPriceLimitX96 } = action
    const amountIn = resolve(market, action.amount, from)
    const params = { ...common, amountIn, amountOutMinimum, sqrtPriceLimitX96 }
    return settle(market, action, from, exactInputSingle(pool, params))
  }
  const amountOut = resolve(market, action.amountOut, from)
  const params = { ...common, amountOut, amountInMaximum: action.maximumIn, sqrtPriceLimitX96: 0n }
  return settle(market, action, from, exactOutputSingle(pool, params))
}

const changeRange = (market: Market, action: RangeAction, owner: Address): Market => {
  const pool = market.uniswap[action.pool]
  const { tickLower, tickUpper } = action
  const key = { owner, tickLower, tickUpper }
  switch (action.kind) {
    case 'uniswap.mint': {
      const [cost, next] = mint(pool, { ...key, amount: action.liquidity })
      const minted = withPool(market, action.pool, next)
      return debit(debit(minted, owner, pool.token0, cost.amount0), owner, pool.token1, cost.amount1)
    }
    case 'uniswap.burn':
      return withPool(market, action.pool, burn(pool, { ...key, amount: action.liquidity })[1])
    case 'uniswap.collect': {
      const all = { amount0Requested: MAX_UINT128, amount1Requested: MAX_UINT128 }
      const [paid, next] = collect(pool, { ...key, ...all })
      const collected = withPool(market, action.pool, next)
      return credit(credit(collected, owner, pool.token0, paid.amount0), owner, pool.token1, paid.amount1)
    }
  }
}

/** A swap through the router, or a position straight on its pool. */
export const applyUniswap = (market: Market, action: UniswapAction, from: Address): Market =>
  action.kind === 'uniswap.swap' || action.kind === 'uniswap.swapExactOut'
    ? swap(market, action, from)
    : changeRange(market, action, from)
