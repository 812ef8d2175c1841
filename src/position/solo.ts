import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { exitQueueDays, exitQueueNow } from '../protocols/ethereum/churn.js'
import { EPOCHS_PER_DAY, epochAt, startOfEpoch, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../protocols/ethereum/sweep.js'
import type { Validator } from '../protocols/validators/state.js'
import { canExit, SHARD_COMMITTEE_PERIOD } from '../protocols/validators/validators.js'
import { SECONDS_PER_DAY, SECONDS_PER_SLOT, WAD } from '../units/fixed.js'
import type { Action, Tx } from './action.js'
import type { ExitPlan, ExitRoute } from './strategy.js'

/** Deposits of so much ether in validators of `each`; what does not fill one stays. */
export const openSolo = (
  owner: Address,
  order: { readonly wei: bigint; readonly each: bigint; readonly compounding: boolean },
): readonly Tx[] => {
  const count = Number(order.wei / order.each)
  const actions = Array.from(
    { length: count },
    (): Action => ({ kind: 'validators.deposit', wei: order.each, compounding: order.compounding }),
  )
  return [{ from: owner, actions }]
}

/** An exit asked for, the epochs until it counts, and `MIN_VALIDATOR_WITHDRAWABILITY_DELAY`. */
const DELAY_EPOCHS = 5 + 256 + 1
/** Half a round of the sweep, in days. */
const HALF_SWEEP_DAYS = sweepCycleDays(SWEEP_VALIDATORS) / 2

/** Others who join the exit queue before one may ask: up to a day of its churn (assumed). */
const JOINED_DAYS = 1
/** Who waits for a validator to be activated looks once a day (assumed), and asks in the epoch after. */
const ASKED_WITHIN_DAYS = 1 + 1.5 / EPOCHS_PER_DAY

const isOwn = (validator: Validator, owner: Address): boolean =>
  validator.owner === owner && validator.balance > 0n

/** Where an owner's validators that could be asked to leave stand in the list. */
export const stayingOf = ({ validators }: Market, owner: Address): readonly number[] =>
  validators.validators.flatMap((validator, i) =>
    isOwn(validator, owner) && validator.exitEpoch === 0 ? [i] : [],
  )

const leavingOf = ({ validators }: Market, owner: Address): readonly Validator[] =>
  validators.validators.filter(validator => isOwn(validator, owner) && validator.exitEpoch !== 0)

/** Whether some of an owner's validators are on their way out. */
export const someLeave = (market: Market, owner: Address): boolean => leavingOf(market, owner).length > 0

/** Whether all of an owner's validators that were not asked to leave may be, in the next block. */
export const mayAllExit = ({ validators, block }: Market, owner: Address): boolean =>
  validators.validators
    .filter(validator => isOwn(validator, owner) && validator.exitEpoch === 0)
    .every(validator => canExit(validator, epochAt(block.timestamp + SECONDS_PER_SLOT)))

/** Whether the sweep has come by all of an owner's validators that leave: half a round after the last may be paid. */
export const sweptBy = (market: Market, owner: Address): boolean =>
  leavingOf(market, owner).every(
    ({ withdrawableEpoch }) =>
      market.block.timestamp + SECONDS_PER_SLOT >=
      startOfEpoch(withdrawableEpoch) + HALF_SWEEP_DAYS * SECONDS_PER_DAY,
  )

/** Days: until all may be asked, and from then until the last is withdrawable. */
type Standing = { readonly untilReady: number; readonly untilPaid: number }

const standingOf = (market: Market, owner: Address): Standing => {
  const epoch = epochAt(market.block.timestamp)
  const mine = market.validators.validators.filter(validator => isOwn(validator, owner))
  const toAsk = mine.filter(v => v.exitEpoch === 0)
  const still = toAsk.filter(v => !canExit(v, epoch))
  const last = Math.max(0, ...still.map(v => v.activationEpoch + SHARD_COMMITTEE_PERIOD - epoch))
  const untilReady = last === 0 ? 0 : (last + 1) / EPOCHS_PER_DAY
  const ether = toAsk.reduce((sum, v) => sum + v.effectiveBalance * WEI_PER_GWEI, 0n)
  const start = market.block.timestamp + untilReady * SECONDS_PER_DAY
  const queueDays = exitQueueDays(market.ethereum, exitQueueNow(market.ethereum, start) + ether + WAD)
  const asked = toAsk.length === 0 ? 0 : queueDays + DELAY_EPOCHS / EPOCHS_PER_DAY
  // Those that leave already, slashed ones among them, are held until then.
  const held = Math.max(0, ...mine.map(v => v.withdrawableEpoch - epoch)) / EPOCHS_PER_DAY
  return { untilReady, untilPaid: Math.max(asked, held - untilReady) }
}

/** The one way out: activation where that is still to come, the exit queue, the delay, the sweep. */
export const unwindSolo = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] => {
  if (route !== 'queue') return []
  const { untilReady, untilPaid: earlyDays } = standingOf(market, owner)
  const medianDays = earlyDays + HALF_SWEEP_DAYS
  const ask: Tx = { from: owner, actions: [{ kind: 'validators.exit' }] }
  const paid: Tx = {
    from: CROWD.oracle,
    actions: [{ kind: 'validators.settle' }, { kind: 'validators.sweep', owner }],
  }
  const activation = {
    earlyDays: untilReady,
    medianDays: untilReady,
    badDays: untilReady + ASKED_WITHIN_DAYS,
  }
  const ready = untilReady > 0
  return [
    {
      method: { id: 'validators', mustActivate: ready },
      through: 'exitQueue',
      legs: [
        ...(ready ? [{ seconds: Math.round(untilReady * SECONDS_PER_DAY), txs: [] }] : []),
        { seconds: SECONDS_PER_SLOT, txs: [ask] },
        { seconds: Math.ceil(medianDays * SECONDS_PER_DAY), txs: [paid] },
      ],
      waits: [
        ...(ready ? [activation] : []),
        { earlyDays, medianDays, badDays: earlyDays + 2 * HALF_SWEEP_DAYS + (ready ? JOINED_DAYS : 0) },
      ],
      assumed: [
        'nobody else joins the exit queue before the request, or up to a day’s worth in the bad case; half a round of the sweep is to be waited for',
        'every duty is done until the exit, but for outages and slashings that have begun; the request’s own fee is left out',
        'who attests earns as if everyone did',
      ],
    },
  ]
}
