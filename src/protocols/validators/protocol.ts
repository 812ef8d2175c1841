import type { Address } from '../assets.js'
import { exitChurn, exitQueueNow } from '../ethereum/churn.js'
import { epochAt, WEI_PER_GWEI } from '../ethereum/forks.js'
import type { Host, Protocol } from '../protocol.js'
import { Revert } from '../revert.js'
import { fields, list } from '../shape.js'
import { type Standing, validatorsCarry } from './carry.js'
import { type Epoch, isOff, settle } from './duties.js'
import type { Validator, ValidatorsState } from './state.js'
import { deposit, type ExitQueue, exit, slashOwner, sweep, turnOff } from './validators.js'

/** What an owner of validators does, and what the consensus layer does to them. */
export type ValidatorsAction =
  /** One deposit for one new validator; wei, 32 ether or more, whole gwei. */
  | { readonly kind: 'validators.deposit'; readonly wei: bigint; readonly compounding: boolean }
  /** All of the sender's validators that may leave ask to, or the first `count` of them, in the order of their deposits. */
  | { readonly kind: 'validators.exit'; readonly count?: number }
  /** Rewards and penalties up to now. Of the consensus layer, as the three below. */
  | { readonly kind: 'validators.settle' }
  | { readonly kind: 'validators.slash'; readonly owner: Address }
  /** The owner's validators do not attest until `until`, seconds; `leak`: finality is lost meanwhile. */
  | {
      readonly kind: 'validators.outage'
      readonly owner: Address
      readonly until: number
    }
  | { readonly kind: 'validators.sweep'; readonly owner: Address }

type ValidatorsHost = Host<ValidatorsState>

const epochOf = (host: ValidatorsHost): number => epochAt(host.now)

const epochOfAll = (host: ValidatorsHost): Epoch => ({
  epoch: epochOf(host),
  ethereum: host.core.ethereum,
})

const queueOf = ({ core, now }: ValidatorsHost): ExitQueue => ({
  exitQueue: exitQueueNow(core.ethereum, now),
  churn: exitChurn(core.ethereum),
})

const requireOracle = (host: ValidatorsHost): void => {
  if (!host.isOracle) throw new Revert('NotOracle')
}

const stateWords = (validator: Validator, epoch: number): Standing => {
  if (validator.slashed) return 'slashed'
  if (validator.exitEpoch !== 0) return epoch < validator.exitEpoch ? 'leaving' : 'waiting for the sweep'
  if (epoch < validator.activationEpoch) return 'waiting to be activated'
  return isOff(validator, epoch) ? 'off duty' : 'on duty'
}

/** Validators that stand alike, as one claim. */
const groups = (mine: readonly Validator[], epoch: number): ReadonlyMap<Standing, bigint> => {
  const sums = new Map<Standing, bigint>()
  for (const validator of mine) {
    const words = stateWords(validator, epoch)
    sums.set(words, (sums.get(words) ?? 0n) + validator.balance)
  }
  return sums
}

/** Validators of one's own: deposit, queue, duty, exit, sweep. What the consensus layer does, a contract of ours keeps. */
export const validators: Protocol<ValidatorsState, ValidatorsAction> = {
  shape: fields({
    validators: list(
      fields({
        owner: 'string',
        balance: 'bigint',
        effectiveBalance: 'bigint',
        maxEffectiveBalance: 'bigint',
        activationEpoch: 'number',
        exitEpoch: 'number',
        withdrawableEpoch: 'number',
        slashed: 'boolean',
        settledEpoch: 'number',
        offFrom: 'number',
        offUntil: 'number',
        inactivityScore: 'bigint',
      }),
    ),
    entryQueue: 'bigint',
    entryQueueEpoch: 'number',
  }),
  absent: { validators: [], entryQueue: 0n, entryQueueEpoch: 0 },
  actions: {
    'validators.deposit': {
      gas: 217_000n,
      apply(host, { wei, compounding }) {
        host.debit('ETH', wei)
        host.state = deposit(host.state, { owner: host.sender, wei, compounding, epoch: epochOf(host) })
      },
    },
    // These take more with every validator there is: medians of a few.
    'validators.exit': {
      gas: 79_000n,
      apply(host, { count }) {
        const order = { owner: host.sender, epoch: epochOf(host), queue: queueOf(host), count }
        host.state = exit(host.state, order)
      },
    },
    'validators.settle': {
      gas: 106_000n,
      apply(host) {
        requireOracle(host)
        host.state = settle(host.state, epochOfAll(host))
      },
    },
    'validators.slash': {
      gas: 177_000n,
      apply(host, { owner }) {
        requireOracle(host)
        const order = { ...epochOfAll(host), owner: owner.toLowerCase() as Address, queue: queueOf(host) }
        host.state = slashOwner(host.state, order)
      },
    },
    'validators.outage': {
      gas: 155_000n,
      apply(host, { owner, until }) {
        requireOracle(host)
        const order = { owner: owner.toLowerCase() as Address, until: epochAt(until) }
        host.state = turnOff(host.state, { ...epochOfAll(host), ...order })
      },
    },
    'validators.sweep': {
      gas: 30_000n,
      apply(host, { owner }) {
        requireOracle(host)
        const to = owner.toLowerCase() as Address
        const [gwei, next] = sweep(host.state, { owner: to, epoch: epochOf(host) })
        host.state = next
        host.credit('ETH', gwei * WEI_PER_GWEI, to)
      },
    },
  },
  claims({ own, core }, owner) {
    const mine = own.validators.filter(validator => validator.owner === owner && validator.balance > 0n)
    return [...groups(mine, epochAt(core.block.timestamp))].map(([words, gwei]) => ({
      label: `own validators, ${words}`,
      parts: [{ asset: 'ETH' as const, amount: gwei * WEI_PER_GWEI }],
      details: { standing: words },
    }))
  },
  health: () => [],
  carry: ({ core }, { details }) => validatorsCarry(core, details['standing'] as Standing),
}
