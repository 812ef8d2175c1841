import { type PathRecord, unpacked } from './factors/record.js'
import { dayAfter, type Series } from './factors/series.js'
import type { PathSpec } from './facts.js'
import { uses } from './runs.js'

/** One recorded day of the factors, levels at its end; null where nothing is recorded. */
export type RecordedDay = {
  readonly date: string
  /** Against the day before. */
  readonly etherReturn: number
  /** Lowest of the day, against the day before. */
  readonly etherLow: number
  readonly stEthDiscount: number | null
  readonly wethUtilisation: number | null
  /** A year, from the end of the day on. */
  readonly wethBorrowRate: number | null
  /** Growth of the share rate against the day before. */
  readonly rateGrowth: number | null
  readonly exitQueueEther: number | null
}

const ratio = (series: Series, date: string, before: string): number | null => {
  const [now, then] = [series.get(date), series.get(before)]
  return now === undefined || then === undefined ? null : now / then
}

/** Days of the record from one to another that have a price of ether, oldest first. */
export const recordedDays = (record: PathRecord, from: string, to: string): readonly RecordedDay[] => {
  const series = Object.fromEntries(
    Object.entries(record.columns).map(([name, column]) => [name, unpacked(column)]),
  ) as Record<keyof PathRecord['columns'], Series>
  const days: RecordedDay[] = []
  for (let before = from; before < to; before = dayAfter(before)) {
    const date = dayAfter(before)
    const [etherReturn, then, low] = [
      ratio(series.ether, date, before),
      series.ether.get(before),
      series.etherLow.get(date),
    ]
    if (etherReturn === null || then === undefined || low === undefined) continue
    days.push({
      date,
      etherReturn,
      etherLow: low / then,
      stEthDiscount: series.stEthDiscount.get(date) ?? null,
      wethBorrowRate: series.wethBorrowRate.get(date) ?? null,
      wethUtilisation: series.wethUtilisation.get(date) ?? null,
      rateGrowth: ratio(series.stEthRate, date, before),
      exitQueueEther: series.exitQueueEther.get(date) ?? null,
    })
  }
  return days
}

/** Days that have every factor which a spec's positions need beyond ether's price. */
export const completeDays = (days: readonly RecordedDay[]): readonly RecordedDay[] =>
  days.filter(day => day.stEthDiscount !== null && day.wethUtilisation !== null && day.rateGrowth !== null)

/** Prices of a spec that no recorded series gives. */
export const unrecorded = (spec: Pick<PathSpec, 'positions'>): readonly string[] => [
  ...(uses(spec, 'bitcoin') ? ['BTC/USD'] : []),
  ...(uses(spec, 'dollar') ? ['USDC/USD and the utilisation of USDC'] : []),
]
