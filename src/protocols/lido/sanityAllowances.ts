import { SECONDS_PER_DAY } from '../../units/fixed.js'
import { Revert } from '../revert.js'
import { type BalanceChange, postBalance, preBalance } from './balanceChange.js'
import type { ReportData } from './state.js'

// What Lido's versions 2 and 3 judge a report's balances by (LIP-23): OracleReportSanityChecker, lidofinance/core tag
// v3.0.1. Limits: lidofinance/state-mate, lido.yaml @ 9f6df199.

/** `initialSlashingAmountPWei` 8 and `inactivityPenaltiesAmountPWei` 101, in wei a validator. */
const INITIAL_SLASHING_AMOUNT = 8n * 10n ** 15n
const INACTIVITY_PENALTIES_AMOUNT = 101n * 10n ** 15n
/** Falls of the last 18 days count, against the validators that had not exited 18 and 54 days ago; seconds. */
const SHORT_WINDOW = 18 * SECONDS_PER_DAY
const LONG_WINDOW = 54 * SECONDS_PER_DAY
/** `appearedValidatorsPerDayLimit`. */
const APPEARED_PER_DAY = 43_200n

/** `_exitedValidatorsAtTimestamp`: as of the last report that is not younger than `time`; none where there is no such report. */
const exitedAt = (reports: readonly ReportData[], time: number): number =>
  reports.findLast(({ at }) => at <= time)?.exitedValidators ?? 0

/**
 * `_checkCLBalanceDecrease`: falls of 18 days, this one included, against 0.008 ether for each validator that had not
 * exited 18 days ago and 0.101 for each that had not 54 days ago: about 0.34 % of the balance.
 */
export const checkAllowances = (reports: readonly ReportData[], change: BalanceChange): void => {
  const { vault, postCount, now } = change
  if (preBalance(change) <= postBalance(change) + vault) return
  const fallen = reports
    .filter(({ at }) => at > now - SHORT_WINDOW)
    .reduce((sum, { negativeRebase }) => sum + negativeRebase, 0n)
  const left = (window: number): bigint => BigInt(postCount - exitedAt(reports, now - window))
  const allowed =
    INITIAL_SLASHING_AMOUNT * left(SHORT_WINDOW) + INACTIVITY_PENALTIES_AMOUNT * left(LONG_WINDOW)
  if (fallen > allowed) throw new Revert('IncorrectCLBalanceDecrease')
}

/** `_checkAppearedValidatorsChurnLimit`: 43,200 a day may appear, floored; `elapsed` in seconds. */
export const checkAppeared = ({ preCount, postCount }: BalanceChange, elapsed: bigint): void => {
  const limit = (APPEARED_PER_DAY * elapsed) / BigInt(SECONDS_PER_DAY)
  if (BigInt(postCount - preCount) > limit) throw new Revert('IncorrectAppearedValidators')
}
