import { byAssumption } from '../assumptions.js'
import type { Document } from '../document.js'
import { rulesText } from '../rules.js'
import {
  asText,
  blocks,
  type Column,
  counted,
  fenced,
  fixed,
  isoTime,
  listed,
  table,
  unique,
} from '../text.js'
import { commands } from './command.js'
import { scenarioName } from './read.js'

type Provenance = Document['provenance']

const ORIGINS: Readonly<Record<Provenance['origin'], string>> = {
  embedded: 'the embedded mainnet: real protocol code, seeded as mainnet',
  rpc: 'a fork of a live chain',
  file: 'a market read from a file',
}

const facts = ({ origin, chainId, block, timestamp, stateHash, aave, verified }: Provenance): string =>
  [
    `- Origin: ${ORIGINS[origin]}, chain ${chainId}, block ${block}, ${isoTime(timestamp)}`,
    `- Market at the start: sha256 \`${stateHash.replace(/[^0-9a-zA-Z]/g, '')}\``,
    `- Code: ${asText(aave)}${verified ? '' : ' (**unverified**: the model does not know this code)'}`,
  ].join('\n')

const populationText = ({ population: { kind, accounts, source, assumed } }: Provenance): string =>
  kind === 'none'
    ? '- Background borrowers: none; the crowd’s few accounts stand for everyone else'
    : `- Background borrowers, in every world: ${counted(accounts, 'account')}${assumed ? ', **ASSUMED**' : ''}: ${asText(source)}`

const withoutText = ({ without }: Provenance): readonly string[] =>
  without.length === 0 ? [] : [`- Switched off: ${without.map(asText).join(', ')}`]

const SEED_COLUMNS: readonly Column[] = [
  { title: 'Figure' },
  { title: 'Value' },
  { title: 'Low to high' },
  { title: 'As of' },
  { title: 'Source' },
]

/** Digits in groups of three, but not those of a time. */
const figureValue = (figure: string, value: string): string =>
  /^\d{5,}$/.test(value) && !/time/.test(figure)
    ? fixed(BigInt(value), { decimals: 0, digits: 0 })
    : asText(value)

const seed = ({ seed: lines }: Provenance): string =>
  lines.length === 0
    ? ''
    : table(
        SEED_COLUMNS,
        lines.map(({ figure, value, unit, range, asOf, source, standing }) => [
          asText(figure),
          `${figureValue(figure, value)} ${asText(unit)}`.trim(),
          asText(range ?? ''),
          asText(asOf),
          `${standing === 'assumed' ? '**ASSUMED**: ' : standing === 'derived' ? 'derived: ' : ''}${asText(source)}`,
        ]),
      )

const assumptions = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}:\n\n${lines.map(text => `- ${asText(text)}`).join('\n')}`

/** Of one scenario a list; of several each once, with the scenarios that make it. */
const scenarioAssumptions = (documents: readonly Document[]): string => {
  const scenarios = documents.map(document => ({
    name: scenarioName(document),
    assumed: document.scenario.assumed.map(asText),
  }))
  const names = unique(scenarios.map(({ name }) => name))
  const found = byAssumption(scenarios)
  if (found.length === 0) return ''
  const [only] = names
  const lines = found.map(({ said, scenarios: by }) =>
    names.length === 1 ? `- ${said}` : `- ${said} (${listed(by)})`,
  )
  return `Assumed in ${names.length === 1 ? only : 'the scenarios'}:\n\n${lines.join('\n')}`
}

const exitAssumptions = (documents: readonly Document[]): readonly string[] =>
  unique(
    documents.flatMap(document =>
      document.runs.flatMap(run =>
        run.frames.flatMap(frame => frame.exits.ways.flatMap(({ assumed }) => assumed)),
      ),
    ),
  )

const originOf = (documents: readonly Document[], provenance: Provenance): string => {
  const own = documents.filter(document => JSON.stringify(document.provenance) === JSON.stringify(provenance))
  const names = own.length === documents.length ? '' : `For ${listed(own.map(scenarioName))}:`
  return blocks([
    names,
    [
      facts(provenance),
      populationText(provenance),
      ...rulesText(provenance.rules).map(line => `- ${line}`),
      ...withoutText(provenance),
    ].join('\n'),
    seed(provenance),
    assumptions('Assumed in every run', provenance.assumed),
  ])
}

/** Where every number comes from, and how to make it again. */
export const provenanceOf = (documents: readonly Document[]): string => {
  const different = unique(documents.map(document => JSON.stringify(document.provenance)))
  const origins = different.flatMap(text => {
    const found = documents.find(document => JSON.stringify(document.provenance) === text)
    return found ? [originOf(documents, found.provenance)] : []
  })
  const versions = unique(documents.map(document => asText(document.plimsoll)))
  return blocks([
    ...origins,
    scenarioAssumptions(documents),
    assumptions('Assumed in exits', exitAssumptions(documents)),
    `Made by Plimsoll ${listed(versions)}; the same command gives the same bytes:`,
    fenced(commands(documents).join('\n'), 'sh'),
  ])
}
