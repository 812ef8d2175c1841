import { max, min } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { MORPHO_MARKETS } from './addresses.js'
import type { Moment } from './borrow.js'
import { ensure, subUint128, toUint128 } from './checks.js'
import { isHealthy, liquidationIncentiveFactor, ORACLE_PRICE_SCALE } from './health.js'
import {
  borrowTotals,
  collateralTokenOf,
  loanTokenOf,
  marketNow,
  moveCash,
  positionOf,
  withMarket,
  withPosition,
} from './market.js'
import { mulDivDown, mulDivUp, toAssetsDown, toAssetsUp, toSharesUp, wDivUp, wMulDown } from './math.js'
import type { MorphoMarket, MorphoMarketName, MorphoPosition, MorphoState } from './state.js'
import { ensureOneIsZero } from './supply.js'

/** Exactly one of `seizedAssets` (collateral to take) and `repaidShares` (debt to pay) is not zero. */
export type Liquidation = {
  readonly market: MorphoMarketName
  readonly borrower: Address
  readonly seizedAssets: bigint
  readonly repaidShares: bigint
}

/** What a liquidation came to; the liquidator gets `seizedAssets` and pays `repaidAssets`. */
export type Liquidated = {
  readonly seizedAssets: bigint
  readonly repaidAssets: bigint
  readonly repaidShares: bigint
  /** What nobody paid: taken from the suppliers at once. */
  readonly badDebtAssets: bigint
}

type Exchange = { readonly seizedAssets: bigint; readonly repaidShares: bigint }

/** The other side of the exchange: repaid shares ceil, seized assets floor, both against the liquidator. */
const exchangeOf = (market: MorphoMarket, order: Liquidation, priceE36: bigint): Exchange => {
  const factor = liquidationIncentiveFactor(MORPHO_MARKETS[order.market].lltvWad)
  const totals = borrowTotals(market)
  const { seizedAssets, repaidShares } = order
  if (seizedAssets > 0n) {
    const quoted = mulDivUp(seizedAssets, priceE36, ORACLE_PRICE_SCALE)
    return { seizedAssets, repaidShares: toSharesUp(wDivUp(quoted, factor), totals) }
  }
  const bought = wMulDown(toAssetsDown(repaidShares, totals), factor)
  return { seizedAssets: mulDivDown(bought, ORACLE_PRICE_SCALE, priceE36), repaidShares }
}

/** Debt without collateral is written off at once, in equal parts for all suppliers. */
const writeOff = (
  market: MorphoMarket,
  { borrowShares }: MorphoPosition,
): readonly [badDebtAssets: bigint, MorphoMarket] => {
  const bad = min(market.totalBorrowAssets, toAssetsUp(borrowShares, borrowTotals(market)))
  return [
    bad,
    {
      ...market,
      totalBorrowAssets: subUint128(market.totalBorrowAssets, bad),
      totalSupplyAssets: subUint128(market.totalSupplyAssets, bad),
      totalBorrowShares: subUint128(market.totalBorrowShares, borrowShares),
    },
  ]
}

const settled = (market: MorphoMarket, order: Liquidation, exchange: Exchange, repaidAssets: bigint) => {
  const { borrower } = order
  const position = positionOf(market, borrower)
  const left: MorphoPosition = {
    ...position,
    borrowShares: subUint128(position.borrowShares, exchange.repaidShares),
    collateral: subUint128(position.collateral, exchange.seizedAssets),
  }
  const paid: MorphoMarket = {
    ...market,
    totalBorrowShares: subUint128(market.totalBorrowShares, exchange.repaidShares),
    totalBorrowAssets: toUint128(max(0n, market.totalBorrowAssets - repaidAssets)),
  }
  if (left.collateral !== 0n) return [0n, withPosition(paid, borrower, left)] as const
  const [bad, written] = writeOff(paid, left)
  return [bad, withPosition(written, borrower, { ...left, borrowShares: 0n })] as const
}

/**
 * Morpho Blue `liquidate` at a moment: no close factor, any part of an unhealthy position. The caller gives
 * `seizedAssets` to the liquidator, lets it act, and takes `repaidAssets`. Cash is already counted for the first only.
 * Reverts: "market not created", "inconsistent input", "position is healthy", Panic(0x11) for more than there is,
 * Panic(0x12) at a price of nothing.
 */
export const liquidate = (
  state: MorphoState,
  order: Liquidation,
  { now, priceE36 }: Moment,
): readonly [Liquidated, MorphoState] => {
  ensure(state.markets[order.market].lastUpdate !== 0, 'market not created')
  ensureOneIsZero(order.seizedAssets, order.repaidShares)
  const market = marketNow(state, order.market, now)
  ensure(!isHealthy({ name: order.market, market, priceE36 }, order.borrower), 'position is healthy')
  ensure(order.seizedAssets > 0n || priceE36 > 0n, 'Panic(0x12)')
  const exchange = exchangeOf(market, order, priceE36)
  const repaidAssets = toAssetsUp(exchange.repaidShares, borrowTotals(market))
  const [badDebtAssets, after] = settled(market, order, exchange, repaidAssets)
  const next = moveCash(
    withMarket(state, order.market, after),
    collateralTokenOf(order.market),
    -exchange.seizedAssets,
  )
  return [{ ...exchange, repaidAssets, badDebtAssets }, next]
}

/** The liquidator's payment, once it has acted. */
export const settleLiquidation = (
  state: MorphoState,
  name: MorphoMarketName,
  repaidAssets: bigint,
): MorphoState => moveCash(state, loanTokenOf(name), repaidAssets)
