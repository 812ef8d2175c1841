import type { Address } from '../assets.js'
import { addUint128, checkedSub, ensure, subUint128 } from './checks.js'
import {
  loanTokenOf,
  marketNow,
  moveCash,
  positionOf,
  supplyTotals,
  withMarket,
  withPosition,
} from './market.js'
import { toAssetsDown, toAssetsUp, toSharesDown, toSharesUp } from './math.js'
import type { MorphoMarketName, MorphoState } from './state.js'

/** An amount in assets or in shares; exactly one of them is not zero. */
export type Order = {
  readonly market: MorphoMarketName
  readonly assets: bigint
  readonly shares: bigint
  readonly owner: Address
}

/** What moved, and the state after it. */
export type Moved = { readonly assets: bigint; readonly shares: bigint; readonly state: MorphoState }

/** `UtilsLib.exactlyOneZero`. */
export const ensureOneIsZero = (a: bigint, b: bigint): void =>
  ensure((a === 0n) !== (b === 0n), 'inconsistent input')

/**
 * Morpho Blue `supply` at `now` (seconds): shares floor, assets ceil. The caller takes `assets` from the sender.
 * Reverts: "market not created", "inconsistent input".
 */
export const supply = (state: MorphoState, order: Order, now: number): Moved => {
  const market = marketNow(state, order.market, now)
  ensureOneIsZero(order.assets, order.shares)
  const totals = supplyTotals(market)
  const shares = order.assets > 0n ? toSharesDown(order.assets, totals) : order.shares
  const assets = order.assets > 0n ? order.assets : toAssetsUp(order.shares, totals)
  const position = positionOf(market, order.owner)
  const supplied = withPosition(
    {
      ...market,
      totalSupplyShares: addUint128(market.totalSupplyShares, shares),
      totalSupplyAssets: addUint128(market.totalSupplyAssets, assets),
    },
    order.owner,
    { ...position, supplyShares: position.supplyShares + shares },
  )
  const next = withMarket(state, order.market, supplied)
  return { assets, shares, state: moveCash(next, loanTokenOf(order.market), assets) }
}

/**
 * Morpho Blue `withdraw` at `now` (seconds): shares ceil, assets floor. The caller gives `assets` to the sender.
 * Reverts: "market not created", "inconsistent input", Panic(0x11) for more than is owned, "insufficient liquidity".
 */
export const withdraw = (state: MorphoState, order: Order, now: number): Moved => {
  const market = marketNow(state, order.market, now)
  ensureOneIsZero(order.assets, order.shares)
  const totals = supplyTotals(market)
  const shares = order.assets > 0n ? toSharesUp(order.assets, totals) : order.shares
  const assets = order.assets > 0n ? order.assets : toAssetsDown(order.shares, totals)
  const position = positionOf(market, order.owner)
  const left = checkedSub(position.supplyShares, shares)
  const withdrawn = withPosition(
    {
      ...market,
      totalSupplyShares: subUint128(market.totalSupplyShares, shares),
      totalSupplyAssets: subUint128(market.totalSupplyAssets, assets),
    },
    order.owner,
    { ...position, supplyShares: left },
  )
  ensure(withdrawn.totalBorrowAssets <= withdrawn.totalSupplyAssets, 'insufficient liquidity')
  const next = withMarket(state, order.market, withdrawn)
  return { assets, shares, state: moveCash(next, loanTokenOf(order.market), -assets) }
}
