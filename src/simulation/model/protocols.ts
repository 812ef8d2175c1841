import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address, Asset } from '../../protocols/assets.js'
import type { Host } from '../../protocols/protocol.js'
import { type ProtocolName, protocolEntries } from '../../protocols/registry.js'
import { balanceOf, credit, debit, resolve } from './balances.js'
import type { ApplyAll } from './handler.js'

type Running = { readonly host: Host<unknown>; done(): Market }

/** A market as the action of one protocol sees it; `done` gives it back as the action left it. */
const hostOf = (start: Market, name: ProtocolName, sender: Address, applyAll: ApplyAll): Running => {
  let market = start
  const host: Host<unknown> = {
    now: start.block.timestamp,
    sender,
    isOracle: sender === CROWD.oracle,
    get core() {
      return market
    },
    get state() {
      return market[name]
    },
    set state(next) {
      market = { ...market, [name]: next }
    },
    amount: wanted => resolve(market, wanted, sender),
    balanceOf: asset => balanceOf(market, sender, asset),
    credit(asset: Asset, amount: bigint, to: Address = sender) {
      market = credit(market, to.toLowerCase() as Address, asset, amount)
    },
    debit(asset: Asset, amount: bigint, reason?: string) {
      market = debit(market, sender, asset, amount, reason)
    },
    setRate(asset: Asset, rateWad: bigint) {
      market = { ...market, shareRates: { ...market.shareRates, [asset]: rateWad } }
    },
    run(actions) {
      market = applyAll(market, actions as readonly Action[], sender)
    },
  }
  return { host, done: () => market }
}

type AnyHandler = (market: Market, action: Action, from: Address, applyAll: ApplyAll) => Market

/** A handler for every action of every protocol that plugs in. */
export const PROTOCOL_HANDLERS: Readonly<Record<string, AnyHandler>> = Object.fromEntries(
  protocolEntries().flatMap(([name, { actions }]) =>
    Object.entries(actions).map(([kind, rule]): readonly [string, AnyHandler] => [
      kind,
      (market, action, from, applyAll) => {
        const { host, done } = hostOf(market, name, from, applyAll)
        rule.apply(host, action)
        return done()
      },
    ]),
  ),
)

const TIMED = protocolEntries().flatMap(([name, { rates }]) => (rates ? [{ name, rates }] : []))

/** The market with the rates that move by themselves as they are at its block's time. */
export const withRates = (market: Market): Market => {
  let { shareRates } = market
  for (const { name, rates } of TIMED) {
    const moved = rates(market[name], market.block.timestamp)
    for (const asset in moved)
      if (moved[asset as Asset] !== shareRates[asset as Asset]) shareRates = { ...shareRates, ...moved }
  }
  return shareRates === market.shareRates ? market : { ...market, shareRates }
}
