import type { Document } from '../document.js'
import { asText, type Column, decimal, ether, healthFactor, listed, table } from '../text.js'
import { grossOf } from './holdings.js'
import { reading, scenarioName } from './read.js'

const COLUMNS: readonly Column[] = [
  { title: 'Opened under' },
  { title: 'Strategy' },
  { title: 'Net worth, ETH', align: 'right' },
  { title: 'Gross over net', align: 'right' },
  { title: 'Opening cost, ETH', align: 'right' },
  { title: 'Health factor', align: 'right' },
]

/** What a strategy with its parameters is told apart by. */
const strategyKey = ({ strategy }: Document): string => JSON.stringify(strategy)

/** The first document of each strategy and its parameters: the position that a report shows whole. */
export const openedFirst = (documents: readonly Document[]): readonly Document[] => {
  const keys = documents.map(strategyKey)
  return documents.filter((document, i) => keys.indexOf(strategyKey(document)) === i)
}

/** How it was opened, as a report prints it. */
const cellsOf = (document: Document): readonly string[] => {
  const { first } = reading(document)
  const net = BigInt(first.equityWei)
  return [
    asText(document.strategy.name),
    ether(net),
    net > 0n ? decimal(Number((grossOf(first) * 1_000n) / net) / 1_000, 2) : '–',
    ether(BigInt(document.runs[0]?.openingCostWei ?? '0')),
    first.healthFactorWad === null ? 'no debt' : healthFactor(BigInt(first.healthFactorWad)),
  ]
}

/** The same strategies where another market (that of another day, or a rule of it) made another position of them; empty where none did. */
export const openedElsewhere = (documents: readonly Document[]): string => {
  const shown = openedFirst(documents).map(document => cellsOf(document).join('|'))
  const found = new Map<string, { readonly cells: readonly string[]; readonly under: readonly string[] }>()
  for (const document of documents) {
    const cells = cellsOf(document)
    const key = cells.join('|')
    if (shown.includes(key)) continue
    found.set(key, { cells, under: [...(found.get(key)?.under ?? []), scenarioName(document)] })
  }
  const rows = [...found.values()].map(({ cells, under }) => [listed(under), ...cells])
  return rows.length === 0
    ? ''
    : `In the market of another day the same strategy opens as another position. An opening cost below zero is a gain: tokens bought below fair value.\n\n${table(COLUMNS, rows)}`
}
