import { BPS, max, mulDivFloor, SECONDS_PER_DAY, WAD } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import type { LidoState, ReportData } from './state.js'

/** `maxCLBalanceDecreaseBP` of version 4. Source: lidofinance/state-mate, lido.yaml @ 9f6df199. */
const MAX_CL_DECREASE_BPS = 360n
/** `CL_BALANCE_WINDOW` of version 4: 36 days, in seconds. */
const CL_BALANCE_WINDOW = 36 * SECONDS_PER_DAY
/** `initialSlashingAmountPWei` 8 and `inactivityPenaltiesAmountPWei` 101 of version 3, in wei a validator. Same source. */
const INITIAL_SLASHING_AMOUNT = 8n * 10n ** 15n
const INACTIVITY_PENALTIES_AMOUNT = 101n * 10n ** 15n
/** Version 3 sums falls of 18 days; its other window, of 54 days, counts who had exited before (LIP-23). */
const NEGATIVE_REBASE_WINDOW = 18 * SECONDS_PER_DAY
/** What version 3 counts validators by, in wei. */
const VALIDATOR = 32n * WAD
/** `annualBalanceIncreaseBPLimit`: 10 % a year. Same source. */
const ANNUAL_INCREASE_BPS = 1000n
/** `DEFAULT_TIME_ELAPSED`, where no time has passed. */
const DEFAULT_TIME_ELAPSED = 3600
/** `requestTimestampMargin`: a request must be this much older than the report that finalises it, seconds. Same source. */
export const REQUEST_TIMESTAMP_MARGIN = 7_680

/** The consensus layer over one report, wei; `pre` counts what was deposited. */
export type BalanceChange = {
  readonly pre: bigint
  readonly post: bigint
  readonly deposits: bigint
  /** Ether that left the validators since the report before. */
  readonly withdrawals: bigint
  /** Ether in the withdrawal vault, that left included. */
  readonly vault: bigint
  /** Seconds: of this report, and of the one before. */
  readonly now: number
  readonly before: number
}

/** The reports that the checker has after this one. The first is preceded by a baseline, as a migration leaves it. */
const withReport = (lido: LidoState, change: BalanceChange): readonly ReportData[] => {
  const { pre, post, deposits, withdrawals, vault, now } = change
  const none = { deposits: 0n, withdrawals: 0n, negativeRebase: 0n }
  const before =
    lido.reports.length > 0
      ? lido.reports
      : [{ at: change.before, clBalance: max(0n, pre - deposits), ...none }]
  const negativeRebase = max(0n, pre - (post + vault))
  return [...before, { at: now, clBalance: post, deposits, withdrawals, negativeRebase }]
}

/**
 * OracleReportSanityChecker of version 4: the balance at the window's start, with what was deposited and withdrawn
 * since, against the balance now; it may be 3.6 % lower. Rewards between two falls therefore offset them.
 */
const checkWindow = (reports: readonly ReportData[], change: BalanceChange): void => {
  if (change.pre <= change.post + change.withdrawals) return
  const start = reports.findIndex(report => report.at >= change.now - CL_BALANCE_WINDOW)
  const since = reports.slice(start + 1)
  const flows = since.reduce((sum, report) => sum + report.deposits - report.withdrawals, 0n)
  const adjusted = (reports[start]?.clBalance ?? 0n) + flows
  if (adjusted < 0n) throw new Revert('IncorrectCLBalanceDecreaseWindowData')
  const allowed = mulDivFloor(adjusted, MAX_CL_DECREASE_BPS, BPS)
  if (adjusted - change.post > allowed) throw new Revert('IncorrectCLBalanceDecrease')
}

/**
 * OracleReportSanityChecker of version 3: falls of the last 18 days, this one included, against 0.109 ether a validator,
 * about 0.34 % of the balance. Validators are counted here as if each held 32 ether, those that exited left out.
 */
const checkAllowances = (reports: readonly ReportData[], change: BalanceChange): void => {
  if (change.pre <= change.post + change.vault) return
  const inside = reports.filter(report => report.at > change.now - NEGATIVE_REBASE_WINDOW)
  const fallen = inside.reduce((sum, report) => sum + report.negativeRebase, 0n)
  const allowed = (INITIAL_SLASHING_AMOUNT + INACTIVITY_PENALTIES_AMOUNT) * (change.pre / VALIDATOR)
  if (fallen > allowed) throw new Revert('IncorrectCLBalanceDecrease')
}

/** `_checkAnnualBalancesIncrease`: the balance may grow by 10 % a year, floored twice. */
const checkIncrease = ({ pre, post, now, before }: BalanceChange): void => {
  if (pre >= post) return
  const balance = pre === 0n ? 10n ** 9n : pre
  const elapsed = BigInt(now === before ? DEFAULT_TIME_ELAPSED : now - before)
  const annual = (BigInt(365 * SECONDS_PER_DAY) * BPS * (post - balance)) / balance / elapsed
  if (annual > ANNUAL_INCREASE_BPS) throw new Revert('IncorrectCLBalanceIncrease')
}

/**
 * OracleReportSanityChecker `checkAccountingOracleReport`, as far as balances go, by Lido's version; no second opinion is
 * set. Throws what the report reverts with; otherwise the reports as they are kept.
 */
export const checkReport = (lido: LidoState, change: BalanceChange): readonly ReportData[] => {
  const reports = withReport(lido, change)
  switch (lido.sanityVersion) {
    case 3:
      checkAllowances(reports, change)
      break
    case 4:
      checkWindow(reports, change)
      break
  }
  checkIncrease(change)
  return reports
}
