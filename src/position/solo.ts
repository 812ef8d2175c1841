import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { exitQueueDays, exitQueueNow } from '../protocols/ethereum/churn.js'
import { EPOCHS_PER_DAY, epochAt, SECONDS_PER_EPOCH, WEI_PER_GWEI } from '../protocols/ethereum/forks.js'
import { SWEEP_VALIDATORS, sweepCycleDays } from '../protocols/ethereum/sweep.js'
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

/** The one way out: activation where that is still to come, the exit queue, the delay, the sweep. */
export const unwindSolo = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] => {
  if (route !== 'queue') return []
  const epoch = epochAt(market.block.timestamp)
  const mine = market.validators.validators.filter(v => v.owner === owner && v.balance > 0n)
  const still = mine.filter(v => v.exitEpoch === 0 && !canExit(v, epoch))
  const last = Math.max(0, ...still.map(v => v.activationEpoch + SHARD_COMMITTEE_PERIOD - epoch))
  const untilReady = last === 0 ? 0 : last + 1
  const toAsk = mine.filter(v => v.exitEpoch === 0)
  const ether = toAsk.reduce((sum, v) => sum + v.effectiveBalance * WEI_PER_GWEI, 0n)
  // Those that leave already, slashed ones among them, are held until then.
  const held = Math.max(0, ...mine.map(v => v.withdrawableEpoch - epoch)) / EPOCHS_PER_DAY
  const start = market.block.timestamp + untilReady * SECONDS_PER_EPOCH
  const queueDays = exitQueueDays(market.ethereum, exitQueueNow(market.ethereum, start) + ether + WAD)
  const cycle = sweepCycleDays(SWEEP_VALIDATORS)
  const asked =
    toAsk.length === 0 ? 0 : untilReady / EPOCHS_PER_DAY + queueDays + DELAY_EPOCHS / EPOCHS_PER_DAY
  const early = Math.max(asked, held)
  const days = early - untilReady / EPOCHS_PER_DAY + cycle / 2
  const ask: Tx = { from: owner, actions: [{ kind: 'validators.exit' }] }
  const paid: Tx = {
    from: CROWD.oracle,
    actions: [{ kind: 'validators.settle' }, { kind: 'validators.sweep', owner }],
  }
  const first = untilReady === 0 ? SECONDS_PER_SLOT : untilReady * SECONDS_PER_EPOCH
  return [
    {
      method: 'exit, wait, sweep',
      through: 'Ethereum’s exit queue',
      legs: [
        { seconds: first, txs: [ask] },
        { seconds: Math.ceil(days * SECONDS_PER_DAY), txs: [paid] },
      ],
      waits: [{ earlyDays: early, medianDays: early + cycle / 2, badDays: early + cycle }],
      assumed: [
        'nobody else joins the exit queue meanwhile, and half a round of the sweep is to be waited for',
        'every duty is done until the exit, but for outages and slashings that have begun; the request’s own fee is left out',
        'who attests earns as if everyone did',
      ],
    },
  ]
}
