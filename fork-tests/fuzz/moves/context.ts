import type { Market } from '../../../src/market/market.js'
import type { Tx } from '../../../src/position/action.js'
import type { AaveAccount } from '../../../src/protocols/aave/state.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import { ASSETS } from '../../../src/protocols/assets.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import type { Random } from '../random.js'

/** What a move can see: the market as it will stand when its block comes, and chance. */
export type Context = { readonly market: Market; readonly random: Random }

/** Makes a transaction, or nothing where the market offers no occasion. */
export type Move = (context: Context) => Tx | undefined

/** Assets of which an account holds something, of a list. */
export const heldAssets = <A extends Asset>(
  market: Market,
  owner: Address,
  assets: readonly A[],
): readonly A[] => assets.filter(asset => balanceOf(market, owner, asset) > 0n)

const accountOf = (market: Market, owner: Address): AaveAccount | undefined => market.aave.accounts[owner]

export const suppliedAssets = (market: Market, owner: Address): readonly Asset[] =>
  Object.keys(accountOf(market, owner)?.supplies ?? {}) as Asset[]

export const borrowedAssets = (market: Market, owner: Address): readonly Asset[] =>
  Object.keys(accountOf(market, owner)?.debts ?? {}) as Asset[]

/** So many dollars of an asset, at Aave's price, in the asset's smallest unit. */
export const dollarsOf = (market: Market, asset: Asset, dollars: number): bigint => {
  const price = market.aave.reserves[asset]?.priceBase ?? 0n
  if (price <= 0n) return 1n
  return (BigInt(Math.round(dollars * 1e8)) * 10n ** BigInt(ASSETS[asset].decimals)) / price
}

/** A part of an amount: all, one more than all, one unit, or some. */
export const someOf = ({ random }: Context, all: bigint): bigint => {
  const draw = random.int(12)
  if (draw === 0) return all + 1n
  if (draw === 1) return 1n
  if (draw < 4) return all
  return all <= 1n ? 1n : random.amount(all / 10_000n + 1n, all)
}
