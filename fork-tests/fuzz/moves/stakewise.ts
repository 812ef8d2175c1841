import { CROWD } from '../../../src/market/crowd.js'
import type { Address } from '../../../src/protocols/assets.js'
import type { ExitQueue } from '../../../src/protocols/stakewise/state.js'
import { vaultAssets, withdrawableAssets } from '../../../src/protocols/stakewise/vault.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { max } from '../../../src/units/fixed.js'
import { USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

const someone = ({ random }: Context): Address => (random.chance(0.8) ? random.pick(USERS) : CROWD.whale)

const stakeOf = ({ market }: Context, owner: Address): bigint =>
  market.stakewise.vault.accounts[owner]?.shares ?? 0n

/** Somebody with a stake, where there is anybody. */
const staker = (context: Context): Address => {
  const stakers = [...USERS, CROWD.whale].filter(owner => stakeOf(context, owner) > 0n)
  return stakers.length > 0 && context.random.chance(0.9) ? context.random.pick(stakers) : someone(context)
}

const deposit: Move = context => {
  const { market, random } = context
  const from = someone(context)
  const amount = random.chance(0.05)
    ? random.big(2n)
    : random.amount(1n, balanceOf(market, from, 'ETH') / 8n + 1n)
  return { from, actions: [{ kind: 'stakewise.deposit', amount }] }
}

/** All that may be minted, or somewhere around what the stake is worth. */
const mint: Move = context => {
  const from = staker(context)
  const stake = stakeOf(context, from)
  if (stake === 0n) return undefined
  const worth = vaultAssets(context.market.stakewise.vault, stake)
  const amount = context.random.chance(0.5) ? 'max' : someOf(context, (worth * 8n) / 10n)
  return { from, actions: [{ kind: 'stakewise.mint', amount }] }
}

const burn: Move = context => {
  const { market, random } = context
  const from = staker(context)
  const held = balanceOf(market, from, 'osETH')
  if (held === 0n) return undefined
  const minted = market.stakewise.vault.accounts[from]?.minted ?? 0n
  const most = minted < held && random.chance(0.8) ? minted : held
  const amount = random.chance(0.1) ? ({ balanceOf: 'osETH' } as const) : someOf(context, most)
  return { from, actions: [{ kind: 'stakewise.burn', amount }] }
}

const exit: Move = context => {
  const from = staker(context)
  const stake = stakeOf(context, from)
  if (stake === 0n) return undefined
  const shares = context.random.chance(0.5) ? stake / 20n : someOf(context, stake)
  return { from, actions: [{ kind: 'stakewise.exit', shares }] }
}

/** Somebody's request, one that is paid if there is any. */
const requestIn = ({ random }: Context, queue: ExitQueue) => {
  const all = Object.values(queue.requests)
  if (all.length === 0) return undefined
  const paid = queue.checkpoints.at(-1)?.totalTickets ?? 0n
  const ready = all.filter(({ ticket }) => ticket < paid)
  return random.pick(ready.length > 0 && random.chance(0.85) ? ready : all)
}

const claim: Move = context => {
  const request = requestIn(context, context.market.stakewise.vault.queue)
  if (!request) return undefined
  const { ticket, owner } = request
  const at = context.random.chance(0.05) ? request.at - 1 : request.at
  const from = context.random.chance(0.05) ? context.random.pick(USERS) : owner
  return { from, actions: [{ kind: 'stakewise.claim', ticket, at }] }
}

const redeem: Move = context => {
  const from = someone(context)
  const held = balanceOf(context.market, from, 'osETH')
  if (held === 0n) return undefined
  return { from, actions: [{ kind: 'stakewise.redeem', amount: someOf(context, held) }] }
}

const claimRedeemed: Move = context => {
  const request = requestIn(context, context.market.stakewise.redeemer)
  if (!request) return undefined
  const from = context.random.chance(0.05) ? context.random.pick(USERS) : request.owner
  return { from, actions: [{ kind: 'stakewise.claimRedeemed', ticket: request.ticket }] }
}

/** Rewards, rarely a penalty; ether from validators, or to them; some of what waits redeemed. */
const report: Move = ({ market, random }) => {
  const { vault, redeemer } = market.stakewise
  const delta = random.chance(0.1)
    ? -random.amount(1n, vault.totalAssets / 200n)
    : random.amount(1n, vault.totalAssets / 3_000n)
  const free = withdrawableAssets(vault)
  const toValidators = random.chance(0.3)
    ? random.amount(1n, free / 2n + 1n)
    : random.chance(0.03)
      ? free + E18
      : 0n
  const withdrawn = random.chance(0.8) ? random.amount(E18, 20_000n * E18) : 0n
  const minter = random.chance(0.97) ? CROWD.whale : random.pick(USERS)
  const redeemed = random.chance(0.8) ? max(1n, redeemer.queuedShares / BigInt(random.pick([1, 3, 20]))) : 0n
  const rewardPerSecond = random.chance(0.05)
    ? 6_341_958_396n + BigInt(random.int(3))
    : 600_000_000n + BigInt(random.int(400_000_000))
  const from = random.chance(0.03) ? random.pick(USERS) : CROWD.oracle
  return {
    from,
    actions: [
      { kind: 'stakewise.report', rewardPerSecond, delta, withdrawn, toValidators, minter, redeemed },
    ],
  }
}

/** Moves on StakeWise, and how often each. */
export const STAKEWISE_MOVES: readonly (readonly [weight: number, Move])[] = [
  [3, deposit],
  [3, mint],
  [4, burn],
  [5, exit],
  [6, claim],
  [3, redeem],
  [6, claimRedeemed],
  [4, report],
]
