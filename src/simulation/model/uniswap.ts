import type { Market } from '../../market/market.js'
import type { Address } from '../../protocols/assets.js'
import { MAX_UINT128 } from '../../protocols/uniswap/fullMath.js'
import { burn, collect, mint } from '../../protocols/uniswap/position.js'
import { exactInputSingle, exactOutputSingle, type RouterResult } from '../../protocols/uniswap/router.js'
import type { UniswapPool, UniswapPoolName } from '../../protocols/uniswap/state.js'
import { balanceOf, credit, debit, resolve } from './balances.js'
import type { ActionOf, Handlers } from './handler.js'

type SwapAction = ActionOf<'uniswap.swap'> | ActionOf<'uniswap.swapExactOut'>

const withPool = (market: Market, name: UniswapPoolName, pool: UniswapPool): Market => ({
  ...market,
  uniswap: { ...market.uniswap, [name]: pool },
})

/** What both of the router's calls are told; no deadline. */
const routed = (market: Market, { sell }: SwapAction, from: Address) => {
  const { timestamp } = market.block
  return { tokenIn: sell, timestamp, deadline: timestamp, payerBalance: balanceOf(market, from, sell) }
}

const settle = (market: Market, action: SwapAction, from: Address, result: RouterResult): Market => {
  const { token0, token1 } = result.pool
  const bought = action.sell === token0 ? token1 : token0
  const swapped = withPool(market, action.pool, result.pool)
  return credit(debit(swapped, from, action.sell, result.amountIn), from, bought, result.amountOut)
}

/** Swaps through the router, and positions straight on their pool, with the tokens that they move. */
export const UNISWAP_HANDLERS: Handlers<'uniswap'> = {
  'uniswap.swap': (market, action, from) => {
    const { minimumOut: amountOutMinimum, sqrtPriceLimitX96 } = action
    const amountIn = resolve(market, action.amount, from)
    const params = { ...routed(market, action, from), amountIn, amountOutMinimum, sqrtPriceLimitX96 }
    return settle(market, action, from, exactInputSingle(market.uniswap[action.pool], params))
  },
  'uniswap.swapExactOut': (market, action, from) => {
    const amountOut = resolve(market, action.amountOut, from)
    const limits = { amountInMaximum: action.maximumIn, sqrtPriceLimitX96: 0n }
    const params = { ...routed(market, action, from), amountOut, ...limits }
    return settle(market, action, from, exactOutputSingle(market.uniswap[action.pool], params))
  },
  'uniswap.mint': (market, { pool: name, tickLower, tickUpper, liquidity }, owner) => {
    const pool = market.uniswap[name]
    const [cost, next] = mint(pool, { owner, tickLower, tickUpper, amount: liquidity })
    const minted = withPool(market, name, next)
    return debit(debit(minted, owner, pool.token0, cost.amount0), owner, pool.token1, cost.amount1)
  },
  'uniswap.burn': (market, { pool, tickLower, tickUpper, liquidity }, owner) => {
    const change = { owner, tickLower, tickUpper, amount: liquidity }
    return withPool(market, pool, burn(market.uniswap[pool], change)[1])
  },
  'uniswap.collect': (market, { pool: name, tickLower, tickUpper }, owner) => {
    const pool = market.uniswap[name]
    const all = { amount0Requested: MAX_UINT128, amount1Requested: MAX_UINT128 }
    const [paid, next] = collect(pool, { owner, tickLower, tickUpper, ...all })
    const collected = withPool(market, name, next)
    return credit(credit(collected, owner, pool.token0, paid.amount0), owner, pool.token1, paid.amount1)
  },
}
