import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { type Layer, layersOf } from '../../position/holdings.js'
import { mayAllExit, sweptBy } from '../../position/solo.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { claimableAmount } from '../../protocols/etherfi/requests.js'
import { claimableEther } from '../../protocols/lido/queue.js'
import { exitedOf } from '../../protocols/stakewise/exitQueue.js'
import { abs } from '../../units/fixed.js'

/** Issuers that number the requests made to them. */
const QUEUES = ['lido', 'etherfi'] as const

type QueueName = (typeof QUEUES)[number]

/** A request by the queue it stands in and its number there. */
type RequestKey = `${QueueName} ${number}`

const keyOf = (queue: QueueName, id: number): RequestKey => `${queue} ${id}`

/** What the owner sends in one block, or the sweep pays, and what must have come to pass before. */
export type OwnLeg = {
  readonly txs: readonly Tx[]
  /** Requests that must have been finalised, as the plan numbers them. */
  readonly claims: readonly RequestKey[]
  /** Whether the plan waits just before it. */
  readonly afterWait: boolean
  /** Where it stands in the plan. */
  readonly at: number
}

const actionsOf = (txs: readonly Tx[]): readonly Action[] => txs.flatMap(tx => tx.actions)

const claimOf = (action: Action): readonly RequestKey[] => {
  if (action.kind === 'lido.claim') return action.requestIds.map(id => keyOf('lido', id))
  return action.kind === 'etherfi.claim' ? action.requestIds.map(id => keyOf('etherfi', id)) : []
}

const madeBy = (queue: QueueName, txs: readonly Tx[]): number =>
  actionsOf(txs).reduce((sum, action) => {
    if (queue === 'lido') return action.kind === 'lido.request' ? sum + action.amounts.length : sum
    return action.kind === 'etherfi.request' ? sum + 1 : sum
  }, 0)

/** The sweep pays the owner; it is nobody's transaction, and the end of the plan all the same. */
const sweeps = (txs: readonly Tx[], owner: Address): boolean =>
  actionsOf(txs).some(action => action.kind === 'validators.sweep' && action.owner === owner)

/** The owner's own part of a plan: what others do while it waits is theirs, but for the sweep that pays validators out. */
export const ownLegs = (plan: ExitPlan, owner: Address): readonly OwnLeg[] => {
  let afterWait = false
  return plan.legs.flatMap((leg, at): readonly OwnLeg[] => {
    const swept = sweeps(leg.txs, owner)
    const txs = swept ? leg.txs : leg.txs.filter(tx => tx.from === owner)
    if (txs.length === 0) {
      afterWait = true
      return []
    }
    const own = { txs, claims: actionsOf(txs).flatMap(claimOf), afterWait: afterWait || swept, at }
    afterWait = false
    return [own]
  })
}

/** The queues' numbers of requests that a plan numbered before they were made. */
export type RequestIds = ReadonlyMap<RequestKey, number>

/** By queue, the number that its next request gets. */
export type NextIds = Readonly<Record<QueueName, number>>

/** What the queues of a market call their next requests. */
export const nextIds = ({ lido, etherfi }: Market): NextIds => ({
  lido: lido.queue.lastRequestId + 1,
  etherfi: etherfi.nextRequestId,
})

/** After sending `txs` on top of `market`: the plan's next numbers stand for the queues' next. */
export const withRequests = (
  ids: RequestIds,
  {
    txs,
    planned,
    market,
  }: { readonly txs: readonly Tx[]; readonly planned: NextIds; readonly market: Market },
): { readonly ids: RequestIds; readonly planned: NextIds } => {
  const next = nextIds(market)
  const made = QUEUES.flatMap(queue =>
    Array.from(
      { length: madeBy(queue, txs) },
      (_, i) => [keyOf(queue, planned[queue] + i), next[queue] + i] as const,
    ),
  )
  return {
    ids: new Map([...ids, ...made]),
    planned: {
      lido: planned.lido + madeBy('lido', txs),
      etherfi: planned.etherfi + madeBy('etherfi', txs),
    },
  }
}

const numberOf = (ids: RequestIds, queue: QueueName, id: number): number => ids.get(keyOf(queue, id)) ?? id

const renumbered = (action: Action, ids: RequestIds): Action => {
  if (action.kind !== 'lido.claim' && action.kind !== 'etherfi.claim') return action
  const queue = action.kind === 'lido.claim' ? 'lido' : 'etherfi'
  return { ...action, requestIds: action.requestIds.map(id => numberOf(ids, queue, id)) }
}

/** Transactions with the queues' own numbers. */
export const withIds = (txs: readonly Tx[], ids: RequestIds): readonly Tx[] =>
  txs.map(tx => ({ ...tx, actions: tx.actions.map(action => renumbered(action, ids)) }))

/** Whether StakeWise's redeemer has paid all that an owner asked of it; a last share may be left by rounding. */
const isRedeemed = ({ stakewise: { redeemer } }: Market, owner: Address): boolean =>
  Object.values(redeemer.requests)
    .filter(request => request.owner === owner)
    .every(request => request.shares - exitedOf(redeemer, request).exited <= 1n)

type Claimed = { readonly queue: QueueName; readonly id: number }

const claimed = ({ claims }: OwnLeg, ids: RequestIds): readonly Claimed[] =>
  claims.map(key => {
    const [queue, id] = key.split(' ') as [QueueName, string]
    return { queue, id: numberOf(ids, queue, Number(id)) }
  })

const isFinal = (market: Market, { queue, id }: Claimed): boolean =>
  queue === 'lido'
    ? id <= market.lido.queue.lastFinalizedRequestId
    : id <= market.etherfi.lastFinalizedRequestId

/**
 * Whether a leg may be sent in the next block: all that it claims has been finalised, validators that it asks to leave
 * may, and those that the sweep is to pay have been passed by it.
 */
export const isDue = (
  leg: OwnLeg,
  ids: RequestIds,
  { market, owner }: { readonly market: Market; readonly owner: Address },
): boolean => {
  const asks = actionsOf(leg.txs).some(action => action.kind === 'validators.exit')
  if (asks && !mayAllExit(market, owner)) return false
  if (sweeps(leg.txs, owner) && !sweptBy(market, owner)) return false
  if (actionsOf(leg.txs).some(({ kind }) => kind === 'stakewise.claimRedeemed') && !isRedeemed(market, owner))
    return false
  return claimed(leg, ids).every(one => isFinal(market, one))
}

/** Ether that claiming would bring on a market. */
export const claimWei = (leg: OwnLeg, ids: RequestIds, market: Market): bigint =>
  claimed(leg, ids).reduce((sum, { queue, id }) => {
    if (queue === 'lido') return sum + claimableEther(market.lido.queue, id)
    const request = market.etherfi.requests[id]
    return request ? sum + claimableAmount(market.etherfi, request) : sum
  }, 0n)

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
