import { knownShareRateWad, trueShareRateWad } from '../market/consensus.js'
import type { Market } from '../market/market.js'
import { type Layer, layersOf, layerValueWei } from '../position/holdings.js'
import type { LiquidityValue } from '../position/provided.js'
import { getNormalizedDebt } from '../protocols/aave/reserve.js'
import type { Address, Asset } from '../protocols/assets.js'
import { exitQueueNow } from '../protocols/ethereum/churn.js'
import { unfinalizedStEth } from '../protocols/lido/queue.js'
import type { Health } from '../protocols/protocol.js'
import { uniswapPriceWad } from '../routing/marketPrice.js'
import { mulDivHalfUp, RAY } from '../units/fixed.js'
import type { Role } from './actors/actor.js'
import type { FrameExits } from './exitPlanner.js'
import { type Cascade, type Standing, standingOf } from './liquidations/cascade.js'
import type { Answers } from './world.js'

/** Who sent a transaction: a shock, an actor of a role, or another. */
export type Sender = Role | 'shock' | 'other'

/** Something that happened between the frame before and this one. */
export type RunEvent =
  | {
      readonly kind: 'liquidation'
      readonly block: bigint
      readonly collateral: Asset
      readonly seized: bigint
      readonly debt: Asset
      readonly covered: bigint
      /** Fair value seized less fair value covered: what it cost the owner, wei of ether. */
      readonly lossWei: bigint
    }
  | {
      readonly kind: 'transaction'
      readonly block: bigint
      readonly by: string
      readonly role: Sender
      readonly what: string
      readonly refused: string | null
    }

/** A layer and its fair value in wei of ether; a debt's is negative. They add up to the net worth. */
export type ValuedLayer = Layer & { readonly valueWei: bigint }

/** A flat record of what was observed at one moment. Wad, ray and base (8 decimals) as named; amounts in wei. */
export type Frame = {
  /** Seconds since the scenario began. */
  readonly at: number
  readonly block: bigint
  readonly timestamp: number
  /** Null without debt. */
  readonly healthFactorWad: bigint | null
  /** By venue, as each answers itself; the lowest is `healthFactorWad`. */
  readonly healths: readonly Health[]
  /** Lowest seen at any block since the frame before. */
  readonly lowestHealthFactorWad: bigint | null
  readonly equityWei: bigint
  readonly layers: readonly ValuedLayer[]
  /** Null where none was ever provided. */
  readonly liquidity: LiquidityValue | null
  readonly shareRateWad: bigint
  /** What a report made now would set, and that less the penalties that are known and still to come. */
  readonly trueShareRateWad: bigint
  readonly knownShareRateWad: bigint
  /** Whether Lido is in bunker mode: who asks now waits longer. */
  readonly bunker: boolean
  readonly wstEthPriceBase: bigint
  readonly etherPriceBase: bigint
  readonly usdcPriceBase: bigint
  /** What one stETH sells for on Curve, fee included. */
  readonly curvePriceWad: bigint
  /** Lowest of it at any block since the frame before. */
  readonly lowestCurvePriceWad: bigint
  /** Price of the Uniswap pool over the share rate: 1 is fair. */
  readonly uniswapPriceWad: bigint
  readonly wethUtilisationRay: bigint
  readonly wethBorrowRateRay: bigint
  readonly wethFreeWei: bigint
  readonly withdrawalQueueWei: bigint
  readonly exitQueueWei: bigint
  readonly gasPriceWei: bigint
  /** Gas that managing the position cost its owner since the frame before, wei; from the table of units. */
  readonly ownGasWei: bigint
  /** Worked out when they are read. */
  readonly exits: FrameExits
  readonly events: readonly RunEvent[]
  /** Where everyone on Aave stands; null without background borrowers. */
  readonly borrowers: Standing | null
  /** Liquidations since the frame before; null where there was none. */
  readonly cascade: Cascade | null
}

const utilisationRay = (market: Market): bigint => {
  const reserve = market.aave.reserves.WETH
  if (!reserve) return 0n
  const debt = mulDivHalfUp(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), RAY)
  return debt === 0n ? 0n : mulDivHalfUp(debt, RAY, debt + reserve.virtualBalance)
}

/** What a market shows of itself and of `owner`; what the protocols can be asked, they were asked. */
export const observe = (market: Market, answers: Answers, owner: Address) => {
  const layers = layersOf(market, owner).map(
    (layer): ValuedLayer => ({ ...layer, valueWei: layerValueWei(market, layer) }),
  )
  return {
    block: market.block.number,
    timestamp: market.block.timestamp,
    healthFactorWad: answers.healthFactorWad ?? null,
    healths: answers.healths,
    equityWei: layers.reduce((sum, { valueWei }) => sum + valueWei, 0n),
    layers,
    shareRateWad: answers.shareRateWad,
    trueShareRateWad: trueShareRateWad(market),
    knownShareRateWad: knownShareRateWad(market),
    bunker: market.lido.bunkerSince > 0,
    wstEthPriceBase: market.aave.reserves.wstETH?.priceBase ?? 0n,
    etherPriceBase: market.aave.reserves.WETH?.priceBase ?? 0n,
    usdcPriceBase: market.aave.reserves.USDC?.priceBase ?? 0n,
    curvePriceWad: answers.curvePriceWad,
    uniswapPriceWad: uniswapPriceWad(market),
    wethUtilisationRay: utilisationRay(market),
    wethBorrowRateRay: market.aave.reserves.WETH?.borrowRateRay ?? 0n,
    wethFreeWei: market.aave.reserves.WETH?.virtualBalance ?? 0n,
    withdrawalQueueWei: unfinalizedStEth(market.lido.queue),
    exitQueueWei: exitQueueNow(market.ethereum, market.block.timestamp),
    borrowers: standingOf(market, owner),
  }
}
