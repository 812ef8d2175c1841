import type { Patience } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { asText, bps, type Column, day, decimal, duration, fixed, healthFactor, table } from '../text.js'
import {
  type Frame,
  lowestHealth,
  patienceOf,
  type Reading,
  reading,
  scenarioName,
  wayAt,
  worstFrame,
} from './read.js'

/** Patiences that stand in the table. */
const SHOWN: readonly Patience[] = [patienceOf('now'), patienceOf('days30')]

const COLUMNS: readonly Column[] = [
  { title: 'Scenario' },
  { title: 'Days', align: 'right' },
  { title: 'Lowest health factor', align: 'right' },
  { title: 'Liquidated' },
  { title: 'Liquidation loss, ETH', align: 'right' },
  ...SHOWN.map(({ name }): Column => ({ title: `Exit ${name}, at its worst` })),
  { title: 'Net worth change, ETH', align: 'right' },
  { title: 'in USD', align: 'right' },
  { title: 'Net APY, in ETH', align: 'right' },
]

const measure = (document: Document, name: string): number | undefined => {
  const cell = document.measures[name]
  return cell?.ok ? cell.value : undefined
}

const number = (value: number | undefined, digits: number): string =>
  value === undefined ? '–' : decimal(value, digits)

const exitCell = (read: Reading, patience: Patience): string => {
  const frame = worstFrame(read, patience)
  const way = wayAt(frame, patience)
  return way
    ? `${bps(way.costBps)} bps, ${asText(way.name)}, ${duration(way.medianDays)} (${day(frame.atSeconds)})`
    : `no way (${day(frame.atSeconds)})`
}

const inDollars = (frame: Frame): bigint =>
  (BigInt(frame.equityWei) * BigInt(frame.etherPriceBase)) / 10n ** 18n

const dollarChange = ({ first, last }: Reading): string =>
  fixed(inDollars(last) - inDollars(first), { decimals: 8, digits: 0 })

/** Whether a table needs the strategy's name on each row. */
const several = (documents: readonly Document[]): boolean =>
  documents.some(({ strategy }) => strategy.name !== documents[0]?.strategy.name)

const rowOf = (document: Document): readonly string[] => {
  const read = reading(document)
  const low = lowestHealth(read)
  const apy = measure(document, 'netApy')
  const liquidated = measure(document, 'liquidated') === 1
  return [
    scenarioName(document),
    decimal(read.last.atSeconds / 86_400, 0),
    low ? healthFactor(low.wad) : 'no debt',
    liquidated ? '**yes**' : 'no',
    liquidated ? number(measure(document, 'liquidationLossEth'), 2) : '0',
    ...SHOWN.map(patience => exitCell(read, patience)),
    number(measure(document, 'equityChangeEth'), 2),
    dollarChange(read),
    apy === undefined ? '–' : `${decimal(apy * 100, 1)} %`,
  ]
}

const LEGEND =
  'Exit costs are in basis points of net worth at fair value (100 bps are 1 %), gas included; below zero is a gain. Net APY is the change over the days watched, compounded to a year, so a shock of a few weeks looks larger than it is. Opening costs are not in it.'

/** All scenarios in one table; empty where there is only one. */
export const comparison = (documents: readonly Document[]): string =>
  documents.length < 2
    ? ''
    : several(documents)
      ? `${table(
          [{ title: 'Strategy' }, ...COLUMNS],
          documents.map(document => [asText(document.strategy.name), ...rowOf(document)]),
        )}\n\n${LEGEND}`
      : `${table(COLUMNS, documents.map(rowOf))}\n\n${LEGEND}`
