import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { setCapParameters } from '../../protocols/chainlink/capo.js'
import { setAnswer, setHalted } from '../../protocols/chainlink/prices.js'
import { joinExitQueue, setExitQueue, setFork } from '../../protocols/ethereum/churn.js'
import { beginOutage, slash } from '../../protocols/ethereum/slash.js'
import { Revert } from '../../protocols/revert.js'
import { credit, SILENT } from './balances.js'
import type { Handlers } from './handler.js'

/** Our contracts answer to one account only. */
export const requireOracle = (from: Address): void => {
  if (from !== CROWD.oracle) throw new Revert('NotOracle')
}

const requireCapAdmin = (from: Address): void => {
  if (from !== CROWD.oracle) throw new Revert('CallerIsNotRiskOrPoolAdmin')
}

/** Staking tokens whose issuer is not mirrored: a rate and nothing else. */
const SETTABLE: readonly Asset[] = ['rsETH', 'ezETH']

/** Tokens out of nothing count in the supply that their contract keeps. */
const withSupply = (market: Market, asset: Asset, amount: bigint): Market => {
  const { rocketpool, coinbase } = market
  if (asset === 'rETH')
    return { ...market, rocketpool: { ...rocketpool, supply: rocketpool.supply + amount } }
  return asset === 'cbETH'
    ? { ...market, coinbase: { ...coinbase, supply: coinbase.supply + amount } }
    : market
}

/** What is not the doing of any user: price feeds, the consensus layer, other issuers' rates. */
export const ORACLE_HANDLERS: Handlers<'chainlink'> & Handlers<'ethereum'> & Handlers<'staking'> = {
  'chainlink.answer': (market, { feed, answer }, from) => {
    requireOracle(from)
    const order = { feed, answer, now: market.block.timestamp }
    return { ...market, chainlink: setAnswer(market.chainlink, order) }
  },
  'chainlink.halt': (market, order, from) => {
    requireOracle(from)
    return { ...market, chainlink: setHalted(market.chainlink, order) }
  },
  'chainlink.setCap': (market, { kind: _, asset, ...parameters }, from) => {
    const { chainlink, block } = market
    const capo = chainlink.capos[asset]
    if (capo === undefined) throw new Revert(SILENT)
    requireCapAdmin(from)
    const capos = { ...chainlink.capos, [asset]: setCapParameters(capo, parameters, block.timestamp) }
    return { ...market, chainlink: { ...chainlink, capos } }
  },
  'ethereum.exitQueue': (market, { ether }, from) => {
    requireOracle(from)
    return { ...market, ethereum: setExitQueue(market.ethereum, { ether, now: market.block.timestamp }) }
  },
  'ethereum.exit': (market, { ether }, from) => {
    requireOracle(from)
    return { ...market, ethereum: joinExitQueue(market.ethereum, { ether, now: market.block.timestamp }) }
  },
  'ethereum.slash': (market, { kind: _, ...part }, from) => {
    requireOracle(from)
    return { ...market, ethereum: slash(market.ethereum, { ...part, now: market.block.timestamp }) }
  },
  'ethereum.outage': (market, { kind: _, ...outage }, from) => {
    requireOracle(from)
    return { ...market, ethereum: beginOutage(market.ethereum, { ...outage, now: market.block.timestamp }) }
  },
  'ethereum.fork': (market, { fork }, from) => {
    requireOracle(from)
    return { ...market, ethereum: setFork(market.ethereum, { fork, now: market.block.timestamp }) }
  },
  'staking.rate': (market, { asset, rateWad }, from) => {
    if (!SETTABLE.includes(asset)) throw new Revert(SILENT)
    requireOracle(from)
    return { ...market, shareRates: { ...market.shareRates, [asset]: rateWad } }
  },
  'staking.mint': (market, { asset, to, amount }, from) => {
    if (market.shareRates[asset] === undefined) throw new Revert(SILENT)
    requireOracle(from)
    return credit(withSupply(market, asset, amount), to.toLowerCase() as Address, asset, amount)
  },
}
