import type { Backtest, Window } from '../../paths/backtest.js'
import type { Estimate } from '../../paths/estimates.js'
import { eventsIn } from '../../paths/events.js'
import type { PathRecord } from '../../paths/factors/record.js'
import type { PathSpec } from '../../paths/facts.js'
import { unrecorded } from '../../paths/recorded.js'

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

const between = ({ value, low, high }: Estimate): string =>
  `${percent(value)} (95 % interval ${percent(low)} to ${percent(high)})`

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0

const spreadLine = (windows: readonly Window[]): string => {
  const sorted = windows.map(({ profit }) => profit).sort((a, b) => a - b)
  const [worst, p5, p50, p95] = [0, 0.05, 0.5, 0.95].map(share => percent(at(sorted, share)))
  return `  Profit in ether: worst ${worst}, 5 % below ${p5}, median ${p50}, 5 % above ${p95}.`
}

const worstLine = ({ from, to, profit, liquidated, leastHealth }: Window): string => {
  const health = leastHealth < 1e9 ? `, lowest health factor ${leastHealth.toFixed(4)}` : ''
  const events = eventsIn(from, to)
  const named = events.length === 0 ? '' : ` (${events.join(', ')})`
  return `    ${from} to ${to}${named}: ${percent(profit)}${health}${liquidated ? ', liquidated' : ''}`
}

const gapLines = ({ assumedRateDays, missingDays }: Backtest, record: PathRecord): readonly string[] => [
  ...(missingDays === 0
    ? []
    : [
        `  ${missingDays} days lack a figure that the position needs; windows with them are left out (borrow rate of WETH: ${record.columns.wethBorrowRate.source}).`,
      ]),
  ...(assumedRateDays === 0
    ? []
    : [`  On ${assumedRateDays} days no share rate is recorded: it grows as calibrated.`]),
]

const positionText = (result: Backtest, { days }: PathSpec, record: PathRecord): string => {
  const { name, startEth, windows, nonOverlapping } = result
  const [first, last] = [windows[0], windows.at(-1)]
  return [
    `${name}: ${startEth.toFixed(2)} ETH, opened on each of ${windows.length} days and held ${days}, ${first?.from} to ${last?.to}.`,
    `  Windows that do not overlap: ${nonOverlapping}. The others share days with them and add little evidence.`,
    `  Liquidated: ${between(result.liquidated)}, ${result.liquidated.draws} of ${windows.length} windows.`,
    `  Mean profit against holding ether: ${between(result.meanProfit)}.`,
    `  Mean profit against holding stETH: ${between(result.meanAgainstStEth)}; behind it in ${between(result.behindStEth)} of windows.`,
    spreadLine(windows),
    '  Worst windows that do not overlap:',
    ...result.worst.map(worstLine),
    ...gapLines(result, record),
  ].join('\n')
}

const stillWords = (spec: PathSpec): string => {
  const missing = unrecorded(spec)
  return missing.length === 0 ? '' : ` Not recorded, so that it stays where it is: ${missing.join('; ')}.`
}

/** Backtests as text for a terminal. */
export const backtestText = (results: readonly Backtest[], spec: PathSpec, record: PathRecord): string =>
  `${results.map(result => positionText(result, spec, record)).join('\n\n')}\n\nToday's position and terms, with the recorded moves of ether (lows of the day too), stETH's share rate and WETH's borrow rate. Intervals by block bootstrap, blocks of ${spec.days} days.${stillWords(spec)}\n`
