import type { Address, Asset } from '../assets.js'
import { MORPHO_MARKETS } from './addresses.js'
import { addUint128, ensure } from './checks.js'
import { borrowRate } from './irm.js'
import { type Totals, toSharesDown, wMulDown, wTaylorCompounded } from './math.js'
import type { MorphoMarket, MorphoMarketName, MorphoPosition, MorphoState } from './state.js'

const NOTHING: MorphoPosition = { supplyShares: 0n, borrowShares: 0n, collateral: 0n }

/** An account's position; one it never had is empty. */
export const positionOf = (market: MorphoMarket, owner: Address): MorphoPosition =>
  market.positions[owner] ?? NOTHING

const isEmpty = ({ supplyShares, borrowShares, collateral }: MorphoPosition): boolean =>
  supplyShares === 0n && borrowShares === 0n && collateral === 0n

/** The market with an account's position replaced; an empty one is left out. */
export const withPosition = (
  market: MorphoMarket,
  owner: Address,
  position: MorphoPosition,
): MorphoMarket => {
  const { [owner]: _, ...others } = market.positions
  return { ...market, positions: isEmpty(position) ? others : { ...others, [owner]: position } }
}

export const withMarket = (
  state: MorphoState,
  name: MorphoMarketName,
  market: MorphoMarket,
): MorphoState => ({
  ...state,
  markets: { ...state.markets, [name]: market },
})

/** Tokens in the contract, more or fewer; reverts as `SafeTransferLib.safeTransfer` where there are not so many. */
export const moveCash = (state: MorphoState, asset: Asset, change: bigint): MorphoState => {
  const cash = (state.cash[asset] ?? 0n) + change
  ensure(cash >= 0n, 'transfer reverted')
  return { ...state, cash: { ...state.cash, [asset]: cash } }
}

export const supplyTotals = (market: MorphoMarket): Totals => ({
  assets: market.totalSupplyAssets,
  shares: market.totalSupplyShares,
})

export const borrowTotals = (market: MorphoMarket): Totals => ({
  assets: market.totalBorrowAssets,
  shares: market.totalBorrowShares,
})

/** Shares that pay the fee on `interest`, floored, once the interest is in the totals. */
const feeSharesOf = (market: MorphoMarket, interest: bigint): bigint => {
  const feeAmount = wMulDown(interest, market.feeWad)
  return toSharesDown(feeAmount, {
    assets: market.totalSupplyAssets - feeAmount,
    shares: market.totalSupplyShares,
  })
}

const payFee = (market: MorphoMarket, interest: bigint, recipient: Address): MorphoMarket => {
  const shares = feeSharesOf(market, interest)
  const paid = { ...market, totalSupplyShares: addUint128(market.totalSupplyShares, shares) }
  const position = positionOf(market, recipient)
  return withPosition(paid, recipient, { ...position, supplyShares: position.supplyShares + shares })
}

/** Morpho Blue `_accrueInterest` of one market at `now` (seconds). Interest is floored and is the same for both sides. */
export const accrueInterest = (market: MorphoMarket, feeRecipient: Address, now: number): MorphoMarket => {
  if (now === market.lastUpdate) return market
  const { avgRateWad, endRateAtTargetWad } = borrowRate(market, now)
  const grown = wTaylorCompounded(avgRateWad, BigInt(now - market.lastUpdate))
  const interest = wMulDown(market.totalBorrowAssets, grown)
  const accrued: MorphoMarket = {
    ...market,
    totalBorrowAssets: addUint128(market.totalBorrowAssets, interest),
    totalSupplyAssets: addUint128(market.totalSupplyAssets, interest),
    rateAtTargetWad: endRateAtTargetWad,
    lastUpdate: now,
  }
  return market.feeWad === 0n ? accrued : payFee(accrued, interest, feeRecipient)
}

/** A market as it is at `now`, interest included. Reverts with "market not created". */
export const marketNow = (state: MorphoState, name: MorphoMarketName, now: number): MorphoMarket => {
  const market = state.markets[name]
  ensure(market.lastUpdate !== 0, 'market not created')
  return accrueInterest(market, state.feeRecipient, now)
}

/** The asset that a market lends. */
export const loanTokenOf = (name: MorphoMarketName): Asset => MORPHO_MARKETS[name].loanToken
export const collateralTokenOf = (name: MorphoMarketName): Asset => MORPHO_MARKETS[name].collateralToken
