import { CROWD } from '../../../src/market/crowd.js'
import { USERS } from '../people.js'
import type { Move } from './context.js'

/** Up by days of rewards, now and then down; rarely nothing at all, or by somebody else. */
const rate: Move = ({ market, random }) => {
  const now = market.coinbase.exchangeRate
  const moved = (now * BigInt(random.chance(0.1) ? 9_950 : 10_000 + random.int(10))) / 10_000n
  const rateWad = random.chance(0.03) ? 0n : moved
  const from = random.chance(0.05) ? random.pick(USERS) : CROWD.oracle
  return { from, actions: [{ kind: 'coinbase.rate', rateWad }] }
}

/** Moves on cbETH, and how often each. */
export const COINBASE_MOVES: readonly (readonly [weight: number, Move])[] = [[1, rate]]
