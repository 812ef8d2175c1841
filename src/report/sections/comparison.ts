import type { PatienceId } from '../../simulation/patience.js'
import type { Document } from '../document.js'
import { asText, type Column, decimal, ether, healthFactor, table } from '../text.js'
import { costWords, standingWords } from '../verdict/block.js'
import { scenarioName } from './read.js'

/** Patiences that have a column; `null` days have the one of waiting. */
const SHOWN: readonly (readonly [PatienceId, string])[] = [
  ['now', 'Exit at once'],
  ['days7', 'within 7 days'],
  ['days30', 'within 30 days'],
]

const COLUMNS: readonly Column[] = [
  { title: 'Scenario' },
  { title: 'Verdict' },
  ...SHOWN.map(([, title]): Column => ({ title, align: 'right' })),
  { title: 'Longest wait, days (bad case)', align: 'right' },
  { title: 'Days past the limits', align: 'right' },
  { title: 'Lowest health factor', align: 'right' },
  { title: 'Liquidation loss, ETH', align: 'right' },
  { title: 'Net worth change, ETH', align: 'right' },
  { title: 'in USD', align: 'right' },
]

const exitCell = ({ verdict }: Document, id: PatienceId): string => {
  const way = verdict.exits.find(({ patience }) => patience === id)?.way
  return way ? costWords(way.costBps) : 'no way'
}

const waitCell = ({ verdict: { waiting } }: Document): string =>
  waiting ? `${decimal(waiting.medianDays, 1)} (${decimal(waiting.badDays, 1)})` : 'no way'

const rowOf = (document: Document): readonly string[] => {
  const { verdict } = document
  const { health, liquidations, limits, change } = verdict
  return [
    scenarioName(document),
    verdict.standings.length > 0 ? `**${standingWords(verdict)}**` : standingWords(verdict),
    ...SHOWN.map(([id]) => exitCell(document, id)),
    waitCell(document),
    `${limits.daysMissed} of ${limits.daysSeen}`,
    health ? healthFactor(BigInt(health.lowestWad)) : 'no debt',
    liquidations.count > 0 ? ether(BigInt(liquidations.lossWei)) : '0',
    ether(BigInt(change.wei)),
    decimal(change.usd, 0),
  ]
}

/** Whether a table needs the strategy's name on each row. */
const several = (documents: readonly Document[]): boolean =>
  documents.some(({ strategy }) => strategy.name !== documents[0]?.strategy.name)

const LEGEND =
  'Costs of leaving are of net worth at fair value, gas included, each at the moment that is worst for it. Opening costs are not in the change of net worth.'

/** All scenarios in one table by patience; empty where there is only one. */
export const comparison = (documents: readonly Document[]): string =>
  documents.length < 2
    ? ''
    : several(documents)
      ? `${table(
          [{ title: 'Strategy' }, ...COLUMNS],
          documents.map(document => [asText(document.strategy.name), ...rowOf(document)]),
        )}\n\n${LEGEND}`
      : `${table(COLUMNS, documents.map(rowOf))}\n\n${LEGEND}`
