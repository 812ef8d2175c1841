import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { borrow } from '../../protocols/aave/borrow.js'
import { setUserEMode, setUserUseReserveAsCollateral } from '../../protocols/aave/eMode.js'
import { settleFlashLoan, takeFlashLoan } from '../../protocols/aave/flashLoan.js'
import { liquidationCall } from '../../protocols/aave/liquidation.js'
import { repay } from '../../protocols/aave/repay.js'
import type { AaveState } from '../../protocols/aave/state.js'
import { supply } from '../../protocols/aave/supply.js'
import { withdraw } from '../../protocols/aave/withdraw.js'
import type { Address } from '../../protocols/assets.js'
import { credit, debit, resolve } from './balances.js'

type AaveAction = Extract<Action, { kind: `aave.${string}` }>
type Of<K extends AaveAction['kind']> = Extract<AaveAction, { kind: K }>

/** Applies actions that an action carries inside. */
export type ApplyAll = (market: Market, actions: readonly Action[], from: Address) => Market

const withAave = (market: Market, aave: AaveState): Market => ({ ...market, aave })

const flashLoan = (market: Market, action: Of<'aave.flashLoan'>, from: Address, applyAll: ApplyAll): Market => {
  const { asset } = action
  const now = market.block.timestamp
  const [loan, lent] = takeFlashLoan(market.aave, { asset, amount: resolve(market, action.amount, from) }, now)
  const received = credit(withAave(market, lent), from, asset, loan.amount)
  const done = applyAll(received, action.actions, from)
  const settled = withAave(done, settleFlashLoan(done.aave, loan, now))
  return debit(settled, from, asset, loan.amount + loan.premium)
}

const liquidate = (market: Market, action: Of<'aave.liquidate'>, from: Address): Market => {
  const { collateral, debt, receiveAToken } = action
  const call = {
    collateral,
    debt,
    receiveAToken,
    borrower: action.account,
    liquidator: from,
    debtToCover: resolve(market, action.amount, from),
  }
  const [done, aave] = liquidationCall(market.aave, call, market.block.timestamp)
  const seized = receiveAToken
    ? withAave(market, aave)
    : credit(withAave(market, aave), from, collateral, done.collateralSeized)
  return debit(seized, from, debt, done.debtCovered)
}

/** One call on Aave's pool, with the tokens that it moves. */
export const applyAave = (market: Market, action: AaveAction, from: Address, applyAll: ApplyAll): Market => {
  const { aave } = market
  const now = market.block.timestamp
  switch (action.kind) {
    case 'aave.supply': {
      const amount = resolve(market, action.amount, from)
      const next = supply(aave, { asset: action.asset, amount, onBehalfOf: from }, now)
      return debit(withAave(market, next), from, action.asset, amount)
    }
    case 'aave.withdraw': {
      const amount = resolve(market, action.amount, from)
      const [withdrawn, next] = withdraw(aave, { asset: action.asset, amount, user: from }, now)
      return credit(withAave(market, next), from, action.asset, withdrawn)
    }
    case 'aave.borrow': {
      const amount = resolve(market, action.amount, from)
      const next = borrow(aave, { asset: action.asset, amount, user: from }, now)
      return credit(withAave(market, next), from, action.asset, amount)
    }
    case 'aave.repay': {
      const amount = resolve(market, action.amount, from)
      const [paid, next] = repay(aave, { asset: action.asset, amount, user: from, onBehalfOf: from }, now)
      return debit(withAave(market, next), from, action.asset, paid)
    }
    case 'aave.setEMode':
      return withAave(market, setUserEMode(aave, { category: action.category, user: from }, now))
    case 'aave.setCollateral': {
      const { asset, use } = action
      return withAave(market, setUserUseReserveAsCollateral(aave, { asset, use, user: from }, now))
    }
    case 'aave.flashLoan':
      return flashLoan(market, action, from, applyAll)
    case 'aave.liquidate':
      return liquidate(market, action, from)
  }
}
