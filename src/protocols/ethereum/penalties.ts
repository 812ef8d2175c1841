import { max, min } from '../../units/fixed.js'
import { isLeaking, type Leak, leaksOf } from './active.js'
import { computeActivationExitEpoch, epochAt, WEI_PER_GWEI } from './forks.js'
import { missEpoch, type OfflineValidator } from './inactivity.js'
import { EJECTION_BALANCE, ejectionSpan, OFFLINE_BALANCE } from './leak.js'
import {
  correlationEpochOf,
  correlationPenaltyAt,
  type Gwei,
  initialSlashingPenalty,
  slashedValidators,
} from './slashing.js'
import type { EthereumState, Outage, Slashing } from './state.js'

// What validators that do not attest lose, epoch by epoch, whatever else happens meanwhile: slashed ones leak with the
// chain, and pay by the effective balance that they have left.

/** One validator that misses every epoch from `epoch` on. */
type Start = { readonly epoch: number; readonly validator: OfflineValidator }

/** Its state before each epoch, as far as it was asked for. */
type Trajectory = OfflineValidator[]

const KEPT = 256
const known = new Map<string, Trajectory>()

const trajectoryOf = (ethereum: EthereumState, leaks: readonly Leak[], start: Start): Trajectory => {
  const { balance, effectiveBalance, inactivityScore } = start.validator
  const state = [start.epoch, balance, effectiveBalance, inactivityScore].join()
  const key = `${ethereum.fork} ${ethereum.stakedEther} ${state} ${leaks.join(' ')}`
  const found = known.get(key)
  if (found) return found
  if (known.size >= KEPT) known.clear()
  const made: Trajectory = [start.validator]
  known.set(key, made)
  return made
}

/** The validator before `epoch`; a walk that was made before is not made again. */
const missUntil = (ethereum: EthereumState, start: Start, epoch: number): OfflineValidator => {
  const leaks = leaksOf(ethereum)
  const walked = trajectoryOf(ethereum, leaks, start)
  const rules = { fork: ethereum.fork, total: ethereum.stakedEther / WEI_PER_GWEI }
  const steps = Math.max(0, epoch - start.epoch)
  let validator = walked[walked.length - 1] ?? start.validator
  for (let done = walked.length - 1; done < steps; done++) {
    validator = missEpoch(validator, { ...rules, leak: isLeaking(leaks, start.epoch + done) })
    walked.push(validator)
  }
  return walked[steps] ?? validator
}

/** One slashed validator before `epoch`; the correlation penalty falls with the penalties of its own epoch. */
const slashedValidatorAt = (ethereum: EthereumState, slashing: Slashing, epoch: number): OfflineValidator => {
  const effectiveBalance = slashing.effectiveBalance / WEI_PER_GWEI
  const balance = effectiveBalance - initialSlashingPenalty(ethereum.fork, effectiveBalance)
  const start = { epoch: epochAt(slashing.at), validator: { balance, effectiveBalance, inactivityScore: 0n } }
  const due = correlationEpochOf(slashing)
  if (epoch <= due) return missUntil(ethereum, start, epoch)
  const before = missUntil(ethereum, start, due)
  const penalty = correlationPenaltyAt(ethereum, { epoch: due, effectiveBalance: before.effectiveBalance })
  const validator = { ...before, balance: max(0n, before.balance - penalty) }
  return missUntil(ethereum, { epoch: due, validator }, epoch)
}

/** All that a slashing has cost Lido's validators up to `to` (seconds), gwei; none loses more than it has. */
export const slashingLoss = (ethereum: EthereumState, slashing: Slashing, to: number): Gwei => {
  if (to < slashing.at) return 0n
  const epoch = epochAt(Math.min(to, slashing.withdrawableAt))
  const { balance } = slashedValidatorAt(ethereum, slashing, epoch)
  return min(
    slashedValidators(slashing) * (slashing.effectiveBalance / WEI_PER_GWEI - balance),
    slashing.balance / WEI_PER_GWEI,
  )
}

const ejectedAt = new Map<string, number>()

/** The epoch in which the mean one of ejected validators has left, if the outage brings any to 16 ether. */
const leavesAt = (ethereum: EthereumState, outage: Outage, start: Start): number => {
  const last = epochAt(outage.until)
  const key = `${ethereum.fork} ${ethereum.stakedEther} ${start.epoch} ${last} ${leaksOf(ethereum).join(' ')}`
  let ejected = ejectedAt.get(key)
  if (ejected === undefined) {
    ejected = start.epoch
    while (ejected < last && missUntil(ethereum, start, ejected).effectiveBalance > EJECTION_BALANCE)
      ejected++
    if (ejectedAt.size >= KEPT) ejectedAt.clear()
    ejectedAt.set(key, ejected)
  }
  const half = Math.floor(ejectionSpan(ethereum, outage.offline + outage.others) / 2)
  return Math.min(last, computeActivationExitEpoch(ejected) + half)
}

/** What an outage has cost Lido's validators up to `to` (seconds), gwei. */
export const outageLoss = (ethereum: EthereumState, outage: Outage, to: number): Gwei => {
  const validator = { balance: OFFLINE_BALANCE, effectiveBalance: OFFLINE_BALANCE, inactivityScore: 0n }
  const start = { epoch: epochAt(outage.from), validator }
  const end = Math.min(epochAt(to), leavesAt(ethereum, outage, start))
  const { balance } = missUntil(ethereum, start, end)
  return (outage.offline / WEI_PER_GWEI / OFFLINE_BALANCE) * (OFFLINE_BALANCE - balance)
}
