import type { Market } from '../../market/market.js'
import type { Wait } from '../../position/strategy.js'
import { exitQueueDays, exitQueueNow } from '../../protocols/ethereum/churn.js'

/** `MIN_VALIDATOR_WITHDRAWABILITY_DELAY`. */
const WITHDRAWABLE_DAYS = 256 / 225
/** A whole round of the withdrawal sweep (SOURCES B.10); half of it on average. */
const SWEEP_DAYS = 8.7
/** Issuers report about once a day. */
const REPORT_DAYS = 1
/** A report may come a tenth of a day early, or a whole day late (assumed). */
const EARLY_REPORT = 0.9

/** A report that pays from ether which is there. */
export const NEXT_REPORT: Wait = {
  earlyDays: EARLY_REPORT * REPORT_DAYS,
  medianDays: REPORT_DAYS,
  badDays: 2 * REPORT_DAYS,
}

/** `ether` that only leaving validators bring: the exit queue, what holds it back after that, a sweep, a report. */
export const validatorsLeave = (market: Market, ether: bigint, heldBackDays = 0): Wait => {
  const { ethereum, block } = market
  const queued = exitQueueNow(ethereum, block.timestamp) + ether
  const earlyDays = exitQueueDays(ethereum, queued) + WITHDRAWABLE_DAYS + heldBackDays
  return {
    earlyDays,
    medianDays: earlyDays + SWEEP_DAYS / 2 + REPORT_DAYS,
    badDays: earlyDays + 2 * SWEEP_DAYS,
  }
}
