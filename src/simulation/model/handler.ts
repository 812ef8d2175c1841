import type { Market } from '../../market/market.js'
import type { Action, CoreAction } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'

export type Kind = CoreAction['kind']

/** The action of one kind. */
export type ActionOf<K extends Kind, A extends Action = Action> = A extends Action
  ? K extends A['kind']
    ? A
    : never
  : never

/** Applies actions in order, as one that carries others inside needs it. */
export type ApplyAll = (market: Market, actions: readonly Action[], from: Address) => Market

/** What an action of one kind does to a market when `from` takes it; throws `Revert` as its contract does. */
export type Handler<K extends Kind> = (
  market: Market,
  action: ActionOf<K>,
  from: Address,
  applyAll: ApplyAll,
) => Market

/** A handler for every kind that begins with a protocol's name. */
export type Handlers<P extends string> = { readonly [K in Extract<Kind, `${P}.${string}`>]: Handler<K> }
