import { WAD, type Wad } from '../../units/fixed.js'
import { checkedMul } from './checks.js'

/** `SharesMathLib`: shares and assets that no one owns, against inflation of an empty market. */
const VIRTUAL_SHARES = 10n ** 6n
const VIRTUAL_ASSETS = 1n

/** Morpho Blue `MathLib.mulDivDown`; reverts on overflow of the product. */
export const mulDivDown = (x: bigint, y: bigint, d: bigint): bigint => checkedMul(x, y) / d

/** Morpho Blue `MathLib.mulDivUp`. */
export const mulDivUp = (x: bigint, y: bigint, d: bigint): bigint => (checkedMul(x, y) + d - 1n) / d

export const wMulDown = (x: bigint, y: Wad): bigint => mulDivDown(x, y, WAD)
export const wDivDown = (x: bigint, y: Wad): bigint => mulDivDown(x, WAD, y)
export const wDivUp = (x: bigint, y: Wad): bigint => mulDivUp(x, WAD, y)

/** Assets and shares of one side of a market. */
export type Totals = { readonly assets: bigint; readonly shares: bigint }

export const toSharesDown = (assets: bigint, total: Totals): bigint =>
  mulDivDown(assets, total.shares + VIRTUAL_SHARES, total.assets + VIRTUAL_ASSETS)

export const toSharesUp = (assets: bigint, total: Totals): bigint =>
  mulDivUp(assets, total.shares + VIRTUAL_SHARES, total.assets + VIRTUAL_ASSETS)

export const toAssetsDown = (shares: bigint, total: Totals): bigint =>
  mulDivDown(shares, total.assets + VIRTUAL_ASSETS, total.shares + VIRTUAL_SHARES)

export const toAssetsUp = (shares: bigint, total: Totals): bigint =>
  mulDivUp(shares, total.assets + VIRTUAL_ASSETS, total.shares + VIRTUAL_SHARES)

/** Morpho Blue `MathLib.wTaylorCompounded`: e^(rate × seconds) − 1 by three terms, each floored. */
export const wTaylorCompounded = (rateWad: Wad, seconds: bigint): Wad => {
  const firstTerm = checkedMul(rateWad, seconds)
  const secondTerm = mulDivDown(firstTerm, firstTerm, 2n * WAD)
  const thirdTerm = mulDivDown(secondTerm, firstTerm, 3n * WAD)
  return firstTerm + secondTerm + thirdTerm
}
