import type { Input } from './seedSchema.js'

type Row = { readonly asset: string; readonly amount: number; readonly impactBps: number }
type Ladder = { readonly rows: readonly Row[]; readonly beyond: string }

const isLadder = (value: object): value is Ladder => 'rows' in value && 'beyond' in value

/** A table of depth by its end: what is sold in all, and what that costs. */
const ladderText = ({ rows, beyond }: Ladder): string => {
  const last = rows.at(-1)
  const end = beyond === 'nothing' ? 'ends at' : 'recorded to'
  return last ? `${end} ${last.amount} ${last.asset}, ${last.impactBps} bp` : 'nothing'
}

const listText = (list: readonly unknown[]): string =>
  list.map(one => (typeof one === 'object' && one !== null && 'label' in one ? one.label : one)).join(', ')

/** The value of an input in one line, without its unit. */
export const valueText = (value: unknown): string => {
  if (Array.isArray(value)) return listText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (isLadder(value)) return ladderText(value)
  return Object.entries(value)
    .map(([key, entry]) => `${key} ${entry}`)
    .join(', ')
}

/** The range of an input in one line; null where it is its own range. */
export const rangeText = ({ value, low, high }: Input<unknown>): string | null => {
  const [least, likely, most] = [low, value, high].map(valueText)
  return least === likely && likely === most ? null : `${least} to ${most}`
}
