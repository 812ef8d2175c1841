import { CROWD } from '../../../src/market/crowd.js'
import type { Action } from '../../../src/position/action.js'
import { balanceOf } from '../../../src/world/model/balances.js'
import { USERS } from '../people.js'
import type { Move } from './context.js'

const E18 = 10n ** 18n

const deposit: Move = ({ market, random }) => {
  const from = random.pick(USERS)
  if (balanceOf(market, from, 'ETH') < 200n * E18) return undefined
  const wei = random.pick([
    32n * E18,
    32n * E18,
    64n * E18,
    100n * E18 + 10n ** 9n,
    31n * E18,
    32n * E18 + 1n,
  ])
  return { from, actions: [{ kind: 'validators.deposit', wei, compounding: random.chance(0.5) }] }
}

const leave: Move = ({ random }) => ({
  from: random.pick(USERS),
  actions: [
    random.chance(0.5) ? { kind: 'validators.exit' } : { kind: 'validators.exit', count: random.int(3) },
  ],
})

const consensus: Move = ({ market, random }) => {
  const owner = random.pick(USERS)
  const action = random.pick<Action>([
    { kind: 'validators.settle' },
    { kind: 'validators.settle' },
    { kind: 'validators.sweep', owner },
    { kind: 'validators.sweep', owner },
    { kind: 'validators.slash', owner },
    {
      kind: 'validators.outage',
      owner,
      until: market.block.timestamp + random.pick([384, 86_400, 864_000]),
      leak: random.chance(0.5),
    },
  ])
  return { from: random.chance(0.03) ? owner : CROWD.oracle, actions: [action] }
}

/** Moves of single validators, and how often each. */
export const VALIDATOR_MOVES: readonly (readonly [weight: number, Move])[] = [
  [2, deposit],
  [2, leave],
  [4, consensus],
]
