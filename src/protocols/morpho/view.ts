import { MAX_UINT256 } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { borrowedOf, healthFactorWad, type Priced } from './health.js'
import { marketNow, positionOf, supplyTotals } from './market.js'
import { toAssetsDown } from './math.js'
import { oraclePrice } from './oracle.js'
import type { MorphoMarketName, MorphoState } from './state.js'

type Oracles = Parameters<typeof oraclePrice>[1]

/** A market at `now` with its oracle's price; undefined where it was never created. */
export const pricedMarket = (
  state: MorphoState,
  name: MorphoMarketName,
  at: Oracles & { readonly now: number },
): Priced | undefined =>
  state.markets[name].lastUpdate === 0
    ? undefined
    : { name, market: marketNow(state, name, at.now), priceE36: oraclePrice(name, at) }

/** What an account has in one market: assets in their own units, debt rounded up, and its health factor (undefined without debt). */
export type Holding = {
  readonly supplied: bigint
  readonly borrowed: bigint
  readonly collateral: bigint
  readonly healthFactorWad: bigint | undefined
}

/** `MorphoBalancesLib`: expected balances, interest up to now included. */
export const holdingOf = (priced: Priced, owner: Address): Holding => {
  const position = positionOf(priced.market, owner)
  const factor = healthFactorWad(priced, owner)
  return {
    supplied: toAssetsDown(position.supplyShares, supplyTotals(priced.market)),
    borrowed: borrowedOf(priced.market, position),
    collateral: position.collateral,
    healthFactorWad: factor === MAX_UINT256 ? undefined : factor,
  }
}
