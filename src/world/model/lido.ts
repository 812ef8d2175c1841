import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { claimWithdrawal, requestWithdrawalsWstEth } from '../../protocols/lido/queue.js'
import { submit } from '../../protocols/lido/steth.js'
import { unwrap, wrap } from '../../protocols/lido/wsteth.js'
import { balanceOf, credit, debit, resolve, withLido } from './balances.js'

type LidoAction = Exclude<Extract<Action, { kind: `lido.${string}` }>, { kind: 'lido.report' }>

/** One call on Lido by a user, with ether and wstETH moved. */
export const applyLido = (market: Market, action: LidoAction, sender: Address): Market => {
  const { lido } = market
  switch (action.kind) {
    case 'lido.stake': {
      const ether = resolve(market, action.amount, sender)
      const paid = debit(market, sender, 'ETH', ether)
      return withLido(paid, submit(lido, { sender, ether }).lido)
    }
    case 'lido.wrap': {
      const wrapped = wrap(lido, { sender, stEth: resolve(market, action.amount, sender) })
      return credit(withLido(market, wrapped.lido), sender, 'wstETH', wrapped.wstEth)
    }
    case 'lido.unwrap': {
      const wstEth = resolve(market, action.amount, sender)
      const unwrapped = unwrap(lido, { sender, wstEth, balance: balanceOf(market, sender, 'wstETH') })
      return debit(withLido(market, unwrapped.lido), sender, 'wstETH', wstEth)
    }
    case 'lido.request': {
      const { amounts } = action
      const balance = balanceOf(market, sender, 'wstETH')
      const asked = requestWithdrawalsWstEth(lido, { sender, amounts, balance, now: market.block.timestamp })
      const sum = amounts.reduce((total, amount) => total + amount, 0n)
      return debit(withLido(market, asked.lido), sender, 'wstETH', sum)
    }
    case 'lido.claim':
      return action.requestIds.reduce((before, requestId) => {
        const claimed = claimWithdrawal(before.lido, { sender, requestId })
        return credit(withLido(before, claimed.lido), sender, 'ETH', claimed.ether)
      }, market)
  }
}
