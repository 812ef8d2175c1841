import type { Document } from '../document.js'
import { asText, blocks, type Column, decimal, listed, table } from '../text.js'

type Figure = NonNullable<Document['scenario']['known'][number]['figure']>

const HUNDRED = 100

const value = (number: number | null, unit: string): string => {
  if (number === null) return 'nobody was liquidated'
  if (unit === 'fraction') return `${decimal(number * HUNDRED, 2)} %`
  if (unit === 'ETH' && number < HUNDRED) return `${decimal(number, 4)} ETH`
  return `${decimal(number, unit === 'USD' ? 2 : 0)} ${asText(unit)}`
}

const COLUMNS: readonly Column[] = [
  { title: 'figure' },
  { title: 'recorded', align: 'right' },
  { title: 'in this run', align: 'right' },
]

const figureRow = ({ name, unit, recorded, here }: Figure): readonly string[] => [
  asText(name),
  value(recorded, unit),
  value(here, unit),
]

const market = ({ scenario }: Document): string => {
  if (scenario.mode === 'then')
    return 'This run strikes the market of that day, as far as transactions can set it; what is assumed of it stands under the assumptions.'
  return scenario.mode === 'today' ? 'This run puts the event’s shocks on today’s market.' : ''
}

const hardness = ({ scenario }: Document): string =>
  scenario.severity === 1
    ? ''
    : `It is ${scenario.severity} times as hard here, so the two columns are not meant to be equal.`

const HOW_COMPARED =
  'Lows and highs are those of any block. The prices of stETH, ether and USDC and the exit queue are what the shocks set, by construction, unless others here take them further; what is borrowed, rates, and what liquidations cost follow from the protocols and from who is there.'

const LOSSES = /seized|the debt covered/

/** How far the run stays behind the event, and what is different about it. */
const shortWords = ({ verdict: { shortfalls, absentThen } }: Document): string => {
  const milder = shortfalls.map(
    ({ name, unit, recorded, here }) =>
      `${asText(name)} ${value(here, unit)} and not ${value(recorded, unit)}`,
  )
  return [
    milder.length === 0 ? '' : `**This run is milder than the event**: ${listed(milder)}.`,
    ...absentThen.map(what => `This run has ${asText(what)}, which did not exist then.`),
  ]
    .filter(line => line !== '')
    .join(' ')
}

/** The accounts of then are not public. */
const PER_UNIT =
  'What liquidations cost is compared per wstETH seized or per debt covered, because the accounts are not those of then: a synthetic population, one from a file, or this position alone.'

/** What happened then, what of it this run shows, and what becomes of the position; empty without a record. */
export const known = (document: Document): string => {
  const { scenario } = document
  if (scenario.known.length === 0) return ''
  const figures = scenario.known.flatMap(({ figure }) => (figure ? [figure] : []))
  return blocks([
    scenario.known.map(({ said, source }) => `- ${asText(said)} (${asText(source)})`).join('\n'),
    [market(document), hardness(document)].filter(line => line !== '').join(' '),
    figures.length === 0 ? '' : HOW_COMPARED,
    figures.some(({ name }) => LOSSES.test(name)) ? PER_UNIT : '',
    figures.length === 0 ? '' : table(COLUMNS, figures.map(figureRow)),
    shortWords(document),
  ])
}

/** The scenarios that a combination is made of; empty where it is one. */
export const parts = ({ scenario }: Document): string =>
  scenario.parts.length === 0
    ? ''
    : `Made of ${scenario.parts.map(({ name, severity }) => (severity === 1 ? asText(name) : `${asText(name)} × ${severity}`)).join(' and ')}, at once.`
