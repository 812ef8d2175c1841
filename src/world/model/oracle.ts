import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import { setAnswer } from '../../protocols/chainlink/prices.js'
import { setExitQueue, slash } from '../../protocols/ethereum/churn.js'
import { applyReport } from '../../protocols/lido/report.js'
import { Revert } from '../../protocols/revert.js'
import { debit, SILENT, withLido } from './balances.js'

type OracleAction = Extract<
  Action,
  { kind: 'chainlink.answer' | 'lido.report' | 'ethereum.exitQueue' | 'ethereum.slash' | 'staking.rate' }
>

/** Our contracts answer to one account only. */
const requireOracle = (from: Address): void => {
  if (from !== CROWD.oracle) throw new Revert('NotOracle')
}

const report = (market: Market, action: Extract<OracleAction, { kind: 'lido.report' }>, from: Address): Market => {
  const { clDelta, elRewards, clWithdrawn, finalizeUpTo } = action
  const paid = debit(market, from, 'ETH', elRewards + clWithdrawn)
  requireOracle(from)
  const order = { clDelta, elRewards, clWithdrawn, finalizeUpTo, now: market.block.timestamp }
  return withLido(paid, applyReport(market.lido, order).lido)
}

const setRate = (market: Market, { asset, rateWad }: Extract<OracleAction, { kind: 'staking.rate' }>): Market => {
  if (market.shareRates[asset] === undefined) throw new Revert(SILENT)
  return { ...market, shareRates: { ...market.shareRates, [asset]: rateWad } }
}

/** What is not the doing of any user: oracles, Lido's report, the consensus layer, other issuers. */
export const applyOracle = (market: Market, action: OracleAction, from: Address): Market => {
  if (action.kind === 'lido.report') return report(market, action, from)
  requireOracle(from)
  const now = market.block.timestamp
  switch (action.kind) {
    case 'chainlink.answer': {
      const { feed, answer } = action
      return { ...market, chainlink: setAnswer(market.chainlink, { feed, answer, now }) }
    }
    case 'ethereum.exitQueue':
      return { ...market, ethereum: setExitQueue(market.ethereum, { ether: action.ether, now }) }
    case 'ethereum.slash': {
      const { balance, withdrawableAt } = action
      const order = { balance, withdrawableAt, now, fork: 'electra' } as const
      return { ...market, ethereum: slash(market.ethereum, order) }
    }
    case 'staking.rate':
      return setRate(market, action)
  }
}
