import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { type Layer, layersOf } from '../../position/holdings.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { claimableEther } from '../../protocols/lido/queue.js'
import { abs } from '../../units/fixed.js'

/** What the owner sends in one block, and which requests must have been paid before. */
export type OwnLeg = {
  readonly txs: readonly Tx[]
  /** Ids as the plan numbers them. */
  readonly claims: readonly number[]
  /** Whether the plan waits just before it. */
  readonly afterWait: boolean
  /** Where it stands in the plan. */
  readonly at: number
}

const claimsOf = (txs: readonly Tx[]): readonly number[] =>
  txs.flatMap(tx => tx.actions).flatMap(action => (action.kind === 'lido.claim' ? action.requestIds : []))

const requestsOf = (txs: readonly Tx[]): number =>
  txs
    .flatMap(tx => tx.actions)
    .reduce((sum, action) => (action.kind === 'lido.request' ? sum + action.amounts.length : sum), 0)

/** The owner's own part of a plan: what others do while it waits is theirs. */
export const ownLegs = (plan: ExitPlan, owner: Address): readonly OwnLeg[] => {
  let afterWait = false
  return plan.legs.flatMap((leg, at) => {
    const txs = leg.txs.filter(tx => tx.from === owner)
    if (txs.length === 0) {
      afterWait = true
      return []
    }
    const own = { txs, claims: claimsOf(txs), afterWait, at }
    afterWait = false
    return [own]
  })
}

/** The queue's numbers of requests that a plan numbered before they were made. */
export type RequestIds = ReadonlyMap<number, number>

/** After sending `txs` on top of `market`: the plan's next numbers stand for the queue's next. */
export const withRequests = (
  ids: RequestIds,
  {
    txs,
    planned,
    market,
  }: { readonly txs: readonly Tx[]; readonly planned: number; readonly market: Market },
): RequestIds => {
  const next = market.lido.queue.lastRequestId + 1
  const made = Array.from({ length: requestsOf(txs) }, (_, i) => [planned + i, next + i] as const)
  return new Map([...ids, ...made])
}

export const requestCount = requestsOf

const renumbered = (action: Action, ids: RequestIds): Action =>
  action.kind === 'lido.claim'
    ? { ...action, requestIds: action.requestIds.map(id => ids.get(id) ?? id) }
    : action

/** Transactions with the queue's own numbers. */
export const withIds = (txs: readonly Tx[], ids: RequestIds): readonly Tx[] =>
  txs.map(tx => ({ ...tx, actions: tx.actions.map(action => renumbered(action, ids)) }))

/** Whether everything that a leg claims has been finalised. */
export const isDue = (leg: OwnLeg, ids: RequestIds, market: Market): boolean =>
  leg.claims.every(id => (ids.get(id) ?? id) <= market.lido.queue.lastFinalizedRequestId)

/** Ether that claiming would bring on a market. */
export const claimWei = (leg: OwnLeg, ids: RequestIds, market: Market): bigint =>
  leg.claims.reduce((sum, id) => sum + claimableEther(market.lido.queue, ids.get(id) ?? id), 0n)

const amountsOf = (layer: Layer): readonly (readonly [string, bigint])[] => {
  switch (layer.kind) {
    case 'wallet':
    case 'aave.supply':
    case 'aave.debt':
      return [[`${layer.kind} ${layer.asset}`, layer.amount]]
    case 'lido.withdrawal':
      return [[`request ${layer.requestId}`, layer.amount]]
    case 'claim':
      return layer.parts.map(({ asset, amount }) => [`${layer.label} ${asset}`, amount])
  }
}

/** How far what an owner has is apart on two markets: all differences added up, each in its smallest unit. */
export const apart = (a: Market, b: Market, owner: Address): bigint => {
  const [left, right] = [a, b].map(
    market => new Map(layersOf(market, owner).flatMap(amountsOf)) as ReadonlyMap<string, bigint>,
  )
  const names = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])
  return [...names].reduce((sum, name) => sum + abs((left?.get(name) ?? 0n) - (right?.get(name) ?? 0n)), 0n)
}
