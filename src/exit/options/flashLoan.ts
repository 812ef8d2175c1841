import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import {
  all,
  buyDebt,
  type Collateralised,
  DEBT_POOL,
  heldOf,
  oneTx,
  owedSoon,
  type Pool,
  payFromHeld,
  repayAll,
  sellAll,
  takeAll,
  tokenOf,
  unwrapWeth,
} from '../../position/legs.js'
import type { ExitPlan } from '../../position/strategy.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { min, mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'

/** Dollars that are left, sold for WETH; a balance of nothing passes over. */
export const sellLeftover = (debt: Collateralised['debt']): readonly Action[] =>
  debt === 'WETH'
    ? []
    : [
        {
          kind: 'uniswap.swap',
          pool: DEBT_POOL,
          sell: debt,
          amount: all(debt),
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ]

/** Borrow the debt for one transaction, take everything out, sell, pay back. */
export const flashDebt = (market: Market, position: Collateralised, pool: Pool): ExitPlan => {
  const { owner, debt } = position
  const pay = debt === 'WETH' ? [] : [buyDebt(owedSoon(market, position))]
  return oneTx({ id: 'flashDebt', lender: 'aave', assets: [debt] }, owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: debt,
      amount: { debtOf: debt },
      actions: [repayAll(debt), takeAll(position), ...sellAll(pool, position), ...pay],
    },
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** Where the debt cannot be flash-loaned: borrow the collateral's own asset, sell it, pay the debt, give it back. */
export const flashCollateral = (market: Market, position: Collateralised, pool: Pool): ExitPlan => {
  const { owner, debt } = position
  const owed = fairValueWei(market, debt, owedSoon(market, position))
  const token = tokenOf(position)
  const held = supplyBalance(market.aave, token, owner, market.block.timestamp)
  // As much as the collateral can give back; what selling it brings beyond the debt stays.
  const wanted = mulDivCeil(owed, WAD, fairValueWei(market, token, WAD))
  const loan = min(mulDivCeil(wanted, 115n, 100n), mulDivFloor(held, 9_990n, 10_000n))
  const pay = debt === 'WETH' ? [] : [buyDebt(owedSoon(market, position))]
  return oneTx({ id: 'flashCollateral', lender: 'aave', assets: [token] }, owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: token,
      amount: loan,
      actions: [...sellAll(pool, position), ...pay, repayAll(debt), takeAll(position)],
    },
    ...sellAll(pool, position),
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** The debt's asset is held in full: pay, take the collateral, sell it. */
export const fromHeld = (position: Collateralised, pool: Pool): ExitPlan =>
  oneTx({ id: 'fromHeld', asset: position.debt }, position.owner, [
    repayAll(position.debt),
    takeAll(position),
    ...sellAll(pool, position),
    ...sellLeftover(position.debt),
    unwrapWeth,
  ])

/** Nothing is owed: take the collateral and sell it. */
export const withoutDebt = (position: Collateralised, pool: Pool): ExitPlan =>
  oneTx({ id: 'atOnce' }, position.owner, [
    takeAll(position),
    ...sellAll(pool, position),
    ...sellLeftover(position.debt),
    unwrapWeth,
  ])

/** Whether the debt's asset in the wallet covers the debt and the next interest. */
export const holdsAll = (market: Market, position: Collateralised): boolean => {
  const owed = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp)
  return heldOf(market, position) > owed + owed / 100_000n
}
