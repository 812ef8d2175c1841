import { sqrtFloor } from '../../units/fixed.js'
import { EPOCHS_PER_DAY, epochAt, startOfEpoch, WEI_PER_GWEI } from '../ethereum/forks.js'
import { correlationEpochOf, correlationTime, slashingCorrelationPenalty } from '../ethereum/slashing.js'
import type { EthereumState, Slashing } from '../ethereum/state.js'
import { REQUEST_TIMESTAMP_MARGIN } from './sanity.js'
import type { LidoState } from './state.js'

// Bunker mode, after lidofinance/lido-oracle (bunker.py, midterm_slashing_penalty.py, abnormal_cl_rebase.py,
// safe_border.py) with the settings of OracleDaemonConfig (lidofinance/state-mate, lido.yaml @ 9f6df199).

/** The accounting oracle's frame: a day, in epochs. */
const EPOCHS_PER_FRAME = EPOCHS_PER_DAY
/** `NORMALIZED_CL_REWARD_PER_EPOCH`. */
const NORMALIZED_CL_REWARD_PER_EPOCH = 64n
/** `NORMALIZED_CL_REWARD_MISTAKE_RATE_BP`: a rebase a tenth below the normal one is looked into. */
const MISTAKE_RATE_BPS = 1000n
/** `REBASE_CHECK_NEAREST_EPOCH_DISTANCE` and `REBASE_CHECK_DISTANT_EPOCH_DISTANCE`. */
const NEAREST_EPOCHS = 1
const DISTANT_EPOCHS = 23
/** `requestTimestampMargin` in epochs, ceiled. */
const DEFAULT_SHIFT = Math.ceil(REQUEST_TIMESTAMP_MARGIN / 384)
/** `FINALIZATION_MAX_NEGATIVE_REBASE_EPOCH_SHIFT`: 6 days. */
const MAX_NEGATIVE_REBASE_SHIFT = 1350

/** What the oracle knows when it makes a report at `now` (seconds). */
export type BunkerView = {
  readonly lido: LidoState
  readonly ethereum: EthereumState
  readonly now: number
  /** What the consensus layer brought Lido from one time to another, in wei. */
  readonly consensusDelta: (from: number, to: number) => bigint
}

const frameOf = (time: number): number => Math.floor(epochAt(time) / EPOCHS_PER_FRAME)

const lidoSlashings = ({ ethereum, now }: Pick<BunkerView, 'ethereum' | 'now'>): readonly Slashing[] =>
  ethereum.slashings.filter(slashing => slashing.balance > 0n && slashing.at <= now)

/** The most that correlation penalties will take from Lido in one frame to come, in wei. */
const highestMidtermPenalty = (view: Pick<BunkerView, 'ethereum' | 'now'>): bigint => {
  const frames = new Map<number, bigint>()
  for (const slashing of lidoSlashings(view)) {
    if (correlationTime(slashing) <= view.now) continue
    const penalty = slashingCorrelationPenalty(view.ethereum, slashing) * WEI_PER_GWEI
    const frame = Math.floor(correlationEpochOf(slashing) / EPOCHS_PER_FRAME)
    frames.set(frame, (frames.get(frame) ?? 0n) + penalty)
  }
  return [...frames.values()].reduce((most, sum) => (sum > most ? sum : most), 0n)
}

/** A rebase a tenth below the normal one, and a fall in the last epoch or the last 23. */
const isAbnormal = ({ lido, ethereum, now, consensusDelta }: BunkerView, rebase: bigint): boolean => {
  const epochs = BigInt(epochAt(now) - epochAt(lido.lastReport))
  const own = lido.clValidatorsBalance / WEI_PER_GWEI
  const root = sqrtFloor(ethereum.stakedEther / WEI_PER_GWEI)
  if (root === 0n) return false
  const normal = ((NORMALIZED_CL_REWARD_PER_EPOCH * own * epochs) / root) * WEI_PER_GWEI
  if (normal === 0n || (normal - rebase) * 10_000n <= MISTAKE_RATE_BPS * normal) return false
  const since = (distance: number): bigint => consensusDelta(startOfEpoch(epochAt(now) - distance), now)
  return since(NEAREST_EPOCHS) < 0n || since(DISTANT_EPOCHS) < 0n
}

/**
 * Whether the report made now turns bunker mode on, or keeps it: the rebase it brings is negative, or a frame to come
 * takes more by correlation than a frame brings, or the rebase is abnormal.
 */
export const isBunker = (view: BunkerView): boolean => {
  const { lido, now } = view
  const rebase = view.consensusDelta(lido.lastReport, now)
  if (rebase < 0n) return true
  const epochs = BigInt(Math.max(1, epochAt(now) - epochAt(lido.lastReport)))
  const frameRebase = (rebase * BigInt(EPOCHS_PER_FRAME)) / epochs
  return highestMidtermPenalty(view) > frameRebase || isAbnormal(view, rebase)
}

/** Before this time, in seconds, requests must have been made that a report finalises now. */
export const safeBorder = (view: Omit<BunkerView, 'consensusDelta'>, bunker: boolean): number => {
  const { lido, now } = view
  const usual = epochAt(now) - DEFAULT_SHIFT
  if (!bunker) return startOfEpoch(usual)
  const began = lido.bunkerSince > 0 ? lido.bunkerSince : lido.lastReport
  const negative = Math.max(epochAt(now) - MAX_NEGATIVE_REBASE_SHIFT, epochAt(began) - DEFAULT_SHIFT)
  return startOfEpoch(Math.min(negative, slashingsBorder(view, usual)))
}

/** The frame of the earliest slashing whose validators are not withdrawable yet, and the margin before it. */
const slashingsBorder = (view: Omit<BunkerView, 'consensusDelta'>, usual: number): number => {
  const incomplete = lidoSlashings(view).filter(({ withdrawableAt }) => withdrawableAt > view.now)
  if (incomplete.length === 0) return usual
  const first = Math.min(...incomplete.map(({ at }) => frameOf(at)))
  return first * EPOCHS_PER_FRAME - DEFAULT_SHIFT
}

/**
 * When bunker mode may end for a request made now, in seconds, where it is on: likely with the report after the last
 * correlation penalty that is known, at the latest when the last slashed validator is withdrawable; without slashings
 * after the most that a negative rebase delays. `now` where it is off.
 */
export const bunkerEnds = ({
  lido,
  ethereum,
  now,
}: Omit<BunkerView, 'consensusDelta'>): { readonly likely: number; readonly latest: number } => {
  if (lido.bunkerSince === 0) return { likely: now, latest: now }
  const incomplete = lidoSlashings({ ethereum, now }).filter(({ withdrawableAt }) => withdrawableAt > now)
  const most = now + MAX_NEGATIVE_REBASE_SHIFT * 384
  if (incomplete.length === 0) return { likely: now, latest: most }
  const ends = (read: (slashing: Slashing) => number): number => Math.max(now, ...incomplete.map(read))
  return { likely: ends(correlationTime), latest: ends(({ withdrawableAt }) => withdrawableAt) }
}
