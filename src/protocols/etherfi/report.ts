import { SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { amountPerShareCeil, totalPooledEther } from './pool.js'
import type { EtherFiVersion } from './rules.js'
import type { EtherFiState } from './state.js'

/** Of the beacon chain; slots of 12 s since. */
const GENESIS_TIME = 1_606_824_023
const SECONDS_PER_YEAR = BigInt(365 * SECONDS_PER_DAY)
/**
 * `acceptableRebaseAprInBps`: the most that may be set since 2026 (ADMIN_MAX_REBASE_APR_BPS); what is set is not
 * recorded: assumed.
 */
const ACCEPTABLE_REBASE_APR_BPS = 1_000n
/** Of all pooled ether, a report: `DEFAULT_MAX_NEGATIVE_REBASE_BPS` and `MAX_POSITIVE_REBASE_BPS`. */
const MAX_NEGATIVE_REBASE_BPS = 3n
const MAX_POSITIVE_REBASE_BPS = 25n
/** `ADMIN_DAILY_FINALIZED_WITHDRAWAL_LIMIT`, wei; all four in smart-contracts @ b4a09680, security-upgrades. */
export const MAX_FINALIZED_PER_DAY = 80_000n * WAD
const MAX_REQUESTS_PER_REPORT = 3_500
const BPS = 10_000n

/**
 * A report of ether.fi's oracle: rewards or penalties (wei), ether that came back from validators, and requests finalised
 * up to an id (0: none); `now` in seconds.
 */
export type EtherFiReport = {
  readonly accrued: bigint
  readonly withdrawn: bigint
  readonly finalizeUpTo: number
  readonly now: number
}

const slotOf = (time: number): number => Math.max(0, Math.floor((time - GENESIS_TIME) / 12))

/** Whole slots that a report spans, in seconds. */
const spanOf = ({ lastReport }: EtherFiState, now: number): bigint =>
  BigInt(12 * (slotOf(now) - slotOf(lastReport)))

/** The change of a year as the report has it, truncated, is within its bound; either way. */
const isAcceptable = (state: EtherFiState, accrued: bigint, elapsed: bigint): boolean => {
  const pooled = totalPooledEther(state)
  if (pooled === 0n) return true
  if (elapsed === 0n) throw new Revert('Panic(0x12)')
  const apr = (BPS * accrued * SECONDS_PER_YEAR) / (pooled * elapsed)
  return (apr > 0n ? apr : -apr) <= ACCEPTABLE_REBASE_APR_BPS
}

const refuse = (): never => {
  throw new Revert('ReportValidationFailed')
}

/** `_validateWithdrawals` of 2026. */
const validateWithdrawals = (state: EtherFiState, upTo: number, due: bigint, elapsed: bigint): void => {
  if (upTo === 0) return
  if ((due * BigInt(SECONDS_PER_DAY)) / elapsed > MAX_FINALIZED_PER_DAY) refuse()
  if (due > state.totalValueInLp) refuse()
  if (upTo < state.lastFinalizedRequestId) refuse()
  if (upTo - state.lastFinalizedRequestId > MAX_REQUESTS_PER_REPORT) refuse()
}

/** `EtherFiAdmin._validateReport` and the cap of `LiquidityPool.rebase`, of 2026. */
const validate2026 = (state: EtherFiState, report: EtherFiReport, due: bigint): void => {
  const { accrued, finalizeUpTo, now } = report
  const elapsed = spanOf(state, now)
  const pooled = totalPooledEther(state)
  if (elapsed === 0n || !isAcceptable(state, accrued, elapsed)) refuse()
  if (accrued < 0n && -accrued * BPS > pooled * MAX_NEGATIVE_REBASE_BPS) refuse()
  validateWithdrawals(state, finalizeUpTo, due, elapsed)
  if (accrued > (pooled * MAX_POSITIVE_REBASE_BPS) / BPS) throw new Revert('RebaseExceedsPositiveCap')
}

/** `EtherFiAdmin._handleAccruedRewards` of 2025. */
const validate2025 = (state: EtherFiState, { accrued, now }: EtherFiReport): void => {
  if (accrued !== 0n && !isAcceptable(state, accrued, spanOf(state, now)))
    throw new Revert('EtherFiAdmin: TVL changed too much')
}

const validate = (state: EtherFiState, report: EtherFiReport, due: bigint): void => {
  if (state.version === 2025) validate2025(state, report)
  else validate2026(state, report, due)
}

const checkIds = (state: EtherFiState, upTo: number): void => {
  const isOf2025 = state.version === 2025
  if (upTo < state.lastFinalizedRequestId)
    throw new Revert(isOf2025 ? 'Cannot undo finalization' : 'CannotUndoFinalization')
  if (upTo >= state.nextRequestId)
    throw new Revert(isOf2025 ? 'Cannot finalize future requests' : 'CannotFinalizeFutureRequests')
}

/** `_lockEth` of 2026: out of the pool, to the requests. */
const lock = (state: EtherFiState, amount: bigint): EtherFiState => {
  if (state.totalValueInLp < amount) throw new Revert('InsufficientLiquidity')
  return {
    ...state,
    totalValueInLp: state.totalValueInLp - amount,
    totalValueOutOfLp: state.totalValueOutOfLp + amount,
  }
}

const isDue =
  ({ lastFinalizedRequestId }: EtherFiState, upTo: number) =>
  ({ id }: { readonly id: number }): boolean =>
    id > lastFinalizedRequestId && id <= upTo

/** What finalising up to an id sets aside, wei. */
const dueUpTo = (state: EtherFiState, upTo: number): bigint =>
  Object.values(state.requests)
    .filter(isDue(state, upTo))
    .reduce((sum, { amount }) => sum + amount, 0n)

const finalized = (state: EtherFiState, upTo: number, due: bigint): EtherFiState => {
  checkIds(state, upTo)
  const isFrozen = state.version === 2026
  const rateWad = isFrozen ? amountPerShareCeil(state) : 0n
  const isNow = isDue(state, upTo)
  const requests = Object.fromEntries(
    Object.entries(state.requests).map(([id, it]) => [id, isNow(it) ? { ...it, rateWad } : it]),
  )
  const counted = { ...state, requests, lastFinalizedRequestId: upTo, locked: state.locked + due }
  return isFrozen ? lock(counted, due) : counted
}

/** Ether that came back from validators is in the pool before the report. */
const withArrivals = (state: EtherFiState, withdrawn: bigint): EtherFiState => {
  if (withdrawn > state.totalValueOutOfLp) throw new Revert('Panic(0x11)')
  return {
    ...state,
    totalValueOutOfLp: state.totalValueOutOfLp - withdrawn,
    totalValueInLp: state.totalValueInLp + withdrawn,
  }
}

/** A report, checked by the rules in force, and what it does; reverts as our EtherFiReports.sol. */
export const applyReport = (start: EtherFiState, report: EtherFiReport): EtherFiState => {
  const state = withArrivals(start, report.withdrawn)
  const { accrued, finalizeUpTo, now } = report
  const due = finalizeUpTo === 0 ? 0n : dueUpTo(state, finalizeUpTo)
  validate(state, report, due)
  const totalValueOutOfLp = state.totalValueOutOfLp + accrued
  if (totalValueOutOfLp < 0n) throw new Revert('Panic(0x11)')
  const rebased = { ...state, totalValueOutOfLp, lastReport: now }
  return finalizeUpTo === 0 ? rebased : finalized(rebased, finalizeUpTo, due)
}

/** Other rules from now on; what is set aside goes to the requests or comes back, as the upgrade moved it. */
export const withVersion = (state: EtherFiState, version: EtherFiVersion): EtherFiState => {
  if (version === state.version) return state
  const next = { ...state, version }
  return version === 2026
    ? lock(next, state.locked)
    : {
        ...next,
        totalValueOutOfLp: state.totalValueOutOfLp - state.locked,
        totalValueInLp: state.totalValueInLp + state.locked,
      }
}
