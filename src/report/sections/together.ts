import type { Document } from '../document.js'
import { bps, type Column, day, ether, table } from '../text.js'
import { patienceOf } from './read.js'

type At = Document['together'][number]
type Row = At['patiences'][number]

const cost = (wei: string | null): string => (wei === null ? 'not possible' : ether(BigInt(wei)))

const aloneOf = ({ parts }: Row): bigint | null =>
  parts.reduce<bigint | null>(
    (sum, { costWei }) => (sum === null || costWei === null ? null : sum + BigInt(costWei)),
    0n,
  )

const ofValue = (wei: bigint, { parts }: Row): string => {
  const value = parts.reduce((sum, { valueWei }) => sum + BigInt(valueWei), 0n)
  return value > 0n ? `${bps(Number((wei * 1_000_000n) / value) / 100)} bps` : '–'
}

const dearer = (row: Row): string => {
  const alone = aloneOf(row)
  if (alone === null || row.togetherWei === null) return '–'
  const more = BigInt(row.togetherWei) - alone
  return `${ether(more)} ETH (${ofValue(more, row)})`
}

const columnsOf = ({ parts }: Row): readonly Column[] => [
  { title: 'When' },
  { title: 'Patience' },
  ...parts.map(({ part }) => ({ title: `${part}, alone`, align: 'right' }) as const),
  { title: 'Alone, added up', align: 'right' },
  { title: 'All at once', align: 'right' },
  { title: 'Dearer together by', align: 'right' },
]

const rowOf = (at: At, row: Row): readonly string[] => {
  const alone = aloneOf(row)
  return [
    day(at.atSeconds),
    patienceOf(row.patience).name,
    ...row.parts.map(({ costWei }) => cost(costWei)),
    alone === null ? '–' : ether(alone),
    cost(row.togetherWei),
    dearer(row),
  ]
}

/** What leaving one part costs while the others stay, and all at once, in ether; empty for a position of one part. */
export const together = ({ together: moments }: Document): string => {
  const [first] = moments.flatMap(({ patiences }) => patiences)
  if (!first) return ''
  const rows = moments.flatMap(at => at.patiences.map(row => rowOf(at, row)))
  return `What leaving each part costs while the others stay, and what leaving all of it at once does, in ETH; worked out by the model. The parts share markets: the sale of one moves the price for the next.\n\n${table(columnsOf(first), rows)}`
}
