import type { Market } from '../../market/market.js'
import type { Action, Amount, Tx } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { ANY_VENUE, routePurchase, routeSale } from '../../routing/route.js'
import { AAVE_HANDLERS } from './aave.js'
import { resolve } from './balances.js'
import { CURVE_HANDLERS } from './curve.js'
import type { ApplyAll, Handler, Kind } from './handler.js'
import { LIDO_HANDLERS } from './lido.js'
import { ORACLE_HANDLERS } from './oracle.js'
import { withPrices } from './prices.js'
import { PROTOCOL_HANDLERS } from './protocols.js'
import { transfer } from './transfer.js'
import { UNISWAP_HANDLERS } from './uniswap.js'
import { WETH_HANDLERS } from './weth.js'

type AnyHandler = (market: Market, action: Action, from: Address, applyAll: ApplyAll) => Market

const CORE_HANDLERS: { readonly [K in Kind]: Handler<K> } = {
  ...WETH_HANDLERS,
  ...LIDO_HANDLERS,
  ...AAVE_HANDLERS,
  ...UNISWAP_HANDLERS,
  ...CURVE_HANDLERS,
  ...ORACLE_HANDLERS,
  transfer,
  sell: (market, action, from, inner) => {
    const amount = resolve(market, action.amount, from)
    return inner(market, routeSale(market, action, amount, ANY_VENUE).actions, from)
  },
  buy: (market, action, from, inner) => {
    const amount = resolve(market, action.amountOut, from)
    return inner(market, routePurchase(market, action, amount).actions, from)
  },
}

// The table gives each kind the handler of that kind, which the type of an indexed access cannot say.
const HANDLERS = { ...CORE_HANDLERS, ...PROTOCOL_HANDLERS } as Readonly<Record<Action['kind'], AnyHandler>>

/** Feeds, other issuers' rates, and Lido's totals: what prices come from. */
const movesPrices = (before: Market, after: Market): boolean =>
  before.chainlink !== after.chainlink ||
  before.shareRates !== after.shareRates ||
  before.lido.totalShares !== after.lido.totalShares ||
  before.lido.bufferedEther !== after.lido.bufferedEther ||
  before.lido.clValidatorsBalance !== after.lido.clValidatorsBalance ||
  before.lido.depositedPostReport !== after.lido.depositedPostReport

/** The amount of an action that is resolved just before its call; undefined where it is fixed. */
const symbolic = (action: Action): Amount | undefined => {
  const amount = 'amount' in action ? action.amount : 'amountOut' in action ? action.amountOut : undefined
  return typeof amount === 'object' ? amount : undefined
}

/** Executor.sol passes over a call with nothing to move; a flash loan it takes all the same. */
const passesOver = (market: Market, action: Action, from: Address): boolean => {
  const amount = symbolic(action)
  return amount !== undefined && !('actions' in action) && resolve(market, amount, from) === 0n
}

/**
 * One action of a transaction. What it carries inside is applied by `inner`, so that a planner can see, and change, what
 * a flash loan runs. Throws `Revert` as `applyTx`.
 */
export const applyAction = (
  market: Market,
  action: Action,
  from: Address,
  inner: ApplyAll = applyAll,
): Market => {
  const handler = HANDLERS[action.kind]
  if (passesOver(market, action, from)) return market
  const next = handler(market, action, from, inner)
  return movesPrices(market, next) ? withPrices(next) : next
}

const applyAll: ApplyAll = (market, actions, from) =>
  actions.reduce((before, action) => applyAction(before, action, from), market)

/**
 * One transaction of Executor.sol at its sender's own address: calls in order, symbolic amounts resolved just before
 * each. Throws `Revert` with the reason that the chain gives; the market before is then still whole.
 */
export const applyTx = (market: Market, tx: Tx): Market =>
  applyAll(market, tx.actions, tx.from.toLowerCase() as Address)
