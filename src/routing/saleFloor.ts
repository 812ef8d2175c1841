import type { Market } from '../market/market.js'
import { fairValueWei } from '../position/holdings.js'
import { type Refusal, refusal } from '../position/refusal.js'
import { ASSETS, type Asset } from '../protocols/assets.js'
import { isStakingToken } from '../protocols/uniswap/addresses.js'
import type { SaleCurve } from './saleCurve.js'
import { bestSplit } from './split.js'

/**
 * Of fair value: a venue is traded on until its next unit pays this. Assumed: the lowest price of staked ether on record
 * is 0.9346 (CoinGecko's hours, 2022-06-19), so that what is beyond is arithmetic of a formula.
 */
export const SALE_FLOOR = 0.9

/** The floor as every report states it. */
export const SALE_FLOOR_ASSUMED = `saleFloor ${SALE_FLOOR.toFixed(2)}: a venue is traded on until its next token pays that part of fair value (for dollars: of the pool’s first price); a larger trade is refused, because no recorded quote tells what it would bring`

const isEtherLike = (asset: Asset): boolean => isStakingToken(asset) || asset === 'stETH'

/** Wei of ether that one smallest unit is worth. */
const fairPrice = (market: Market, asset: Asset): number => {
  const unit = 10n ** BigInt(ASSETS[asset].decimals)
  return Number(fairValueWei(market, asset, unit)) / Number(unit)
}

/** What is traded: `asset` for `into`; one of them is WETH or ether. */
export type Trade = { readonly asset: Asset; readonly into: Asset }

/**
 * What one unit of `asset` should bring of `into`: by the share rate for staked ether, for other tokens the best first
 * price of the pools.
 */
const fairOf = (market: Market, { asset, into }: Trade, curves: readonly SaleCurve[]): number => {
  if (asset !== 'WETH' && isEtherLike(asset)) return fairPrice(market, asset)
  if (asset === 'WETH' && isEtherLike(into)) return 1 / fairPrice(market, into)
  return Math.max(0, ...curves.map(({ best }) => best))
}

/** A venue's curve as far as `price`. */
const downTo = (curve: SaleCurve, price: number): SaleCurve => {
  const capacity = Math.min(curve.capacity, curve.amountAt(price))
  return { ...curve, capacity, amountAt: at => Math.min(capacity, curve.amountAt(at)) }
}

/** Curves that end at the floor. */
export const withFloor = (
  market: Market,
  trade: Trade,
  curves: readonly SaleCurve[],
): readonly SaleCurve[] => {
  const floor = fairOf(market, trade, curves) * SALE_FLOOR
  return curves.map(curve => downTo(curve, floor))
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0)

/** All that curves take together, in the smallest unit. */
export const capacityOf = (curves: readonly SaleCurve[]): number =>
  sum(curves.map(({ capacity }) => capacity))

const belowBps = (out: number, fair: number): number => Math.round(1e6 * (1 - out / fair)) / 100

/** Why so much is not traded: what is, what that costs, and what arithmetic says of the rest. */
export const exhausted = (
  market: Market,
  trade: Trade,
  { curves, amount }: { readonly curves: readonly SaleCurve[]; readonly amount: number },
): Refusal => {
  const fair = fairOf(market, trade, curves)
  const ended = withFloor(market, trade, curves)
  const most = capacityOf(ended)
  const brings = sum(ended.map(curve => curve.outOf(curve.capacity)))
  const beyond = Math.min(amount, capacityOf(curves)) - most
  const restBrings = bestSplit(curves, most + beyond, () => 0).out - brings
  return refusal('depthExhausted', {
    asset: trade.asset,
    into: trade.into,
    wanted: BigInt(Math.round(amount)),
    most: BigInt(Math.floor(most)),
    costBps: most > 0 ? belowBps(brings, most * fair) : null,
    restBps: beyond > 0 ? belowBps(restBrings, beyond * fair) : null,
  })
}
