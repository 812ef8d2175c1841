import type { Market } from '../../market/market.js'
import { type Action, isSymbolic, type Tx } from '../../position/action.js'
import type { Refused } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import {
  ANY_VENUE,
  type Order,
  type Placing,
  type Route,
  routePurchase,
  routeSale,
  type Sold,
} from '../../routing/route.js'
import { gasWeiAt } from '../gas.js'
import { resolve } from './balances.js'
import { type Played, playPlan, playTx, type Rule } from './play.js'

const NOTHING: Route = { actions: [], sold: [], brings: 0n }

/** A trade as calls on a market; undefined where the action is none, or moves nothing. */
const routeOf = (market: Market, action: Action, from: Address, order: Order): Route | undefined => {
  if (action.kind === 'sell') {
    const amount = resolve(market, action.amount, from)
    return amount === 0n ? NOTHING : routeSale(market, action, amount, order)
  }
  if (action.kind !== 'buy') return undefined
  const amount = resolve(market, action.amountOut, from)
  return amount === 0n ? NOTHING : routePurchase(market, action, amount)
}

const lowering =
  (order: Order, hear: (sold: readonly Sold[]) => void): Rule =>
  (market, [action], from) => {
    const route = action && routeOf(market, action, from, order)
    if (!route) return undefined
    hear(route.sold)
    return { take: 1, put: route.actions }
  }

/**
 * A transaction with every trade in it as calls, on the market as it is just before each. The same for both worlds.
 * Throws `Revert` where what comes before a trade is refused, `NoRouteError` where nothing trades.
 */
export const lowerTx = (market: Market, tx: Tx): { readonly tx: Tx; readonly market: Market } =>
  playTx(
    market,
    tx,
    lowering(ANY_VENUE, () => undefined),
  )

/** Whether a transaction has a trade that is still to be routed. */
export const isToLower = ({ actions }: Tx): boolean => isSymbolic(actions)

/**
 * A plan in the model with every trade carried out as `placing` says, on the pools as they are at that point. A plan
 * without a sale stays what it is, and `sold` is empty.
 */
export const playPlaced = (
  market: Market,
  plan: ExitPlan,
  owner: Address,
  { placing, gasPriceWei }: { readonly placing: Placing; readonly gasPriceWei: bigint },
): (Played & { readonly sold: readonly Sold[] }) | Refused => {
  const sold: Sold[] = []
  const rule = lowering({ placing, gasWei: gasWeiAt(gasPriceWei) }, parts => void sold.push(...parts))
  const played = playPlan(market, plan, owner, rule)
  return played.ok ? { ...played, sold } : played
}
