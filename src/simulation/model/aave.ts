import type { Market } from '../../market/market.js'
import { borrow } from '../../protocols/aave/borrow.js'
import { setUserEMode, setUserUseReserveAsCollateral } from '../../protocols/aave/eMode.js'
import { settleFlashLoan, takeFlashLoan } from '../../protocols/aave/flashLoan.js'
import {
  configureReserveAsCollateral,
  requireGovernance,
  setAssetBorrowableInEMode,
  setCaps,
  setEModeCategory,
  setReserveFreeze,
  setReserveInterestRateData,
  setReservePause,
} from '../../protocols/aave/governance.js'
import { liquidationCall } from '../../protocols/aave/liquidation.js'
import { repay } from '../../protocols/aave/repay.js'
import type { AaveState } from '../../protocols/aave/state.js'
import { supply } from '../../protocols/aave/supply.js'
import { withdraw } from '../../protocols/aave/withdraw.js'
import { setSource } from '../../protocols/chainlink/prices.js'
import { credit, debit, resolve } from './balances.js'
import type { Handler, Handlers } from './handler.js'

const withAave = (market: Market, aave: AaveState): Market => ({ ...market, aave })

/** The receiver is paid, does what it wants, and pays back with the premium. */
const flashLoan: Handler<'aave.flashLoan'> = (market, { asset, amount, actions }, from, applyAll) => {
  const now = market.block.timestamp
  const [loan, lent] = takeFlashLoan(market.aave, { asset, amount: resolve(market, amount, from) }, now)
  const received = credit(withAave(market, lent), from, asset, loan.amount)
  const done = applyAll(received, actions, from)
  const settled = withAave(done, settleFlashLoan(done.aave, loan, now))
  return debit(settled, from, asset, loan.amount + loan.premium)
}

/** The collateral is paid out before the debt is paid in. */
const liquidate: Handler<'aave.liquidate'> = (market, action, from) => {
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

const RISK = 'CallerNotRiskOrPoolAdmin'

/** Calls on Aave's pool, with the tokens that they move, and what governance sets. */
export const AAVE_HANDLERS: Handlers<'aave'> = {
  'aave.supply': (market, { asset, amount: wanted }, from) => {
    const amount = resolve(market, wanted, from)
    const next = supply(market.aave, { asset, amount, onBehalfOf: from }, market.block.timestamp)
    return debit(withAave(market, next), from, asset, amount)
  },
  'aave.withdraw': (market, { asset, amount: wanted }, from) => {
    const order = { asset, amount: resolve(market, wanted, from), user: from }
    const [withdrawn, next] = withdraw(market.aave, order, market.block.timestamp)
    return credit(withAave(market, next), from, asset, withdrawn)
  },
  'aave.borrow': (market, { asset, amount: wanted }, from) => {
    const amount = resolve(market, wanted, from)
    const next = borrow(market.aave, { asset, amount, user: from }, market.block.timestamp)
    return credit(withAave(market, next), from, asset, amount)
  },
  'aave.repay': (market, { asset, amount: wanted }, from) => {
    const order = { asset, amount: resolve(market, wanted, from), user: from, onBehalfOf: from }
    const [paid, next] = repay(market.aave, order, market.block.timestamp)
    return debit(withAave(market, next), from, asset, paid)
  },
  'aave.setEMode': (market, { category }, from) =>
    withAave(market, setUserEMode(market.aave, { category, user: from }, market.block.timestamp)),
  'aave.setCollateral': (market, { asset, use }, from) => {
    const order = { asset, use, user: from }
    return withAave(market, setUserUseReserveAsCollateral(market.aave, order, market.block.timestamp))
  },
  'aave.flashLoan': flashLoan,
  'aave.liquidate': liquidate,
  'aave.setCollateralTerms': (market, { kind: _, ...order }, from) => {
    requireGovernance(from, RISK)
    return withAave(market, configureReserveAsCollateral(market.aave, order))
  },
  'aave.setEModeTerms': (market, { kind: _, ...order }, from) => {
    requireGovernance(from, RISK)
    return withAave(market, setEModeCategory(market.aave, order))
  },
  'aave.setEModeBorrowable': (market, order, from) => {
    requireGovernance(from, RISK)
    return withAave(market, setAssetBorrowableInEMode(market.aave, order))
  },
  'aave.setRateCurve': (market, { kind: _, ...order }, from) => {
    requireGovernance(from, RISK)
    return withAave(market, setReserveInterestRateData(market.aave, order, market.block.timestamp))
  },
  'aave.setFrozen': (market, order, from) => {
    requireGovernance(from, 'CallerNotRiskOrPoolOrEmergencyAdmin')
    return withAave(market, setReserveFreeze(market.aave, order))
  },
  'aave.setPaused': (market, order, from) => {
    requireGovernance(from, 'CallerNotPoolOrEmergencyAdmin')
    return withAave(market, setReservePause(market.aave, order))
  },
  'aave.setCaps': (market, { kind: _, ...order }, from) => {
    requireGovernance(from, RISK)
    return withAave(market, setCaps(market.aave, order))
  },
  'aave.setPriceSource': (market, order, from) => {
    requireGovernance(from, 'CallerNotAssetListingOrPoolAdmin')
    return { ...market, chainlink: setSource(market.chainlink, order) }
  },
}
