import type { Action, Tx } from '../position/action.js'

/** One transaction of someone; none where there is nothing to do. */
export const sentBy = (from: Tx['from'], actions: readonly Action[]): readonly Tx[] =>
  actions.length > 0 ? [{ from, actions }] : []
