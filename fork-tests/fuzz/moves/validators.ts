import { CROWD } from '../../../src/market/crowd.js'
import type { Action } from '../../../src/position/action.js'
import type { Address } from '../../../src/protocols/assets.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { USERS } from '../people.js'
import type { Context, Move } from './context.js'

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

/** Mostly someone who has validators, so that what befalls them befalls some. */
const ownerOf = ({ market, random }: Context): Address => {
  const owners = market.validators.validators.map(({ owner }) => owner)
  return owners.length > 0 && random.chance(0.9) ? random.pick(owners) : random.pick(USERS)
}

const leave: Move = context => {
  const { random } = context
  const exit: Action = random.chance(0.5)
    ? { kind: 'validators.exit' }
    : { kind: 'validators.exit', count: random.int(3) }
  return { from: ownerOf(context), actions: [exit] }
}

const consensus: Move = context => {
  const { market, random } = context
  const owner = ownerOf(context)
  const action = random.pick<Action>([
    { kind: 'validators.settle' },
    { kind: 'validators.settle' },
    { kind: 'validators.sweep', owner },
    { kind: 'validators.sweep', owner },
    { kind: 'validators.slash', owner },
    {
      kind: 'validators.outage',
      owner,
      until: market.block.timestamp + random.pick([384, 1_152, 86_400, 864_000]),
    },
  ])
  return { from: random.chance(0.03) ? owner : CROWD.oracle, actions: [action] }
}

/** Moves of single validators, and how often each. */
export const VALIDATOR_MOVES: readonly (readonly [weight: number, Move])[] = [
  [2, deposit],
  [1, leave],
  [8, consensus],
]
