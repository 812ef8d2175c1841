import type { Document } from '../document.js'
import { bps, type Column, day, ether, table } from '../text.js'

type At = Document['together'][number]
type Route = At['routes'][number]

const NAMES: Readonly<Record<Route['route'], string>> = {
  curve: 'Curve',
  uniswap: 'Uniswap',
  queue: 'the queue',
}

const cost = (wei: string | null): string => (wei === null ? 'not possible' : ether(BigInt(wei)))

const aloneOf = ({ parts }: Route): bigint | null =>
  parts.reduce<bigint | null>(
    (sum, { costWei }) => (sum === null || costWei === null ? null : sum + BigInt(costWei)),
    0n,
  )

const ofValue = (wei: bigint, { parts }: Route): string => {
  const value = parts.reduce((sum, { valueWei }) => sum + BigInt(valueWei), 0n)
  return value > 0n ? `${bps(Number((wei * 1_000_000n) / value) / 100)} bps` : '–'
}

const dearer = (route: Route): string => {
  const alone = aloneOf(route)
  if (alone === null || route.togetherWei === null) return '–'
  const more = BigInt(route.togetherWei) - alone
  return `${ether(more)} ETH (${ofValue(more, route)})`
}

const columnsOf = ({ parts }: Route): readonly Column[] => [
  { title: 'When' },
  { title: 'Route' },
  ...parts.map(({ part }) => ({ title: `${part}, alone`, align: 'right' }) as const),
  { title: 'Alone, added up', align: 'right' },
  { title: 'All at once', align: 'right' },
  { title: 'Dearer together by', align: 'right' },
]

const rowOf = (at: At, route: Route): readonly string[] => {
  const alone = aloneOf(route)
  return [
    day(at.atSeconds),
    NAMES[route.route],
    ...route.parts.map(({ costWei }) => cost(costWei)),
    alone === null ? '–' : ether(alone),
    cost(route.togetherWei),
    dearer(route),
  ]
}

/** What leaving one part costs while the others stay, and all at once, in ether; empty for a position of one part. */
export const together = ({ together: moments }: Document): string => {
  const [first] = moments.flatMap(({ routes }) => routes)
  if (!first) return ''
  const rows = moments.flatMap(at => at.routes.map(route => rowOf(at, route)))
  return `What leaving each part costs while the others stay, and what leaving all of it at once does, in ETH; worked out by the model. The parts share markets: the sale of one moves the price for the next.\n\n${table(columnsOf(first), rows)}`
}
