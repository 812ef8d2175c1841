import { depositBuffered } from '../../protocols/lido/deposits.js'
import { claimWithdrawal, requestWithdrawalsWstEth, setQueuePaused } from '../../protocols/lido/queue.js'
import { applyReport } from '../../protocols/lido/report.js'
import { setStopped } from '../../protocols/lido/stakeLimit.js'
import { submit } from '../../protocols/lido/steth.js'
import { unwrap, wrap } from '../../protocols/lido/wsteth.js'
import { balanceOf, credit, debit, resolve, withLido } from './balances.js'
import type { Handlers } from './handler.js'
import { requireOracle } from './oracle.js'

/** Calls on Lido, its daily report included, with the ether and the wstETH that they move. */
export const LIDO_HANDLERS: Handlers<'lido'> = {
  'lido.stake': (market, { amount }, sender) => {
    const ether = resolve(market, amount, sender)
    const paid = debit(market, sender, 'ETH', ether)
    return withLido(paid, submit(market.lido, { sender, ether, number: market.block.number }).lido)
  },
  'lido.wrap': (market, { amount }, sender) => {
    const wrapped = wrap(market.lido, { sender, stEth: resolve(market, amount, sender) })
    return credit(withLido(market, wrapped.lido), sender, 'wstETH', wrapped.wstEth)
  },
  'lido.unwrap': (market, { amount }, sender) => {
    const wstEth = resolve(market, amount, sender)
    const unwrapped = unwrap(market.lido, { sender, wstEth, balance: balanceOf(market, sender, 'wstETH') })
    return debit(withLido(market, unwrapped.lido), sender, 'wstETH', wstEth)
  },
  'lido.request': (market, { amounts }, sender) => {
    const balance = balanceOf(market, sender, 'wstETH')
    const order = { sender, amounts, balance, now: market.block.timestamp }
    const { lido } = requestWithdrawalsWstEth(market.lido, order)
    const sum = amounts.reduce((total, amount) => total + amount, 0n)
    return debit(withLido(market, lido), sender, 'wstETH', sum)
  },
  'lido.claim': (market, { requestIds }, sender) =>
    requestIds.reduce((before, requestId) => {
      const { lido, ether } = claimWithdrawal(before.lido, { sender, requestId })
      return credit(withLido(before, lido), sender, 'ETH', ether)
    }, market),
  'lido.setQueuePaused': (market, { paused }, from) => {
    requireOracle(from)
    return withLido(market, { ...market.lido, queue: setQueuePaused(market.lido.queue, paused) })
  },
  'lido.deposit': (market, { ether }, from) => {
    requireOracle(from)
    return withLido(market, depositBuffered(market.lido, ether))
  },
  'lido.rules': (market, { version }, from) => {
    requireOracle(from)
    return withLido(market, { ...market.lido, version })
  },
  'lido.setStopped': (market, { stopped }, from) => {
    requireOracle(from)
    return withLido(market, setStopped(market.lido, { stopped, number: market.block.number }))
  },
  'lido.report': (market, { kind: _, ...report }, from) => {
    const paid = debit(market, from, 'ETH', report.elRewards + report.clWithdrawn)
    requireOracle(from)
    return withLido(paid, applyReport(market.lido, { ...report, now: market.block.timestamp }).lido)
  },
}
