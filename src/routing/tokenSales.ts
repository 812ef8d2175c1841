import type { Market } from '../market/market.js'
import type { Action, Amount } from '../position/action.js'
import type { Asset } from '../protocols/assets.js'
import { Revert } from '../protocols/revert.js'
import { getEthValue, getRethValue, getTotalCollateral } from '../protocols/rocketpool/reth.js'
import { isStakingToken, STAKING_POOLS } from '../protocols/uniswap/addresses.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import type { Outlet } from '../simulation/actors/actor.js'
import { min, mulDivFloor } from '../units/fixed.js'
import { bestSale, SLIPPAGE_BPS, saleActions } from './sales.js'

/** Collateral as WETH at once: the calls, where each part goes, and the WETH it brings; wei. */
export type Sold = {
  readonly actions: readonly Action[]
  readonly outlets: readonly Outlet[]
  readonly wei: bigint
}

/** 0 where the pool cannot take it all. */
const bringsAt = (market: Market, pool: UniswapPoolName, asset: Asset, amount: bigint): bigint => {
  if (amount === 0n) return 0n
  try {
    const quote = quoteExactInput(market.uniswap[pool], asset, amount)
    return quote.amountIn < amount ? 0n : quote.amountOut
  } catch (error) {
    if (error instanceof Revert) return 0n
    throw error
  }
}

const NOTHING: Sold = { actions: [], outlets: [], wei: 0n }

/** `sent` is what the call sells: the amount, or whatever is left, so that no rounding stays behind. */
const onPool = (
  market: Market,
  asset: Asset,
  { amount, sent = amount }: { readonly amount: bigint; readonly sent?: Amount },
): Sold => {
  if (!isStakingToken(asset)) return NOTHING
  const pool = STAKING_POOLS[asset]
  const wei = bringsAt(market, pool, asset, amount)
  if (wei === 0n) return NOTHING
  const minimumOut = mulDivFloor(wei, 10_000n - SLIPPAGE_BPS, 10_000n)
  return {
    actions: [{ kind: 'uniswap.swap', pool, sell: asset, amount: sent, minimumOut, sqrtPriceLimitX96: 0n }],
    outlets: [{ where: `Uniswap ${pool}`, asset, amount }],
    wei,
  }
}

/** rETH against the ether that Rocket Pool has at hand, at its rate. */
const burnt = ({ rocketpool }: Market, amount: bigint): Sold => {
  const wei = getEthValue(rocketpool, amount)
  if (wei === 0n || wei > getTotalCollateral(rocketpool)) return NOTHING
  return {
    actions: [
      { kind: 'rocketpool.burn', amount },
      { kind: 'weth.wrap', amount: wei },
    ],
    outlets: [{ where: 'Rocket Pool’s own ether', asset: 'rETH', amount }],
    wei,
  }
}

/** As much as Rocket Pool redeems, and the rest on the pool. */
const burntAndSold = (market: Market, amount: bigint): Sold => {
  const most = getRethValue(market.rocketpool, getTotalCollateral(market.rocketpool))
  const first = burnt(market, min(amount, most))
  const left = amount - min(amount, most)
  const rest = onPool(market, 'rETH', { amount: left, sent: { balanceOf: 'rETH' } })
  if (first.wei === 0n || rest.wei === 0n) return first.wei > 0n && left === 0n ? first : NOTHING
  return {
    actions: [...first.actions, ...rest.actions],
    outlets: [...first.outlets, ...rest.outlets],
    wei: first.wei + rest.wei,
  }
}

const better = (a: Sold, b: Sold): Sold => (b.wei > a.wei ? b : a)

const wstEthSold = (market: Market, amount: bigint): Sold => {
  const sale = bestSale(market, amount)
  return {
    actions: saleActions(sale, 'as planned'),
    outlets: sale.legs.map(({ venue, wstEth }) => ({
      where: venue === 'Curve' ? 'Curve' : `Uniswap ${venue}`,
      asset: 'wstETH',
      amount: wstEth,
    })),
    wei: sale.wei,
  }
}

/**
 * The best way from a token to WETH in one transaction: its pool, its issuer where that redeems at once, or both. Of
 * nothing where there is no way.
 */
export const bestWayToWeth = (market: Market, asset: Asset, amount: bigint): Sold => {
  if (amount === 0n) return NOTHING
  if (asset === 'WETH')
    return { actions: [], outlets: [{ where: 'WETH as it is', asset, amount }], wei: amount }
  if (asset === 'wstETH') return wstEthSold(market, amount)
  const pool = onPool(market, asset, { amount, sent: { balanceOf: asset } })
  return asset === 'rETH' ? better(pool, burntAndSold(market, amount)) : pool
}
