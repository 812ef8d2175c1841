import { max } from '../../units/fixed.js'
import { exitedBy } from './active.js'
import { exitChurn } from './churn.js'
import { computeActivationExitEpoch, epochAt, startOfEpoch, WEI_PER_GWEI } from './forks.js'
import {
  MIN_EPOCHS_TO_INACTIVITY_PENALTY,
  missEpoch,
  missEpochs,
  type OfflineValidator,
} from './inactivity.js'
import type { EthereumState, Outage } from './state.js'

/** What goes off: wei of effective balance, and when, in seconds. */
export type Offline = Pick<Outage, 'from' | 'until' | 'offline' | 'others'>

/** Validators that go off are taken to hold 32 ether each; gwei. */
export const OFFLINE_BALANCE = 32n * 10n ** 9n
/** `EJECTION_BALANCE`: a validator of this effective balance or less is made to leave; gwei. */
export const EJECTION_BALANCE = 16n * 10n ** 9n
/** Epochs from the first that is justified again until one is finalised. */
const EPOCHS_TO_FINALITY = 2

const START: OfflineValidator = {
  balance: OFFLINE_BALANCE,
  effectiveBalance: OFFLINE_BALANCE,
  inactivityScore: 0n,
}

/** Epochs that those who are ejected take to leave, evenly; half of that is when the mean one has left. */
export const ejectionSpan = (ethereum: EthereumState, weight: bigint): number =>
  Number((weight * EJECTION_BALANCE) / OFFLINE_BALANCE / exitChurn(ethereum))

/** Effective balance that does not attest although it is active: those slashed or off before; wei. */
const silentBefore = (ethereum: EthereumState, epoch: number): bigint => {
  const slashed = ethereum.slashings
    .filter(({ at }) => epochAt(at) <= epoch)
    .reduce((sum, entry) => sum + entry.balance + entry.others - exitedBy(entry, epoch), 0n)
  const off = ethereum.outages
    .filter(({ from, until }) => epochAt(from) <= epoch && epoch < epochAt(until))
    .reduce((sum, { offline, others }) => sum + offline + others, 0n)
  return slashed + off
}

const exitedSlashed = (ethereum: EthereumState, epoch: number): bigint =>
  ethereum.slashings.reduce((sum, entry) => sum + exitedBy(entry, epoch), 0n)

/** Of validators ejected from `ejected` on, the part that is still there in `epoch`, as a fraction. */
const staying = (ejected: number | undefined, span: number, epoch: number): readonly [bigint, bigint] => {
  if (ejected === undefined) return [1n, 1n]
  const gone = epoch - computeActivationExitEpoch(ejected)
  return [BigInt(Math.min(span, Math.max(0, span - gone))), BigInt(Math.max(1, span))]
}

/**
 * Until when validators that go off keep the chain from finality, and what effective balance they lose by then: the leak
 * ends when all who do not attest, the slashed included, weigh a third of the active balance or less, two epochs later;
 * or with the outage. Theirs falls with the leak; at 16 ether they are ejected. `leakUntil` is 0 where they are too few.
 */
export const expectedLeak = (
  ethereum: EthereumState,
  offline: Offline,
): Pick<Outage, 'leakUntil' | 'lost'> => {
  const weight = offline.offline + offline.others
  const first = epochAt(offline.from) + MIN_EPOCHS_TO_INACTIVITY_PENALTY
  const last = epochAt(offline.until)
  const rules = { fork: ethereum.fork, total: ethereum.stakedEther / WEI_PER_GWEI }
  const span = ejectionSpan(ethereum, weight)
  let validator = missEpochs(START, MIN_EPOCHS_TO_INACTIVITY_PENALTY, { ...rules, leak: false })
  let ejected: number | undefined
  let epoch = first
  let left = EPOCHS_TO_FINALITY
  for (; epoch < last && left > 0; epoch++) {
    const [part, whole] = staying(ejected, span, epoch)
    const off = (weight * validator.effectiveBalance * part) / (OFFLINE_BALANCE * whole)
    const active = ethereum.stakedEther - exitedSlashed(ethereum, epoch) - (weight - off)
    const isFinal = 3n * (off + silentBefore(ethereum, epoch)) <= active
    if (isFinal && epoch === first) return { leakUntil: 0, lost: 0n }
    if (isFinal) left -= 1
    if (validator.effectiveBalance <= EJECTION_BALANCE) ejected ??= epoch
    validator = missEpoch(validator, { ...rules, leak: true })
  }
  if (epoch <= first) return { leakUntil: 0, lost: 0n }
  const [part, whole] = staying(ejected, span, epoch)
  const kept = (weight * validator.effectiveBalance * part) / (OFFLINE_BALANCE * whole)
  return { leakUntil: startOfEpoch(epoch), lost: max(0n, weight - kept) }
}
