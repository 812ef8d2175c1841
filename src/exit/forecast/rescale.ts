import type { Action } from '../../position/action.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'

type Leg = ExitPlan['legs'][number]

const isWait = (leg: Leg, owner: Address): boolean => leg.txs.every(tx => tx.from !== owner)

const BILLION = 1_000_000_000n

const times = (amount: bigint, factor: number): bigint =>
  (amount * BigInt(Math.round(factor * 1e9))) / BILLION

/** A report with more or less time in it earns more or less. */
const scaledReport = (action: Action, factor: number, rewards: number): Action => {
  const earned = (wei: bigint): bigint => times(wei, wei > 0n ? factor * rewards : factor)
  if (action.kind === 'lido.report') return { ...action, clDelta: earned(action.clDelta) }
  if (action.kind === 'stakewise.report') return { ...action, delta: earned(action.delta) }
  return action.kind === 'etherfi.report' ? { ...action, accrued: earned(action.accrued) } : action
}

/** A report before the one that pays. */
const unpaid = (action: Action): Action => {
  if (action.kind === 'lido.report') return { ...action, clWithdrawn: 0n, finalizeUpTo: 0 }
  if (action.kind === 'stakewise.report') return { ...action, withdrawn: 0n, redeemed: 0n }
  return action.kind === 'etherfi.report' ? { ...action, withdrawn: 0n, finalizeUpTo: 0 } : action
}

const isPayment = ({ kind }: Action): boolean => kind === 'validators.sweep'

/** The leg `factor` times as long, in as many reports as keep below Lido's limit; the last is the one that pays. */
const stretched = (leg: Leg, factor: number, rewards: number): readonly Leg[] => {
  const count = Math.max(1, Math.ceil(factor * Math.max(1, rewards)))
  const each = Math.floor((leg.seconds * factor) / count)
  const one = leg.txs.map(tx => ({
    ...tx,
    actions: tx.actions.map(action => scaledReport(action, factor / count, rewards)),
  }))
  const early = one.map(tx => ({
    ...tx,
    actions: tx.actions.filter(action => !isPayment(action)).map(unpaid),
  }))
  return Array.from({ length: count }, (_, i) => ({
    seconds: Math.max(1, each),
    txs: i === count - 1 ? one : early,
  }))
}

/**
 * The plan with each of its waits of another length, in days; rewards while waiting follow, `rewards` times as large. A
 * wait that has no number stays as it is.
 */
export const withWaits = (
  plan: ExitPlan,
  owner: Address,
  days: readonly (number | undefined)[],
  rewards = 1,
): ExitPlan => {
  let wait = -1
  let waiting = false
  const legs = plan.legs.flatMap(leg => {
    const waits = isWait(leg, owner)
    if (waits && !waiting) wait += 1
    waiting = waits
    const [wanted, planned] = [days[wait], plan.waits?.[wait]]
    if (!waits || wanted === undefined || !planned) return [leg]
    return stretched(leg, wanted / planned.medianDays, rewards)
  })
  return { ...plan, legs }
}
