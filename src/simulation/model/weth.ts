import { credit, debit, resolve } from './balances.js'
import type { Handlers } from './handler.js'

/** WETH9 `deposit` and `withdraw`. */
export const WETH_HANDLERS: Handlers<'weth'> = {
  'weth.wrap': (market, { amount: wanted }, from) => {
    const amount = resolve(market, wanted, from)
    return credit(debit(market, from, 'ETH', amount), from, 'WETH', amount)
  },
  'weth.unwrap': (market, { amount: wanted }, from) => {
    const amount = resolve(market, wanted, from)
    return credit(debit(market, from, 'WETH', amount), from, 'ETH', amount)
  },
}
