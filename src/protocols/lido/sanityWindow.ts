import { BPS, max, mulDivFloor, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { type BalanceChange, postBalance, preBalance } from './balanceChange.js'
import type { ReportData } from './state.js'

// What Lido's version 4 judges a report's balances by: OracleReportSanityChecker, lidofinance/core @ 3f6ab3da. Limits:
// lidofinance/state-mate, lido.yaml @ 9f6df199.

/** `maxCLBalanceDecreaseBP`. */
const MAX_CL_DECREASE_BPS = 360n
/** `CL_BALANCE_WINDOW`: 36 days, in seconds. */
const CL_BALANCE_WINDOW = 36 * SECONDS_PER_DAY
/** `appearedEthAmountPerDayLimit`: 225 epochs of 256 ether; wei. */
export const ACTIVATED_PER_DAY = 57_600n * WAD
/** `MAX_VALIDATOR_EFFECTIVE_BALANCE`: the largest validator, which is activated as a whole; wei. */
const LARGEST_VALIDATOR = 2_048n * WAD
/** `externalPendingBalanceCapEth`: what others may deposit to Lido's validators; wei. */
const EXTERNAL_PENDING_CAP = 300n * WAD

/**
 * `_findWindowBaselineIndex`: the earliest report of the last 36 days. Where the one that is judged is alone there, the
 * last one before: reports that are refused for long do not move the baseline.
 */
const baselineIndex = (reports: readonly ReportData[], now: number): number => {
  const last = reports.length - 1
  const first = reports.findIndex(({ at }) => at >= now - CL_BALANCE_WINDOW)
  return first === last ? Math.max(0, last - 1) : first
}

/**
 * `_checkCLBalanceDecrease`: the balance of the baseline, with what was deposited and withdrawn since, against the
 * balance now; it may be 3.6 % lower. Rewards between two falls therefore offset them. Where more was withdrawn than
 * was there, nothing has fallen.
 */
export const checkWindow = (reports: readonly ReportData[], change: BalanceChange): void => {
  const post = postBalance(change)
  if (preBalance(change) <= post + change.withdrawals) return
  const start = baselineIndex(reports, change.now)
  const since = reports.slice(start + 1)
  const flows = since.reduce((sum, report) => sum + report.deposits - report.withdrawals, 0n)
  const expected = max(0n, (reports[start]?.clBalance ?? 0n) + flows)
  const allowed = mulDivFloor(expected, MAX_CL_DECREASE_BPS, BPS)
  if (expected - post > allowed) throw new Revert('IncorrectCLBalanceDecrease')
}

/**
 * `_checkCLPendingAndValidatorsBalanceIncrease`: what waits to be activated, what was activated, and what the validators
 * gained with what they paid out; the last may be no more than was activated and a year's tenth.
 */
export const checkActivated = (
  change: BalanceChange,
  elapsed: bigint,
  annualCap: (balance: bigint, elapsed: bigint) => bigint,
): void => {
  const { preValidators, prePending, deposits, postValidators, postPending, withdrawals } = change
  const funded = prePending + deposits
  if (postPending > funded + EXTERNAL_PENDING_CAP) throw new Revert('IncorrectTotalPendingBalance')
  const activated = max(0n, funded - postPending)
  const limit = mulDivFloor(ACTIVATED_PER_DAY, elapsed, BigInt(SECONDS_PER_DAY))
  if (activated > limit + LARGEST_VALIDATOR) throw new Revert('IncorrectTotalActivatedBalance')
  const gained = postValidators - max(0n, preValidators - withdrawals)
  const most = activated + annualCap(preValidators + activated, elapsed)
  if (gained > most) throw new Revert('IncorrectTotalCLBalanceIncrease')
}
