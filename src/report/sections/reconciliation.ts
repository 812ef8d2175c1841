import type { Document } from '../document.js'
import { asText, type Column, counted, day, decimal, fixed, listed, table, unique } from '../text.js'
import { scenarioName } from './read.js'

const COLUMNS: readonly Column[] = [
  { title: 'Quantity' },
  { title: 'Numbers compared', align: 'right' },
  { title: 'Largest difference', align: 'right' },
  { title: 'Where' },
]

type Quantity = Document['reconciliation']['quantities'][number]
type Found = { readonly of: Document; readonly quantity: Quantity }

const integer = (text: string): string => fixed(BigInt(text), { decimals: 0, digits: 0 })

const worst = (found: readonly Found[]): Found | undefined =>
  found.reduce<Found | undefined>(
    (most, next) =>
      most && BigInt(most.quantity.maxDifference) >= BigInt(next.quantity.maxDifference) ? most : next,
    undefined,
  )

const whereOf = ({ of, quantity }: Found): string => {
  if (BigInt(quantity.maxDifference) === 0n) return ''
  const at = quantity.atSeconds === null ? '' : `, ${day(quantity.atSeconds)}`
  return `${asText(quantity.where ?? 'unknown')} (${scenarioName(of)}${at})`
}

const compared = (found: readonly Found[]): number =>
  found.reduce((sum, { quantity }) => sum + quantity.compared, 0)

const rowOf = (name: string, found: readonly Found[]): readonly string[] => {
  const most = worst(found)
  return [
    asText(name),
    decimal(compared(found), 0),
    most ? integer(most.quantity.maxDifference) : '–',
    most ? whereOf(most) : '',
  ]
}

const summary = (found: readonly Found[]): string => {
  const most = worst(found)
  const numbers = counted(compared(found), 'number')
  return !most || BigInt(most.quantity.maxDifference) === 0n
    ? `Largest difference: 0 in ${numbers}.`
    : `**Largest difference: ${integer(most.quantity.maxDifference)}** in ${numbers}: ${asText(most.quantity.name)}, ${whereOf(most)}.`
}

const oneWorld = (documents: readonly Document[]): string =>
  documents.length === 0
    ? ''
    : `One world only, so nothing was reconciled: ${listed(documents.map(document => `${scenarioName(document)} (${document.runs.map(run => run.world).join()})`))}.`

const unverified = (documents: readonly Document[]): string =>
  documents.every(document => document.provenance.verified)
    ? ''
    : '**Unverified**: the code that ran is not the code that the model mirrors.'

/** How far model and fork were ever apart, over all reports. */
export const reconciliation = (documents: readonly Document[]): string => {
  const both = documents.filter(document => document.reconciliation.quantities.length > 0)
  const found = both.flatMap(of => of.reconciliation.quantities.map(quantity => ({ of, quantity })))
  const names = unique(found.map(({ quantity }) => quantity.name))
  const rows = names.map(name =>
    rowOf(
      name,
      found.filter(({ quantity }) => quantity.name === name),
    ),
  )
  const parts = [
    found.length > 0
      ? `Everything above happened twice, on the fork by real contracts and in the model. ${summary(found)} Differences are in each quantity’s smallest unit; gas is not compared.`
      : '',
    found.length > 0 ? table(COLUMNS, rows) : '',
    oneWorld(documents.filter(document => document.reconciliation.quantities.length === 0)),
    unverified(documents),
  ]
  return parts.filter(text => text !== '').join('\n\n')
}
