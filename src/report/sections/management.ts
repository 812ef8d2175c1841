import type { Document } from '../document.js'
import { asText, type Column, counted, decimal, table } from '../text.js'

const COLUMNS: readonly Column[] = [
  { title: 'Measure' },
  { title: 'Managed', align: 'right' },
  { title: 'Not managed', align: 'right' },
]

/** What a reader compares, in this order. */
const SHOWN: readonly (readonly [string, string, number])[] = [
  ['minHealthFactor', 'lowest health factor', 4],
  ['liquidated', 'liquidated (1 is yes)', 0],
  ['liquidationLossEth', 'loss by liquidation, ETH', 3],
  ['equityChangeEth', 'change of net worth, less gas, ETH', 3],
  ['exitNowBps', 'leaving at once at the worst moment, bps', 1],
  ['exitWithin30dBps', 'leaving within 30 days at the worst moment, bps', 1],
  ['longestExitDays', 'longest exit, days', 1],
]

type Cells = Document['measures']

const said = (cells: Cells, name: string, digits: number): string => {
  const cell = cells[name]
  if (!cell) return '–'
  return cell.ok ? decimal(cell.value, digits) : `none: ${asText(cell.reason)}`
}

const settingsOf = (settings: Readonly<Record<string, number>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${asText(name)} = ${value}`)
    .join(', ')

/** What managing the position changed, against the same position left alone; empty where nobody manages it. */
export const management = (document: Document): string => {
  const managed = document.management
  if (!managed) return ''
  const rows = SHOWN.map(([name, title, digits]) => [
    title,
    said(document.measures, name, digits),
    said(managed.without, name, digits),
  ])
  const sent =
    managed.actions === 0
      ? 'It never acted.'
      : `It sent ${counted(managed.actions, 'transaction')}, ${managed.refused === 0 ? 'none' : managed.refused} of them refused, for ${decimal(managed.gasEth, 4)} ETH of gas.`
  return [
    `**${asText(managed.policy)}** (${settingsOf(managed.settings)}): ${asText(managed.about)}. It sees what everyone sees, and its transactions land a block after theirs, liquidators’ included, who pay to be first. ${sent}`,
    table(COLUMNS, rows),
    'Not managed: the same position, and the same ether kept aside, in the model; both worlds agree to the wei along a managed run.',
  ].join('\n\n')
}
