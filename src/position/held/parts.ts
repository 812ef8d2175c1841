import type { Asset } from '../../protocols/assets.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'

/** So much of an asset, in its smallest unit. */
export type Amounted = { readonly asset: Asset; readonly amount: bigint }

/** One part of what an account holds. Amounts in the asset's smallest unit, never negative. */
export type HeldPart =
  | ({ readonly kind: 'wallet' } & Amounted)
  | {
      readonly kind: 'aave'
      /** E-mode category; 0 is none. */
      readonly eMode: number
      readonly supplies: readonly Amounted[]
      readonly debts: readonly Amounted[]
    }
  | {
      readonly kind: 'morpho'
      readonly market: MorphoMarketName
      /** wstETH. */
      readonly collateral: bigint
      /** WETH. */
      readonly debt: bigint
    }
  /** LP tokens, or as many of them as a balanced withdrawal of this worth in wei of ether takes, floored. */
  | { readonly kind: 'curve'; readonly lp: bigint }
  | { readonly kind: 'curve worth'; readonly worthWei: bigint }
  | {
      readonly kind: 'uniswap'
      readonly pool: UniswapPoolName
      readonly tickLower: number
      readonly tickUpper: number
      readonly liquidity: bigint
    }
  /** stETH asked of Lido's queue; the requests stand at its end. */
  | { readonly kind: 'lido queue'; readonly stEth: bigint }
  /** A token that has no model here: it counts at its price, never moves, and no exit sells it. */
  | {
      readonly kind: 'unmodelled'
      readonly symbol: string
      readonly amount: string
      readonly priceEth: string
    }

/** What an account holds. */
export type Held = readonly HeldPart[]

const MICRO = 1_000_000n

const times = (amount: bigint, factor: number): bigint => (amount * BigInt(Math.round(factor * 1e6))) / MICRO

const all = (list: readonly Amounted[], factor: number): readonly Amounted[] =>
  list.map(one => ({ ...one, amount: times(one.amount, factor) }))

const scalePart = (part: HeldPart, factor: number): HeldPart => {
  switch (part.kind) {
    case 'wallet':
      return { ...part, amount: times(part.amount, factor) }
    case 'aave':
      return { ...part, supplies: all(part.supplies, factor), debts: all(part.debts, factor) }
    case 'morpho':
      return { ...part, collateral: times(part.collateral, factor), debt: times(part.debt, factor) }
    case 'curve':
      return { ...part, lp: times(part.lp, factor) }
    case 'curve worth':
      return { ...part, worthWei: times(part.worthWei, factor) }
    case 'uniswap':
      return { ...part, liquidity: times(part.liquidity, factor) }
    case 'lido queue':
      return { ...part, stEth: times(part.stEth, factor) }
    case 'unmodelled':
      return part
  }
}

/** All amounts times a factor, exact to a millionth of it; floored. */
export const scaleHeld = (held: Held, factor: number): Held => held.map(part => scalePart(part, factor))
