import { MAX_UINT256, max, min, WAD, type Wad } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { MORPHO_MARKETS } from './addresses.js'
import { borrowTotals, positionOf } from './market.js'
import { mulDivDown, toAssetsUp, toSharesUp, wDivDown, wMulDown } from './math.js'
import type { MorphoMarket, MorphoMarketName, MorphoPosition } from './state.js'

/** Oracle prices carry 36 decimals, for tokens of equal decimals. */
export const ORACLE_PRICE_SCALE = 10n ** 36n

const LIQUIDATION_CURSOR = (3n * WAD) / 10n
const MAX_LIQUIDATION_INCENTIVE_FACTOR = (115n * WAD) / 100n

/** A market that has accrued, whose it is, and what its oracle says (36 decimals). */
export type Priced = {
  readonly name: MorphoMarketName
  readonly market: MorphoMarket
  readonly priceE36: bigint
}

/** What a position owes, rounded up as the health check does. */
export const borrowedOf = (market: MorphoMarket, position: MorphoPosition): bigint =>
  toAssetsUp(position.borrowShares, borrowTotals(market))

/** Collateral × price × LLTV, floored twice. */
const maxBorrowOf = ({ name, priceE36 }: Priced, collateral: bigint): bigint =>
  wMulDown(mulDivDown(collateral, priceE36, ORACLE_PRICE_SCALE), MORPHO_MARKETS[name].lltvWad)

/** Morpho Blue `_isHealthy`: exactly at the limit is still healthy. */
export const isHealthy = (priced: Priced, owner: Address): boolean => {
  const position = positionOf(priced.market, owner)
  return (
    position.borrowShares === 0n ||
    maxBorrowOf(priced, position.collateral) >= borrowedOf(priced.market, position)
  )
}

/** Collateral × price × LLTV over debt, floored: below 1 exactly where `_isHealthy` is false. MAX_UINT256 without debt. */
export const healthFactorWad = (priced: Priced, owner: Address): Wad => {
  const position = positionOf(priced.market, owner)
  if (position.borrowShares === 0n) return MAX_UINT256
  return wDivDown(maxBorrowOf(priced, position.collateral), borrowedOf(priced.market, position))
}

/** Morpho Blue: min(1.15, 1 / (1 − 0.3 × (1 − LLTV))), what a liquidator gets for one paid. */
export const liquidationIncentiveFactor = (lltvWad: Wad): Wad =>
  min(MAX_LIQUIDATION_INCENTIVE_FACTOR, wDivDown(WAD, WAD - wMulDown(LIQUIDATION_CURSOR, WAD - lltvWad)))

/** Whether `owner` could borrow `assets` more, rounding as `borrow` does. */
const staysHealthy = (priced: Priced, owner: Address, assets: bigint): boolean => {
  const { market } = priced
  const position = positionOf(market, owner)
  const shares = toSharesUp(assets, borrowTotals(market))
  const after: MorphoMarket = {
    ...market,
    totalBorrowAssets: market.totalBorrowAssets + assets,
    totalBorrowShares: market.totalBorrowShares + shares,
  }
  const borrowed = borrowedOf(after, { ...position, borrowShares: position.borrowShares + shares })
  return maxBorrowOf(priced, position.collateral) >= borrowed
}

/** The largest amount that `borrow` grants: by the collateral, and by what is free in the market. */
export const maxBorrow = (priced: Priced, owner: Address): bigint => {
  const { market } = priced
  const position = positionOf(market, owner)
  const free = market.totalSupplyAssets - market.totalBorrowAssets
  const room = maxBorrowOf(priced, position.collateral) - borrowedOf(market, position)
  let amount = max(0n, min(room + 2n, free))
  while (amount > 0n && !staysHealthy(priced, owner, amount)) amount -= 1n
  return amount
}

/** The largest amount that `withdrawCollateral` grants. */
export const maxWithdrawCollateral = (priced: Priced, owner: Address): bigint => {
  const position = positionOf(priced.market, owner)
  if (position.borrowShares === 0n) return position.collateral
  const borrowed = borrowedOf(priced.market, position)
  let [kept, enough] = [0n, position.collateral]
  if (maxBorrowOf(priced, enough) < borrowed) return 0n
  while (enough - kept > 1n) {
    const middle = (kept + enough) / 2n
    if (maxBorrowOf(priced, middle) >= borrowed) enough = middle
    else kept = middle
  }
  return position.collateral - enough
}
