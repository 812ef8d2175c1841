import { max, SECONDS_PER_DAY } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { type BalanceChange, postBalance, preBalance } from './balanceChange.js'
import { checkAllowances, checkAppeared } from './sanityAllowances.js'
import { checkActivated, checkWindow } from './sanityWindow.js'
import type { LidoState, ReportData } from './state.js'

/** `annualBalanceIncreaseBPLimit`: 10 % a year. Source: lidofinance/state-mate, lido.yaml @ 9f6df199. */
const ANNUAL_INCREASE_BPS = 1000n
/** `ANNUAL_BALANCE_INCREASE_DENOMINATOR`: a year in seconds times basis points. */
const ANNUAL_INCREASE_DENOMINATOR = BigInt(365 * SECONDS_PER_DAY) * 10_000n
/** `DEFAULT_CL_BALANCE`, where there was no balance. */
const DEFAULT_CL_BALANCE = 10n ** 9n
/** `DEFAULT_TIME_ELAPSED`, where no time has passed. */
const DEFAULT_TIME_ELAPSED = 3600
/** `requestTimestampMargin`: a request must be this much older than the report that finalises it, seconds. Same source. */
export const REQUEST_TIMESTAMP_MARGIN = 7_680

/** `_getTimeElapsedForAllowanceChecks`: seconds since the report before, an hour where none have passed. */
const elapsedOf = ({ now, before }: BalanceChange): bigint =>
  BigInt(now === before ? DEFAULT_TIME_ELAPSED : now - before)

/** What a rise of the whole stake may be: of `balance` over `elapsed` seconds, floored. */
const annualCap = (balance: bigint, elapsed: bigint): bigint =>
  (balance * ANNUAL_INCREASE_BPS * elapsed) / ANNUAL_INCREASE_DENOMINATOR

const NO_FLOWS = { deposits: 0n, withdrawals: 0n, negativeRebase: 0n, exitedValidators: 0 }

/**
 * What version 4 starts from (`migrateBaselineSnapshot`): the validators' balance, and the same less what already lies
 * in the vault. Versions 2 and 3 start from nothing.
 */
const baseline = (lido: LidoState, { preValidators, vault, withdrawals, before }: BalanceChange) => {
  if (lido.reports.length > 0 || lido.version !== 4) return lido.reports
  const there = vault - withdrawals
  const first: ReportData = { ...NO_FLOWS, at: before, clBalance: preValidators }
  return [first, { ...first, clBalance: preValidators - there, withdrawals: there }]
}

/** The reports that the checker has after this one. */
const withReport = (lido: LidoState, change: BalanceChange): readonly ReportData[] => {
  const { deposits, withdrawals, vault, exited, now } = change
  const clBalance = postBalance(change)
  const negativeRebase = max(0n, preBalance(change) - (clBalance + vault))
  const report = { at: now, clBalance, deposits, withdrawals, negativeRebase, exitedValidators: exited }
  return [...baseline(lido, change), report]
}

/** `_checkAnnualBalancesIncrease`: the balance may grow by 10 % a year, floored twice. */
const checkAnnualIncrease = (change: BalanceChange): void => {
  const pre = preBalance(change) || DEFAULT_CL_BALANCE
  const post = postBalance(change)
  if (pre >= post) return
  const annual = (ANNUAL_INCREASE_DENOMINATOR * (post - pre)) / pre / elapsedOf(change)
  if (annual > ANNUAL_INCREASE_BPS) throw new Revert('IncorrectCLBalanceIncrease')
}

/**
 * OracleReportSanityChecker `checkAccountingOracleReport` as far as balances go, by Lido's version and in its order; no
 * second opinion is set. Version 4: lidofinance/core @ 3f6ab3da; versions 2 and 3: tag v3.0.1, which kept LIP-23.
 * Throws what the report reverts with; otherwise the reports as they are kept. What it mirrors, branch by branch:
 * docs/fidelity.md.
 */
export const checkReport = (lido: LidoState, change: BalanceChange): readonly ReportData[] => {
  const reports = withReport(lido, change)
  switch (lido.version) {
    case 2:
    case 3:
      checkAllowances(reports, change)
      checkAnnualIncrease(change)
      checkAppeared(change, elapsedOf(change))
      break
    case 4:
      checkActivated(change, elapsedOf(change), annualCap)
      checkWindow(reports, change)
      checkAnnualIncrease(change)
      break
  }
  return reports
}
