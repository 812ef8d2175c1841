import type { Document } from '../document.js'
import { asText, type Column, decimal, ether, table } from '../text.js'

type Exposure = Document['exposures']['stands'][number]

const COLUMNS: readonly Column[] = [
  { title: 'Stands on' },
  { title: 'What' },
  { title: 'Fair value, ETH', align: 'right' },
  { title: 'Of all that is held', align: 'right' },
  { title: 'Of net worth', align: 'right' },
  { title: 'Its share of all staked ether', align: 'right' },
  { title: 'Of liquid staking', align: 'right' },
]

const KINDS: Readonly<Record<Exposure['kind'], string>> = {
  rate: 'a share rate being right',
  protocol: 'a protocol’s contracts',
  operators: 'a set of operators',
  oracle: 'an oracle',
  pool: 'a pool',
  issuer: 'an issuer',
}

/** Less of all that is held than this is left out. */
const LEAST = 0.0005

const percent = (part: number | null): string => (part === null ? '' : `${decimal(100 * part, 1)} %`)

const rowOf = (one: Exposure): readonly string[] => [
  KINDS[one.kind],
  asText(one.name),
  ether(BigInt(one.valueWei)),
  percent(one.shareOfGross),
  percent(one.shareOfNet),
  percent(one.shareOfStakedEther),
  percent(one.shareOfLiquidStaking),
]

const headline = (stands: readonly Exposure[]): string => {
  const first = stands.find(one => one.kind === 'rate')
  if (!first) return ''
  const net = first.shareOfNet === null ? '' : `, ${percent(first.shareOfNet)} of net worth`
  return `**${percent(first.shareOfGross)} of what is held stands on ${asText(first.name)} being right**${net}.`
}

/** What the position stands on, and how much of it on each; empty where it stands on nothing but ether. */
export const exposuresTable = ({ exposures: { stands, marketShares } }: Document): string => {
  const shown = stands.filter(one => one.shareOfGross >= LEAST)
  if (shown.length === 0) return ''
  return [
    headline(shown),
    table(COLUMNS, shown.map(rowOf)),
    `Layers compound: the same ether counts for the lender, the oracle, the token’s rate and its operators, so that the rows add up to more than the whole. Shares of staking as of ${asText(marketShares.asOf)}: ${asText(marketShares.source)}.`,
  ]
    .filter(text => text !== '')
    .join('\n\n')
}
