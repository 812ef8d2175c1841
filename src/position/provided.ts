import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import { fairValueWei, layersOf, layerValueWei } from './holdings.js'

/** Amounts of assets, as they were provided. */
export type Provided = readonly { readonly asset: Asset; readonly amount: bigint }[]

/** Liquidity at one moment, at fair value in wei of ether. */
export type LiquidityValue = {
  /** All that leaving the pools would bring, fees included. */
  readonly valueWei: bigint
  /** Of it, fees earned in Uniswap and not yet collected; Curve's stand in its LP token and cannot be told apart. */
  readonly feesWei: bigint
  /** What the tokens first provided would be worth now, had they been held. */
  readonly heldWei: bigint
  /** Whether every Uniswap position's range holds the price. */
  readonly inRange: boolean
}

const claimsOf = (market: Market, owner: Address) =>
  layersOf(market, owner).flatMap(layer =>
    layer.kind === 'claim' && (layer.protocol === 'uniswap' || layer.protocol === 'curve') ? [layer] : [],
  )

/** The tokens that stand in pools now. */
export const providedBy = (market: Market, owner: Address): Provided =>
  claimsOf(market, owner).flatMap(claim => claim.parts)

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

/** Liquidity against `first`, the tokens as they were provided; null where nothing was and nothing is. */
export const liquidityValue = (market: Market, owner: Address, first: Provided): LiquidityValue | null => {
  const claims = claimsOf(market, owner)
  if (claims.length === 0 && first.length === 0) return null
  const fees = claims.flatMap(({ parts, details }) =>
    parts.map(({ asset }, i) => fairValueWei(market, asset, BigInt(details[`feesOwed${i}Units`] ?? 0))),
  )
  return {
    valueWei: sum(claims.map(claim => layerValueWei(market, claim))),
    feesWei: sum(fees),
    heldWei: sum(first.map(({ asset, amount }) => fairValueWei(market, asset, amount))),
    inRange: claims.every(({ details }) => details['inRange'] !== false),
  }
}
