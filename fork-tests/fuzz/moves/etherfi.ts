import { CROWD } from '../../../src/market/crowd.js'
import type { Address } from '../../../src/protocols/assets.js'
import { totalPooledEther } from '../../../src/protocols/etherfi/pool.js'
import { ETHER_FI_VERSIONS } from '../../../src/protocols/etherfi/rules.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

const holder = ({ random }: Context): Address =>
  random.chance(0.7) ? random.pick(USERS) : random.pick([CROWD.whale, CROWD.restaker])

const deposit: Move = context => {
  const { market, random } = context
  const from = holder(context)
  const amount = random.chance(0.05)
    ? random.big(2n)
    : random.amount(1n, balanceOf(market, from, 'ETH') / 8n + 1n)
  return { from, actions: [{ kind: 'etherfi.deposit', amount }] }
}

/** Mostly what the pool can pay: a request of the whale's whole holding, once finalised, closes the pool for all. */
const request: Move = context => {
  const { market, random } = context
  const from = holder(context)
  const held = balanceOf(market, from, 'weETH')
  if (held < E18) return undefined
  const most = random.chance(0.85) ? 900n * E18 : held
  return { from, actions: [{ kind: 'etherfi.request', amount: someOf(context, held < most ? held : most) }] }
}

const claim: Move = ({ market, random }) => {
  const open = Object.values(market.etherfi.requests)
  const ready = open.filter(({ id }) => id <= market.etherfi.lastFinalizedRequestId)
  if (open.length === 0 || (ready.length === 0 && random.chance(0.95))) return undefined
  const chosen = random.pick(ready.length > 0 && random.chance(0.9) ? ready : open)
  const own = ready.filter(({ owner }) => owner === chosen.owner).map(({ id }) => id)
  const requestIds = random.chance(0.5) && own.length > 0 ? own : [chosen.id]
  const from = random.chance(0.05) ? random.pick(USERS) : chosen.owner
  return { from, actions: [{ kind: 'etherfi.claim', requestIds }] }
}

const redeem: Move = context => {
  const from = holder(context)
  const held = balanceOf(context.market, from, 'weETH')
  if (held < E18) return undefined
  const amount = context.random.chance(0.8)
    ? context.random.amount(1n, held > 900n * E18 ? 900n * E18 : held)
    : someOf(context, held)
  return { from, actions: [{ kind: 'etherfi.redeem', amount }] }
}

/** Rewards or penalties: mostly what a report may say after so long, sometimes more. */
const accruedOf = ({ market, random }: Context): bigint => {
  const { etherfi, block } = market
  const days = BigInt(Math.max(1, Math.round((block.timestamp - etherfi.lastReport) / 86_400)))
  const pooled = totalPooledEther(etherfi)
  if (random.chance(0.1)) return random.chance(0.5) ? pooled / 300n : -(pooled / 300n)
  const most = (pooled * (days < 10n ? days : 10n)) / 4_000n
  return random.chance(0.2) ? -random.amount(1n, pooled / 4_000n) : random.amount(1n, most)
}

const report: Move = context => {
  const { market, random } = context
  const { nextRequestId, lastFinalizedRequestId } = market.etherfi
  const waiting = nextRequestId - 1 - lastFinalizedRequestId
  const finalizeUpTo =
    waiting > 0 && random.chance(0.7)
      ? lastFinalizedRequestId + 1 + random.int(waiting)
      : random.chance(0.05)
        ? nextRequestId
        : 0
  const withdrawn = random.chance(0.5) ? random.amount(1n, 20_000n * E18) : 0n
  const from = random.chance(0.03) ? random.pick(USERS) : CROWD.oracle
  const action = { kind: 'etherfi.report', accrued: accruedOf(context), withdrawn, finalizeUpTo } as const
  return { from, actions: [action] }
}

const rules: Move = ({ random }) => ({
  from: random.chance(0.05) ? random.pick(USERS) : CROWD.oracle,
  actions: [{ kind: 'etherfi.rules', version: random.pick(ETHER_FI_VERSIONS) }],
})

/** Moves on ether.fi, and how often each. */
export const ETHER_FI_MOVES: readonly (readonly [weight: number, Move])[] = [
  [2, deposit],
  [4, request],
  [20, claim],
  [3, redeem],
  [4, report],
  [1, rules],
]
