import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import type { Address, Asset } from '../../protocols/assets.js'
import type { Route } from '../../routing/route.js'
import type { Venue } from '../../routing/saleCurve.js'
import type { World } from '../world.js'

/** Where something went: sold at a venue, into Lido's queue, or kept, as it is or as an aToken. */
export type Disposal =
  | Venue
  | { readonly kind: 'lidoQueue' }
  | { readonly kind: 'asItIs' }
  | { readonly kind: 'aToken' }

/** So much of something that went somewhere; amount in the asset's smallest unit. */
export type Outlet = { readonly to: Disposal; readonly asset: Asset; readonly amount: bigint }

/** Where each part of a sale went. */
export const outletsOf = ({ sold }: Route): readonly Outlet[] =>
  sold.map(({ venue, asset, amount }) => ({ to: venue, asset, amount }))

/** What a liquidator meant to do with one account, as planned in the exact model; amounts in smallest units. */
export type Deed = {
  readonly account: Address
  readonly collateral: Asset
  readonly debt: Asset
  readonly covered: bigint
  readonly seized: bigint
  /** Debt written off in the same call, in smallest units of its asset. */
  readonly badDebt: Readonly<Partial<Record<Asset, bigint>>>
  readonly outlets: readonly Outlet[]
}

/** Actors whose transactions are told apart. */
export type Role = 'lidoOracle' | 'liquidator' | 'policy'

/** A transaction, and where it is a liquidation, what it is about. */
export type Move = Tx & { readonly deed?: Deed }

/**
 * Someone in the market. Sees the market of the block before, acts at most once a block, may try before sending.
 * An empty list says that there is nothing to do. Made anew for every run: it may remember.
 */
export type Actor = {
  readonly name: string
  /** What reports look for; left out for all others. */
  readonly role?: Role
  /** `gasPriceWei` is what a unit of gas costs now. */
  act(market: Market, world: World, gasPriceWei: bigint): Promise<readonly Move[]> | readonly Move[]
}
