import { max } from '../../units/fixed.js'
import { addUint128, ensure, subUint128, toUint128 } from './checks.js'
import { isHealthy } from './health.js'
import {
  borrowTotals,
  loanTokenOf,
  marketNow,
  moveCash,
  positionOf,
  withMarket,
  withPosition,
} from './market.js'
import { toAssetsDown, toAssetsUp, toSharesDown, toSharesUp } from './math.js'
import type { MorphoState } from './state.js'
import { ensureOneIsZero, type Moved, type Order } from './supply.js'

/** When, and what the market's oracle says then (36 decimals). */
export type Moment = { readonly now: number; readonly priceE36: bigint }

/**
 * Morpho Blue `borrow` at a moment: shares ceil, assets floor. The caller gives `assets` to the sender. Reverts: "market
 * not created", "inconsistent input", "insufficient collateral", "insufficient liquidity".
 */
export const borrow = (state: MorphoState, order: Order, { now, priceE36 }: Moment): Moved => {
  const market = marketNow(state, order.market, now)
  ensureOneIsZero(order.assets, order.shares)
  const totals = borrowTotals(market)
  const shares = order.assets > 0n ? toSharesUp(order.assets, totals) : order.shares
  const assets = order.assets > 0n ? order.assets : toAssetsDown(order.shares, totals)
  const position = positionOf(market, order.owner)
  const borrowed = withPosition(
    {
      ...market,
      totalBorrowShares: addUint128(market.totalBorrowShares, shares),
      totalBorrowAssets: addUint128(market.totalBorrowAssets, assets),
    },
    order.owner,
    { ...position, borrowShares: addUint128(position.borrowShares, shares) },
  )
  ensure(
    isHealthy({ name: order.market, market: borrowed, priceE36 }, order.owner),
    'insufficient collateral',
  )
  ensure(borrowed.totalBorrowAssets <= borrowed.totalSupplyAssets, 'insufficient liquidity')
  const next = withMarket(state, order.market, borrowed)
  return { assets, shares, state: moveCash(next, loanTokenOf(order.market), -assets) }
}

/**
 * Morpho Blue `repay` at `now` (seconds): shares floor, assets ceil; the last wei of rounding is forgiven to the total.
 * The caller takes `assets` from the sender. Reverts: "market not created", "inconsistent input", Panic(0x11) for more
 * than is owed.
 */
export const repay = (state: MorphoState, order: Order, now: number): Moved => {
  const market = marketNow(state, order.market, now)
  ensureOneIsZero(order.assets, order.shares)
  const totals = borrowTotals(market)
  const shares = order.assets > 0n ? toSharesDown(order.assets, totals) : order.shares
  const assets = order.assets > 0n ? order.assets : toAssetsUp(order.shares, totals)
  const position = positionOf(market, order.owner)
  const repaid = withPosition(
    {
      ...market,
      totalBorrowShares: subUint128(market.totalBorrowShares, shares),
      totalBorrowAssets: toUint128(max(0n, market.totalBorrowAssets - assets)),
    },
    order.owner,
    { ...position, borrowShares: subUint128(position.borrowShares, shares) },
  )
  const next = withMarket(state, order.market, repaid)
  return { assets, shares, state: moveCash(next, loanTokenOf(order.market), assets) }
}
