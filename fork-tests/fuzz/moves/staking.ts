import { CROWD } from '../../../src/market/crowd.js'
import type { Action } from '../../../src/position/action.js'
import type { Address } from '../../../src/protocols/assets.js'
import { CONSENSUS_FORKS } from '../../../src/protocols/ethereum/forks.js'
import { internalEther } from '../../../src/protocols/lido/steth.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { min } from '../../../src/units/fixed.js'
import { TRACKED, USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

const staker = ({ random }: Context): Address =>
  random.chance(0.75) ? random.pick(USERS) : random.pick([CROWD.whale, CROWD.leaver])

const wrapEther: Move = context => {
  const { market, random } = context
  const from = staker(context)
  const amount = random.amount(1n, balanceOf(market, from, 'ETH') / 10n + 1n)
  const all = random.chance(0.1)
  const action = random.pick<Action>([
    { kind: 'weth.wrap', amount },
    {
      kind: 'weth.unwrap',
      amount: all ? { balanceOf: 'WETH' } : someOf(context, balanceOf(market, from, 'WETH')),
    },
  ])
  return { from, actions: [action] }
}

const stake: Move = context => {
  const { market, random } = context
  const from = staker(context)
  const amount = random.chance(0.05) ? 0n : random.amount(1n, balanceOf(market, from, 'ETH') / 4n + 1n)
  const actions: Action[] = [{ kind: 'lido.stake', amount }]
  if (random.chance(0.4)) actions.push({ kind: 'lido.wrap', amount: { balanceOf: 'stETH' } })
  return { from, actions }
}

const wrapStake: Move = context => {
  const { market, random } = context
  const from = staker(context)
  const action = random.pick<Action>([
    { kind: 'lido.wrap', amount: someOf(context, balanceOf(market, from, 'stETH')) },
    { kind: 'lido.unwrap', amount: someOf(context, balanceOf(market, from, 'wstETH')) },
  ])
  return { from, actions: [action] }
}

const transfer: Move = context => {
  const { market, random } = context
  const from = staker(context)
  const asset = random.pick(['stETH', 'wstETH', 'WETH', 'ETH', 'USDC'] as const)
  const amount = random.chance(0.1) ? { balanceOf: asset } : someOf(context, balanceOf(market, from, asset))
  return { from, actions: [{ kind: 'transfer', asset, to: random.pick(USERS), amount }] }
}

/** One to five requests of up to 1,000 stETH; rarely too small or too large. */
const request: Move = context => {
  const { random } = context
  const from = staker(context)
  const one = (): bigint => {
    if (random.chance(0.03)) return 50n
    if (random.chance(0.03)) return 900n * E18
    return random.amount(1_000n, 800n * E18)
  }
  const amounts = Array.from({ length: 1 + random.int(5) }, one)
  return { from, actions: [{ kind: 'lido.request', amounts }] }
}

const claim: Move = ({ market, random }) => {
  const { queue } = market.lido
  const all = Object.values(queue.requests).filter(entry => entry.id > 0 && TRACKED.includes(entry.owner))
  const ready = all.filter(entry => entry.id <= queue.lastFinalizedRequestId && !entry.claimed)
  if (ready.length === 0 && (all.length === 0 || random.chance(0.7))) return undefined
  const chosen = random.pick(ready.length > 0 && random.chance(0.9) ? ready : all)
  const own = ready.filter(entry => entry.owner === chosen.owner).map(entry => entry.id)
  const requestIds = random.chance(0.5) && own.length > 0 ? own : [chosen.id]
  const from = random.chance(0.05) ? random.pick(USERS) : chosen.owner
  return { from, actions: [{ kind: 'lido.claim', requestIds }] }
}

/** The most a report may add to the consensus layer's balance: a tenth a year. */
const mostRise = ({ market }: Context): bigint => {
  const { clValidatorsBalance: balance, lastReport } = market.lido
  const elapsed = BigInt(Math.max(12, market.block.timestamp - lastReport))
  return (balance * elapsed) / (10n * 31_536_000n)
}

/** Up by what the time may earn, rarely by more than allowed; down by up to what the sanity check lets pass, and more. */
const clDelta = (context: Context): bigint => {
  const { market, random } = context
  const pooled = internalEther(market.lido)
  const draw = random.int(20)
  if (draw === 0) return pooled / 1_000n
  if (draw === 1) return -(pooled * 40n) / 1_000n
  if (draw < 5) return -random.amount(1n, (pooled * 34n) / 1_000n)
  if (draw < 9) return -random.amount(1n, pooled / 400n)
  if (draw === 9) return 0n
  return random.amount(1n, min(pooled / 1_000n, mostRise(context)) + 1n)
}

/** What the entry queue leaves of deposits: some, all of them, now and then more than there are. */
const clPending = ({ market, random }: Context): bigint => {
  const { clPendingBalance, depositedPostReport } = market.lido
  const funded = clPendingBalance + depositedPostReport
  if (random.chance(0.04)) return funded + 301n * E18
  return random.chance(0.5) ? funded : random.amount(0n, funded + 1n)
}

const finalizeUpTo = ({ market, random }: Context): number => {
  const { lastRequestId, lastFinalizedRequestId } = market.lido.queue
  const waiting = lastRequestId - lastFinalizedRequestId
  if (random.chance(0.04)) return lastRequestId + 1
  if (random.chance(0.04)) return lastFinalizedRequestId
  if (waiting === 0) return 0
  return random.chance(0.6) ? lastRequestId : lastFinalizedRequestId + 1 + random.int(waiting)
}

const report: Move = context => {
  const { market, random } = context
  const upTo = random.chance(0.75) ? finalizeUpTo(context) : 0
  const clWithdrawn = random.chance(0.6) ? random.amount(1n, 20_000n * E18) : 0n
  // Now and then more than the rate may rise by: some of it stays in the vaults.
  const elRewards = random.chance(0.5)
    ? random.amount(1n, random.chance(0.3) ? 9_000n * E18 : 500n * E18)
    : 0n
  const action = {
    kind: 'lido.report',
    clDelta: clDelta(context),
    elRewards,
    clWithdrawn,
    clPending: clPending(context),
    exited: random.int(700),
    finalizeUpTo: upTo,
    bunker: random.chance(0.2),
  } as const
  const from = random.chance(0.02) ? random.pick(USERS) : CROWD.oracle
  return {
    from,
    actions: market.lido.queue.lastRequestId === 0 ? [{ ...action, finalizeUpTo: 0 }] : [action],
  }
}

const consensus: Move = ({ market, random }) => {
  const now = market.block.timestamp
  const effectiveBalance = random.pick([32n, 32n, 2_048n, 31n]) * E18
  const slashed = {
    balance: effectiveBalance * BigInt(random.int(2_000)),
    others: 32n * E18 * BigInt(random.int(5_000)),
    effectiveBalance,
    exitsFrom: now + 1_920,
    exitsUntil: now + 1_920 + 86_400 * random.int(20),
    withdrawableAt: now + 86_400 * (18 + random.int(30)),
  }
  const outage = {
    until: now + 86_400 * (1 + random.int(9)),
    offline: 32n * E18 * BigInt(random.int(50_000)),
    others: 32n * E18 * BigInt(random.int(400_000)),
    leakUntil: random.chance(0.5) ? now + 86_400 * (1 + random.int(9)) : 0,
    lost: 32n * E18 * BigInt(random.int(20_000)),
  }
  const action = random.pick<Action>([
    { kind: 'ethereum.exitQueue', ether: random.amount(0n, 3_000_000n * E18) },
    { kind: 'ethereum.exit', ether: random.amount(1n, 300_000n * E18) },
    { kind: 'ethereum.slash', ...slashed },
    { kind: 'ethereum.outage', ...outage },
    { kind: 'ethereum.fork', fork: random.pick(CONSENSUS_FORKS) },
    { kind: 'lido.rules', version: random.pick([2, 3, 4, 4] as const) },
    { kind: 'lido.setStopped', stopped: market.lido.stopped ? random.chance(0.2) : random.chance(0.3) },
    { kind: 'lido.deposit', ether: random.amount(1n, market.lido.bufferedEther + E18) },
  ])
  const from = random.chance(0.02) ? random.pick(USERS) : CROWD.oracle
  return { from, actions: [action] }
}

const stEthFeed: Move = ({ market, random }) => {
  const { answer } = market.chainlink.feeds['stETH/ETH']
  const next = (answer * BigInt(9_500 + random.int(1_000))) / 10_000n
  return { from: CROWD.oracle, actions: [{ kind: 'chainlink.answer', feed: 'stETH/ETH', answer: next }] }
}

/** Moves on Lido, on ether and on the consensus layer, and how often each. */
export const STAKING_MOVES: readonly (readonly [weight: number, Move])[] = [
  [2, wrapEther],
  [2, stake],
  [3, wrapStake],
  [2, transfer],
  [4, request],
  [4, claim],
  [6, report],
  [3, consensus],
  [1, stEthFeed],
]
