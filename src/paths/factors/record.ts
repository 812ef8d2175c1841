import { dayAfter, type Series } from './series.js'

/** Columns of the packed record, by name; integers of `unit` each, a day each from `from` on, null where none is recorded. */
export type Column = {
  readonly from: string
  readonly unit: number
  readonly source: string
  readonly values: readonly (number | null)[]
}

/** Recorded days of the factors: what futures are redrawn from and backtests go through. */
export type PathRecord = {
  readonly asOf: string
  readonly columns: Readonly<Record<ColumnName, Column>>
}

export const COLUMNS = [
  'ether',
  'etherLow',
  'stEthDiscount',
  'wethUtilisation',
  'wethBorrowRate',
  'stEthRate',
  'gasGwei',
  'exitQueueEther',
] as const
export type ColumnName = (typeof COLUMNS)[number]

/** A series as whole numbers of `unit`. */
export const packed = (series: Series, unit: number, source: string): Column => {
  const days = [...series.keys()].sort()
  const values: (number | null)[] = []
  const [from = '', last = ''] = [days[0], days.at(-1)]
  for (let day = from; day <= last && day !== ''; day = dayAfter(day)) {
    const value = series.get(day)
    values.push(value === undefined ? null : Math.round(value / unit))
  }
  return { from, unit, source, values }
}

/** A column as a series. */
export const unpacked = ({ from, unit, values }: Column): Series => {
  const series = new Map<string, number>()
  let day = from
  for (const value of values) {
    // A quotient, not a product: 1 / 1e6 units give back the decimal that was written.
    if (value !== null) series.set(day, value / Math.round(1 / unit))
    day = dayAfter(day)
  }
  return series
}
