import { CROWD } from '../../../src/market/crowd.js'
import type { Action } from '../../../src/position/action.js'
import { getMaximumDepositAmount } from '../../../src/protocols/rocketpool/depositPool.js'
import { getRethValue, getTotalCollateral } from '../../../src/protocols/rocketpool/reth.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { max } from '../../../src/units/fixed.js'
import { USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n

/** Around the smallest deposit, around all the room there is, or something between. */
const depositAmount = (context: Context): bigint => {
  const { market, random } = context
  const room = getMaximumDepositAmount(market.rocketpool)
  const draw = random.int(10)
  if (draw === 0) return E18 / 100n - BigInt(random.int(2))
  if (draw === 1) return max(0n, room + BigInt(random.int(3)) - 1n)
  return random.amount(E18 / 100n, room / 4n + E18)
}

const deposit: Move = context => {
  const { market, random } = context
  const from = random.chance(0.7) ? random.pick(USERS) : CROWD.whale
  if (balanceOf(market, from, 'ETH') < E18) return undefined
  return { from, actions: [{ kind: 'rocketpool.deposit', amount: depositAmount(context) }] }
}

/** Some of what is held, all of it, or around what the ether that is there can redeem. */
const burn: Move = context => {
  const { market, random } = context
  const from = random.chance(0.6) ? random.pick(USERS) : CROWD.whale
  const held = balanceOf(market, from, 'rETH')
  const most = getRethValue(market.rocketpool, getTotalCollateral(market.rocketpool))
  const draw = random.int(8)
  const amount =
    draw === 0
      ? { balanceOf: 'rETH' as const }
      : draw < 3
        ? max(0n, most + BigInt(random.int(3)) - 1n)
        : draw === 3
          ? 0n
          : someOf(context, held < most ? held : most)
  return { from, actions: [{ kind: 'rocketpool.burn', amount }] }
}

/** Up by days of rewards, rarely down; the supply as it is, or as it was. */
const balances: Move = ({ market, random }) => {
  const { totalEth, supply, totalREth } = market.rocketpool
  const moved = (totalEth * BigInt(random.chance(0.1) ? 9_900 : 10_000 + random.int(20))) / 10_000n
  const action: Action = {
    kind: 'rocketpool.balances',
    totalEth: moved,
    totalREth: random.chance(0.5) ? supply : totalREth,
  }
  return { from: random.chance(0.05) ? random.pick(USERS) : CROWD.oracle, actions: [action] }
}

/** Moves on Rocket Pool, and how often each. */
export const ROCKET_POOL_MOVES: readonly (readonly [weight: number, Move])[] = [
  [3, deposit],
  [3, burn],
  [1, balances],
]
