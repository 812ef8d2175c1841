import type { Document } from '../document.js'
import { asText, bps, type Column, day, duration, ether, fixed, listed, table } from '../text.js'
import {
  cheapest,
  type Exit,
  exitCostWei,
  type Frame,
  quickest,
  type Reading,
  reading,
  restsOnAssumedDepth,
  routeName,
  unique,
  worstFrame,
} from './read.js'

const COLUMNS: readonly Column[] = [
  { title: 'When' },
  { title: 'Route' },
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

const bandCell = (document: Document, exit: Extract<Exit, { possible: true }>): string => {
  if (!restsOnAssumedDepth(document, exit)) return '–'
  if (!exit.band) return 'assumed'
  const side = (cost: number | null): string => (cost === null ? 'not possible' : bps(cost))
  return `${side(exit.band.halfDepthBps)} to ${side(exit.band.twiceDepthBps)}`
}

type Place = {
  readonly document: Document
  readonly read: Reading
  readonly frame: Frame
  readonly label: string
}

/** The median, and where it may be longer the bad case. */
const timeCell = ({ days, daysBadCase }: Extract<Exit, { possible: true }>): string =>
  daysBadCase - days < 0.05 ? duration(days) : `${duration(days)}; bad case ${duration(daysBadCase)}`

const rowOf = ({ document, read, frame, label }: Place, exit: Exit): readonly string[] => {
  if (!exit.possible)
    return [label, routeName(exit), `**not possible**: ${asText(exit.reason)}`, '', '', '', '', '', '', '']
  return [
    label,
    routeName(exit),
    asText(exit.method),
    ether(BigInt(exit.proceedsWei)),
    bps(exit.costBps),
    bandCell(document, exit),
    ether(exitCostWei(frame, exit)),
    timeCell(exit),
    units(exit.gasUnits),
    read.world === 'fork' ? units(exit.measuredGasUnits) : '–',
  ]
}

/** Start, the worst moments, end; each frame once. */
const moments = (read: Reading): readonly { readonly frame: Frame; readonly label: string }[] => {
  const [patient, hasty] = [worstFrame(read, cheapest), worstFrame(read, quickest)]
  const wanted: readonly (readonly [Frame, string])[] = [
    [read.first, 'start'],
    [patient, 'cheapest way at its worst'],
    [hasty, 'quickest way at its worst'],
    [read.last, 'end'],
  ]
  return read.frames
    .filter(frame => wanted.some(([found]) => found === frame))
    .map(frame => {
      const names = wanted.filter(([found]) => found === frame).map(([, name]) => name)
      const both = patient === hasty && frame === patient
      const said = both ? unique(names.map(name => (name.includes('worst') ? 'worst moment' : name))) : names
      return { frame, label: `${day(frame.atSeconds)}: ${listed(said)}` }
    })
}

/** What leaving would have cost, by route, at the moments that matter. */
export const exits = (document: Document): string => {
  const read = reading(document)
  const when = moments(read)
  const rows = when.flatMap(({ frame, label }) =>
    frame.exits.map((exit, i) => rowOf({ document, read, frame, label: i === 0 ? label : '' }, exit)),
  )
  return table(COLUMNS, rows)
}
