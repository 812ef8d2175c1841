import { PATIENCES } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { asText, bps, type Column, day, duration, ether, fixed, listed, table } from '../text.js'
import { exitCostWei, type Frame, type Reading, reading, type Way, worstFrame } from './read.js'

const COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Way out' },
  { title: 'How' },
  { title: 'Proceeds, ETH', align: 'right' },
  { title: 'Cost, bps', align: 'right' },
  { title: 'Half to twice the depth, bps', align: 'right' },
  { title: 'Cost, ETH', align: 'right' },
  { title: 'Time', align: 'right' },
  { title: 'Gas, units', align: 'right' },
  { title: 'on the fork', align: 'right' },
]

const units = (text: string): string => fixed(BigInt(text), { decimals: 0, digits: 0 })

const bandCell = ({ band }: Way): string => {
  if (!band) return '–'
  const side = (cost: number | null): string => (cost === null ? 'not possible' : bps(cost))
  return `${side(band.halfDepthBps)} to ${side(band.twiceDepthBps)}`
}

/** The median, where it may be longer the bad case, and how long it takes if nobody follows. */
const timeWords = ({ medianDays, badDays, aloneDays }: Way): string =>
  [
    duration(medianDays),
    ...(badDays - medianDays < 0.05 ? [] : [`bad case ${duration(badDays)}`]),
    ...(medianDays - aloneDays < 0.5 ? [] : [`${duration(aloneDays)} if nobody follows`]),
  ].join('; ')

const rowOf = (frame: Frame, way: Way): readonly string[] => [
  asText(way.name),
  asText(way.method),
  ether(BigInt(way.proceedsWei)),
  bps(way.costBps),
  bandCell(way),
  ether(exitCostWei(frame, way)),
  timeWords(way),
  units(way.gasUnits),
  way.onFork ? units(way.onFork.gasUnits) : '–',
]

const rowsOf = (frame: Frame, label: string): readonly (readonly string[])[] => {
  const open = frame.exits.ways.map(way => rowOf(frame, way))
  const closed = frame.exits.closed.map(({ name, reason }) => [
    asText(name),
    `**not possible**: ${asText(reason)}`,
    ...Array<string>(COLUMNS.length - 3).fill(''),
  ])
  return [...open, ...closed].map((row, i) => [i === 0 ? label : '', ...row])
}

/** Start, the worst moment for each patience, end; each frame once. */
const moments = (read: Reading): readonly { readonly frame: Frame; readonly label: string }[] => {
  const worst = PATIENCES.map(patience => [worstFrame(read, patience), patience.name] as const)
  const wanted = [read.first, ...worst.map(([frame]) => frame), read.last]
  return read.frames
    .filter(frame => wanted.includes(frame))
    .map(frame => {
      const names = worst.filter(([found]) => found === frame).map(([, name]) => name)
      const labels = [
        ...(frame === read.first ? ['start'] : []),
        ...(names.length === PATIENCES.length ? ['worst moment'] : names.map(name => `worst ${name}`)),
        ...(frame === read.last ? ['end'] : []),
      ]
      return { frame, label: `${day(frame.atSeconds)}: ${listed(labels)}` }
    })
}

/** What leaving would have cost at the moments that matter: every way from the quickest to the cheapest. */
export const exits = (document: Document): string =>
  table(
    COLUMNS,
    moments(reading(document)).flatMap(({ frame, label }) => rowsOf(frame, label)),
  )
