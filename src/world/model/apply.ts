import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { applyAave } from './aave.js'
import { credit, debit, resolve } from './balances.js'
import { applyCurve } from './curve.js'
import { applyLido } from './lido.js'
import { applyOracle } from './oracle.js'
import { withPrices } from './prices.js'
import { applyTransfer } from './transfer.js'
import { applyUniswap } from './uniswap.js'

const dispatch = (market: Market, action: Action, from: Address): Market => {
  switch (action.kind) {
    case 'weth.wrap': {
      const amount = resolve(market, action.amount, from)
      return credit(debit(market, from, 'ETH', amount), from, 'WETH', amount)
    }
    case 'weth.unwrap': {
      const amount = resolve(market, action.amount, from)
      return credit(debit(market, from, 'WETH', amount), from, 'ETH', amount)
    }
    case 'transfer':
      return applyTransfer(market, action, from)
    case 'lido.stake':
    case 'lido.wrap':
    case 'lido.unwrap':
    case 'lido.request':
    case 'lido.claim':
      return applyLido(market, action, from)
    case 'aave.supply':
    case 'aave.withdraw':
    case 'aave.borrow':
    case 'aave.repay':
    case 'aave.setEMode':
    case 'aave.setCollateral':
    case 'aave.flashLoan':
    case 'aave.liquidate':
      return applyAave(market, action, from, applyAll)
    case 'uniswap.swap':
    case 'uniswap.swapExactOut':
    case 'uniswap.mint':
    case 'uniswap.burn':
    case 'uniswap.collect':
      return applyUniswap(market, action, from)
    case 'curve.exchange':
    case 'curve.addLiquidity':
    case 'curve.removeLiquidity':
    case 'curve.removeLiquidityOneCoin':
    case 'curve.removeLiquidityImbalance':
      return applyCurve(market, action, from)
    case 'chainlink.answer':
    case 'lido.report':
    case 'ethereum.exitQueue':
    case 'ethereum.slash':
    case 'staking.rate':
      return applyOracle(market, action, from)
  }
}

/** Feeds, other issuers' rates, and Lido's totals: what prices come from. */
const movesPrices = (before: Market, after: Market): boolean =>
  before.chainlink !== after.chainlink ||
  before.shareRates !== after.shareRates ||
  before.lido.totalShares !== after.lido.totalShares ||
  before.lido.bufferedEther !== after.lido.bufferedEther ||
  before.lido.clValidatorsBalance !== after.lido.clValidatorsBalance

const applyAction = (market: Market, action: Action, from: Address): Market => {
  const next = dispatch(market, action, from)
  return movesPrices(market, next) ? withPrices(next) : next
}

const applyAll = (market: Market, actions: readonly Action[], from: Address): Market =>
  actions.reduce((before, action) => applyAction(before, action, from), market)

/**
 * One transaction of Executor.sol at its sender's own address: calls in order, symbolic amounts resolved just before
 * each. Throws `Revert` with the reason that the chain gives; the market before is then still whole.
 */
export const applyTx = (market: Market, tx: Tx): Market =>
  applyAll(market, tx.actions, tx.from.toLowerCase() as Address)
