import { freeOnMorpho } from '../exit/options/morphoRounds.js'
import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../protocols/morpho/addresses.js'
import { positionOf } from '../protocols/morpho/market.js'
import type { MorphoMarketName } from '../protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../protocols/morpho/view.js'
import type { Action, Amount } from './action.js'
import { all, sellForWeth } from './legs.js'

/** wstETH collateral in one of Morpho's markets. */
export type OnMorpho = { readonly owner: Address; readonly market: MorphoMarketName }

/** The market in which an account has collateral at Morpho, where it is one alone; undefined otherwise. */
export const onMorpho = (market: Market, owner: Address): OnMorpho | undefined => {
  const [name, other] = MORPHO_MARKET_NAMES.filter(
    one => positionOf(market.morpho.markets[one], owner).collateral > 0n,
  )
  return name && other === undefined ? { owner, market: name } : undefined
}

/** What is held as collateral, in wstETH. */
export const morphoCollateral = (market: Market, { owner, market: name }: OnMorpho): bigint =>
  positionOf(market.morpho.markets[name], owner).collateral

/** Whether anything is owed there. */
export const owesMorpho = (market: Market, { owner, market: name }: OnMorpho): boolean =>
  positionOf(market.morpho.markets[name], owner).borrowShares > 0n

/** What can be taken out as things stand, in wstETH; a health factor a little above 1 remains. */
export const freeMorphoCollateral = (market: Market, { owner, market: name }: OnMorpho): bigint => {
  const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
  if (!priced) return 0n
  const { collateral, borrowed } = holdingOf(priced, owner)
  return borrowed === 0n ? collateral : freeOnMorpho(collateral, borrowed, priced)
}

const takeOut = (market: Market, position: OnMorpho, amount: bigint): Action => ({
  kind: 'morpho.withdrawCollateral',
  market: position.market,
  amount: amount >= morphoCollateral(market, position) ? 'max' : amount,
})

/** Morpho refuses more than is owed: what a sale brings pays a part of the debt, or all of it where it suffices. */
const payments = (market: Market, position: OnMorpho): readonly (readonly Action[])[] => {
  if (!owesMorpho(market, position)) return [[]]
  const pay = (amount: Amount): readonly Action[] => [
    { kind: 'morpho.repay', market: position.market, amount },
  ]
  return [pay(all('WETH')), pay('max')]
}

/** Sells `amount` that is free to go and pays debt with it: ways to do so, of which one goes. */
export const sellFreeFromMorpho = (
  market: Market,
  position: OnMorpho,
  amount: bigint,
): readonly (readonly Action[])[] =>
  payments(market, position).map(pay => [
    takeOut(market, position, amount),
    ...sellForWeth('uniswap', all('wstETH')),
    ...pay,
  ])

/** The same with a loan of Morpho for the transaction, which costs nothing: sold first, taken out after. */
export const sellByMorphoLoan = (
  market: Market,
  position: OnMorpho,
  amount: bigint,
): readonly (readonly Action[])[] =>
  payments(market, position).map(pay => [
    {
      kind: 'morpho.flashLoan',
      asset: 'wstETH',
      amount,
      actions: [...sellForWeth('uniswap', all('wstETH')), ...pay, takeOut(market, position, amount)],
    },
  ])
