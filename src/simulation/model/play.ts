import type { Market, Wallet } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { type Refused, refusalOfRevert } from '../../position/refusal.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { Revert } from '../../protocols/revert.js'
import { NoRouteError } from '../../routing/route.js'
import { applyAction } from './apply.js'
import { walletNow, withStEthBalances } from './balances.js'
import { openBlock } from './modelWorld.js'

/**
 * Says what to do instead of the next actions of a transaction: how many of them to take, and what to put. Undefined
 * leaves the first as it is. It sees the market as it is just before them.
 */
export type Rule = (
  market: Market,
  next: readonly Action[],
  from: Address,
) => { readonly take: number; readonly put: readonly Action[] } | undefined

/** A plan that went through in the model, as it was carried out. */
export type Played = {
  readonly ok: true
  readonly plan: ExitPlan
  /** After the last leg. */
  readonly market: Market
  /** What the owner holds then. */
  readonly wallet: Wallet
}

const asItIs: Rule = () => undefined

type Done = { readonly market: Market; readonly actions: readonly Action[] }

const playAction = (market: Market, action: Action, from: Address, rule: Rule): Done => {
  if (!('actions' in action)) return { market: applyAction(market, action, from), actions: [action] }
  let inside: readonly Action[] = []
  const next = applyAction(market, action, from, (within, carried, sender) => {
    const done = playActions(within, carried, sender, rule)
    inside = done.actions
    return done.market
  })
  return { market: next, actions: [{ ...action, actions: inside } as Action] }
}

const playActions = (market: Market, actions: readonly Action[], from: Address, rule: Rule): Done => {
  let now = market
  const done: Action[] = []
  for (let i = 0; i < actions.length; ) {
    const rest = actions.slice(i)
    const { take, put } = rule(now, rest, from) ?? { take: 1, put: rest.slice(0, 1) }
    for (const action of put) {
      const played = playAction(now, action, from, rule)
      now = played.market
      done.push(...played.actions)
    }
    i += take
  }
  return { market: now, actions: done }
}

/** One transaction with `rule` changing it on the way, and the market after it. Throws as `applyTx`. */
export const playTx = (market: Market, tx: Tx, rule: Rule): { readonly tx: Tx; readonly market: Market } => {
  const done = playActions(market, tx.actions, tx.from.toLowerCase() as Address, rule)
  return { tx: { ...tx, actions: done.actions }, market: done.market }
}

/**
 * A plan in the model, leg by leg, with `rule` changing the owner's transactions on the way. Others' are left as they
 * are. Pure: what it starts from stays. A refusal of any transaction is the plan's.
 */
export const playPlan = (
  market: Market,
  plan: ExitPlan,
  owner: Address,
  rule: Rule = asItIs,
): Played | Refused => {
  let now = market
  const legs: ExitPlan['legs'][number][] = []
  try {
    for (const { seconds, txs } of plan.legs) {
      now = openBlock(now, seconds)
      const played = txs.map(tx => {
        const done = playActions(now, tx.actions, tx.from, tx.from === owner ? rule : asItIs)
        now = done.market
        return { ...tx, actions: done.actions }
      })
      legs.push({ seconds, txs: played })
    }
  } catch (error) {
    if (error instanceof NoRouteError) return { ok: false, refusal: error.refusal }
    if (!(error instanceof Revert)) throw error
    return { ok: false, refusal: refusalOfRevert(error.reason) }
  }
  return { ok: true, plan: { ...plan, legs }, market: withStEthBalances(now), wallet: walletNow(now, owner) }
}

/** Ether in a wallet, wrapped or not, in wei: what an exit brings. A token that is not sold brings nothing. */
export const etherOf = (wallet: Wallet): bigint => (wallet.ETH ?? 0n) + (wallet.WETH ?? 0n)
