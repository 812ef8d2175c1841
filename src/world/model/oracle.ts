import { CROWD } from '../../market/crowd.js'
import type { Address } from '../../protocols/assets.js'
import { setAnswer } from '../../protocols/chainlink/prices.js'
import { setExitQueue, slash } from '../../protocols/ethereum/churn.js'
import { Revert } from '../../protocols/revert.js'
import { SILENT } from './balances.js'
import type { Handlers } from './handler.js'

/** Our contracts answer to one account only. */
export const requireOracle = (from: Address): void => {
  if (from !== CROWD.oracle) throw new Revert('NotOracle')
}

/** What is not the doing of any user: price feeds, the consensus layer, other issuers' rates. */
export const ORACLE_HANDLERS: Handlers<'chainlink'> & Handlers<'ethereum'> & Handlers<'staking'> = {
  'chainlink.answer': (market, { feed, answer }, from) => {
    requireOracle(from)
    const order = { feed, answer, now: market.block.timestamp }
    return { ...market, chainlink: setAnswer(market.chainlink, order) }
  },
  'ethereum.exitQueue': (market, { ether }, from) => {
    requireOracle(from)
    return { ...market, ethereum: setExitQueue(market.ethereum, { ether, now: market.block.timestamp }) }
  },
  'ethereum.slash': (market, { balance, withdrawableAt }, from) => {
    requireOracle(from)
    const order = { balance, withdrawableAt, now: market.block.timestamp, fork: 'electra' } as const
    return { ...market, ethereum: slash(market.ethereum, order) }
  },
  'staking.rate': (market, { asset, rateWad }, from) => {
    if (market.shareRates[asset] === undefined) throw new Revert(SILENT)
    requireOracle(from)
    return { ...market, shareRates: { ...market.shareRates, [asset]: rateWad } }
  },
}
