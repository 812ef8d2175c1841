import { PATIENCES, type Patience } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { asText, bps, type Column, day, duration, ether, short, table } from '../text.js'
import { wayAt } from './read.js'

type Sized = Document['exitsBySize'][number]

const COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Size', align: 'right' },
  { title: 'Net worth, ETH', align: 'right' },
  ...PATIENCES.map(({ name }): Column => ({ title: `${name}, bps`, align: 'right' })),
]

const cellOf = (sized: Sized, patience: Patience): string => {
  const way = wayAt(sized, patience)
  if (!way) return 'no way'
  return patience.id === 'now' ? bps(way.costBps) : `${bps(way.costBps)} in ${duration(way.medianDays)}`
}

const rowOf = (sized: Sized): readonly string[] => {
  const { atSeconds, factor, equityWei, refused } = sized
  const head = [day(atSeconds), `× ${short(factor)}`]
  if (refused !== null) return [...head, `not opened: ${asText(refused)}`, ...PATIENCES.map(() => '–')]
  return [
    ...head,
    equityWei === null ? '–' : ether(BigInt(equityWei)),
    ...PATIENCES.map(patience => cellOf(sized, patience)),
  ]
}

const NOTE =
  'Cost of leaving by size: the model opens the position so many times as large, lets the scenario happen to it, and plans its exit for each patience; cost is of net worth at that size.'

/** What leaving costs by size, at the start and when leaving at once cost most; empty where it was not worked out. */
export const sizes = ({ exitsBySize }: Document): string => {
  if (exitsBySize.length === 0) return ''
  const inTime = [...exitsBySize].sort((a, b) => a.atSeconds - b.atSeconds || a.factor - b.factor)
  return `${NOTE}\n\n${table(COLUMNS, inTime.map(rowOf))}`
}
