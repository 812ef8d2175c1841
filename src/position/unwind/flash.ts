import type { Market } from '../../market/market.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import type { Address } from '../../protocols/assets.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { MAX_UINT256, min, mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Action } from '../action.js'
import { fairValueWei } from '../holdings.js'
import type { ExitPlan } from '../strategy.js'
import {
  all,
  type Collateralised,
  DEBT_POOL,
  heldOf,
  oneTx,
  owedSoon,
  type Pool,
  payFromHeld,
  repayAll,
  sellForWeth,
  unwrapWeth,
  withdrawAll,
} from './legs.js'

const buyDebt = (amountOut: bigint): Action => ({
  kind: 'uniswap.swapExactOut',
  pool: DEBT_POOL,
  sell: 'WETH',
  amountOut,
  maximumIn: MAX_UINT256,
})

const sellLeftover = (debt: Collateralised['debt']): readonly Action[] =>
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
  return oneTx(`flash loan of ${debt}`, owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: debt,
      amount: { debtOf: debt },
      actions: [repayAll(debt), withdrawAll, ...sellForWeth(pool, all('wstETH')), ...pay],
    },
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** Where the debt cannot be flash-loaned: borrow the collateral's own asset, sell it, pay the debt, give it back. */
export const flashCollateral = (market: Market, position: Collateralised, pool: Pool): ExitPlan => {
  const { owner, debt } = position
  const owed = fairValueWei(market, debt, owedSoon(market, position))
  const held = supplyBalance(market.aave, 'wstETH', owner, market.block.timestamp)
  // As much as the collateral can give back; what selling it brings beyond the debt stays.
  const wanted = mulDivCeil(owed, WAD, stEthPerToken(market.lido))
  const loan = min(mulDivCeil(wanted, 115n, 100n), mulDivFloor(held, 9_990n, 10_000n))
  const pay = debt === 'WETH' ? [] : [buyDebt(owedSoon(market, position))]
  return oneTx('flash loan of wstETH', owner, [
    ...payFromHeld(market, position),
    {
      kind: 'aave.flashLoan',
      asset: 'wstETH',
      amount: loan,
      actions: [...sellForWeth(pool, all('wstETH')), ...pay, repayAll(debt), withdrawAll],
    },
    ...sellForWeth(pool, all('wstETH')),
    ...sellLeftover(debt),
    unwrapWeth,
  ])
}

/** The debt's asset is held in full: pay, take the collateral, sell it. */
export const fromHeld = (position: Collateralised, pool: Pool): ExitPlan =>
  oneTx(`paid from the ${position.debt} held`, position.owner, [
    repayAll(position.debt),
    withdrawAll,
    ...sellForWeth(pool, all('wstETH')),
    ...sellLeftover(position.debt),
    unwrapWeth,
  ])

/** Nothing is owed: take the collateral and sell it. */
export const withoutDebt = (pool: Pool, owner: Address): ExitPlan =>
  oneTx('sold at once', owner, [withdrawAll, ...sellForWeth(pool, all('wstETH')), unwrapWeth])

/** Whether the debt's asset in the wallet covers the debt and the next interest. */
export const holdsAll = (market: Market, position: Collateralised): boolean => {
  const owed = debtBalance(market.aave, position.debt, position.owner, market.block.timestamp)
  return heldOf(market, position) > owed + owed / 100_000n
}
