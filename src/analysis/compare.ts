import { PATIENCES } from '../simulation/patience.js'
import type { Facts, Verdict } from './limits.js'

/** What a comparison shows of one position: the worst of each measure over its scenarios. */
export type Row =
  | {
      readonly kind: 'compared'
      readonly position: string
      readonly cells: Readonly<Record<string, number | null>>
      /** The scenario with the dearest exit at once, or with the lowest health factor where exits cost nothing. */
      readonly worst: string
      /** Cost against patience at its worst over the scenarios, basis points; null where no way out ends in time. */
      readonly curve: readonly { readonly days: number; readonly costBps: number | null }[]
      /** A user's own measures, over the scenarios; null where one of them has no value. */
      readonly own: Readonly<Record<string, { readonly low: number; readonly high: number } | null>>
      /** What became of the limits; empty where none was given. */
      readonly verdicts: readonly Verdict[]
    }
  | {
      readonly kind: 'refused'
      readonly position: string
      readonly scenario: string
      readonly reason: string
    }

/** A column: a measure, and which way is worse. */
export type Column = { readonly name: string; readonly heading: string; readonly worse: 'lower' | 'higher' }

/** Columns of a comparison, in their order; calm yield comes first and is of the calm scenario alone. */
export const COLUMNS: readonly Column[] = [
  { name: 'netApy', heading: 'calm yield', worse: 'lower' },
  { name: 'minHealthFactor', heading: 'lowest HF', worse: 'lower' },
  { name: 'liquidated', heading: 'liquidated', worse: 'higher' },
  { name: 'exitNowBps', heading: 'at once bps', worse: 'higher' },
  { name: 'exitWithin7dBps', heading: '7 days bps', worse: 'higher' },
  { name: 'exitWithin30dBps', heading: '30 days bps', worse: 'higher' },
  { name: 'longestExitDays', heading: 'longest wait', worse: 'higher' },
]

export type Seen = { readonly scenario: string; readonly facts: Facts }

const measured = ({ facts }: Seen, name: string): number | null => {
  const cell = facts.measures[name]
  return cell?.ok ? cell.value : null
}

/** The worst of a measure; no value at all, as where no way out is open, is worse than any number. */
const worstOf = (seen: readonly Seen[], { name, worse }: Column): number | null => {
  const own = name === 'netApy' ? seen.filter(({ scenario }) => scenario === 'calm') : seen
  const values = own.map(one => measured(one, name))
  if (values.length === 0 || values.includes(null)) return null
  return (worse === 'lower' ? Math.min : Math.max)(...(values as readonly number[]))
}

const CURVE_NAMES = {
  now: 'exitNowBps',
  days7: 'exitWithin7dBps',
  days14: 'exitWithin14dBps',
  days30: 'exitWithin30dBps',
} as const

/** Measures that a comparison is made of. */
export const COMPARED: readonly string[] = [
  ...new Set([...COLUMNS.map(({ name }) => name), ...Object.values(CURVE_NAMES)]),
]

const curveOf = (seen: readonly Seen[]) =>
  PATIENCES.flatMap(({ id, days }) =>
    id === 'any' || days === null
      ? []
      : [
          {
            days: id === 'now' ? 0 : days,
            costBps: worstOf(seen, { name: CURVE_NAMES[id], heading: '', worse: 'higher' }),
          },
        ],
  )

const rangeOf = (seen: readonly Seen[], name: string) => {
  const values = seen.map(one => measured(one, name))
  if (values.length === 0 || values.includes(null)) return null
  const numbers = values as readonly number[]
  return { low: Math.min(...numbers), high: Math.max(...numbers) }
}

const badness = (one: Seen): number => measured(one, 'exitNowBps') ?? Number.POSITIVE_INFINITY

/** What was asked besides the columns. */
export type Asked = { readonly own: readonly string[]; readonly verdicts: readonly Verdict[] }

/** One position's row. */
export const rowOf = (position: string, seen: readonly Seen[], { own, verdicts }: Asked): Row => {
  const [first] = seen
  const worst = seen.reduce(
    (found, next) => (badness(next) > badness(found) ? next : found),
    first ?? { scenario: '', facts: { measures: {}, share: () => 0, days: {} } },
  )
  return {
    kind: 'compared',
    position,
    cells: Object.fromEntries(COLUMNS.map(column => [column.name, worstOf(seen, column)])),
    worst: worst.scenario,
    curve: curveOf(seen),
    own: Object.fromEntries(own.map(name => [name, rangeOf(seen, name)])),
    verdicts,
  }
}

/** The best first by one column; refused positions last. */
export const sortRows = (rows: readonly Row[], by: string): readonly Row[] => {
  const column = COLUMNS.find(({ name }) => name === by)
  if (!column) return rows
  const sign = column.worse === 'lower' ? -1 : 1
  const key = (row: Row): number =>
    row.kind === 'refused'
      ? Number.POSITIVE_INFINITY
      : row.cells[by] == null
        ? Number.MAX_VALUE
        : sign * row.cells[by]
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
