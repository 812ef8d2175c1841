import type { Document } from '../document.js'
import { asText, type Column, decimal, table } from '../text.js'

type Sensitivity = Document['sensitivities'][number]

const COLUMNS: readonly Column[] = [
  { title: 'What moves, alone' },
  { title: 'Today', align: 'right' },
  { title: 'Liquidation at', align: 'right' },
  { title: 'That is', align: 'right' },
  { title: 'Why' },
]

const DAYS_A_YEAR = 365

const inUnit = (value: number, unit: string): string => {
  if (unit === 'per year') return `${decimal(value * 100, 2)} %`
  if (unit === 'bps') return `${decimal(value / 100, 2)} %`
  if (unit === 'days')
    return value > 2 * DAYS_A_YEAR
      ? `${decimal(value, 0)} days (${decimal(value / DAYS_A_YEAR, 1)} years)`
      : `${decimal(value, 0)} days`
  return `${decimal(value, Math.abs(value) < 100 ? 4 : 2)} ${asText(unit)}`
}

const isTime = ({ unit }: Sensitivity): boolean => unit === 'days'

const signedPercent = (part: number): string => `${part > 0 ? '+' : ''}${decimal(part * 100, 1)} %`

/** How far it is from today's value; of today's value, where that says something. */
const moveOf = (entry: Sensitivity): string =>
  entry.atLiquidation === null || entry.today === 0 || isTime(entry) || entry.unit === 'per year'
    ? ''
    : signedPercent(entry.atLiquidation / entry.today - 1)

const rowOf = (entry: Sensitivity): readonly string[] => [
  asText(entry.factor),
  isTime(entry) ? '' : inUnit(entry.today, entry.unit),
  entry.atLiquidation === null ? 'never' : inUnit(entry.atLiquidation, entry.unit),
  moveOf(entry),
  asText(entry.reason),
]

/** How far each risk factor can move alone before the position can be liquidated; empty without debt. */
export const sensitivitiesTable = ({ sensitivities }: Document): string =>
  sensitivities.length === 0
    ? ''
    : `How far each of these can move alone before the health factor is 1:\n\n${table(COLUMNS, sensitivities.map(rowOf))}`
