import type { Market } from '../market/market.js'
import type { Address, Asset } from '../protocols/assets.js'
import type { Action } from './action.js'
import { collateralisedOf, collateralOf, freeCollateral, sellByLoan, sellFree } from './deleverage.js'
import { owes } from './legs.js'
import {
  freeMorphoCollateral,
  morphoCollateral,
  onMorpho,
  owesMorpho,
  sellByMorphoLoan,
  sellFreeFromMorpho,
} from './morphoDeleverage.js'

/** A staking token as collateral, wherever it stands, that can be sold part by part. Amounts in the token. */
export type Lent = {
  readonly debt: Asset
  held(market: Market): bigint
  /** What can be taken out as things stand. */
  free(market: Market): bigint
  owes(market: Market): boolean
  /** Ways to sell so much and pay debt with it, of which one goes: what is free to go, or with a loan for the transaction. */
  sellFree(market: Market, amount: bigint): readonly (readonly Action[])[]
  sellByLoan(market: Market, amount: bigint): readonly (readonly Action[])[]
}

const onAave = (market: Market, owner: Address): Lent | undefined => {
  const position = collateralisedOf(market, owner)
  return (
    position && {
      debt: position.debt,
      held: now => collateralOf(now, position),
      free: now => freeCollateral(now, position),
      owes: now => owes(now, position),
      sellFree: (now, amount) => [sellFree(now, position, amount)],
      sellByLoan: (now, amount) => [sellByLoan(now, position, amount)],
    }
  )
}

const atMorpho = (market: Market, owner: Address): Lent | undefined => {
  const position = onMorpho(market, owner)
  return (
    position && {
      debt: 'WETH',
      held: now => morphoCollateral(now, position),
      free: now => freeMorphoCollateral(now, position),
      owes: now => owesMorpho(now, position),
      sellFree: (now, amount) => sellFreeFromMorpho(now, position, amount),
      sellByLoan: (now, amount) => sellByMorphoLoan(now, position, amount),
    }
  )
}

/** An owner's collateral on Aave or at Morpho; undefined where there is none, or more than one debt. */
export const lentOf = (market: Market, owner: Address): Lent | undefined =>
  onAave(market, owner) ?? atMorpho(market, owner)
