import type { Document } from '../document.js'
import {
  asText,
  blocks,
  type Column,
  counted,
  fenced,
  fixed,
  isoTime,
  listed,
  shellWord,
  table,
} from '../text.js'
import { scenarioName, unique } from './read.js'

type Provenance = Document['provenance']

const ORIGINS: Readonly<Record<Provenance['origin'], string>> = {
  embedded: 'the embedded mainnet: real protocol code, seeded as mainnet',
  rpc: 'a fork of a live chain',
  recording: 'a recorded fork',
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

const SEED_COLUMNS: readonly Column[] = [{ title: 'Figure' }, { title: 'Value' }, { title: 'Source' }]

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
        lines.map(({ figure, value, source, assumed }) => [
          asText(figure),
          figureValue(figure, value),
          `${assumed ? '**ASSUMED**: ' : ''}${asText(source)}`,
        ]),
      )

const assumptions = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}:\n\n${lines.map(text => `- ${asText(text)}`).join('\n')}`

const scenarioAssumptions = (document: Document): string =>
  assumptions(`Assumed in ${scenarioName(document)}`, document.scenario.assumed)

const exitAssumptions = (documents: readonly Document[]): readonly string[] =>
  unique(
    documents.flatMap(document =>
      document.runs.flatMap(run =>
        run.frames.flatMap(frame => frame.exits.flatMap(exit => (exit.possible ? exit.assumed : []))),
      ),
    ),
  )

const SOURCE_OPTIONS: Readonly<Record<Provenance['origin'], (block: string) => readonly string[]>> = {
  embedded: () => [],
  rpc: block => ['--fork-url', 'URL', '--fork-block', block],
  recording: () => ['--recording', 'FILE'],
  file: () => ['--market', 'FILE'],
}

const worldOf = (document: Document): string =>
  document.runs.length > 1 ? 'both' : (document.runs[0]?.world ?? 'both')

const scenarioArgument = ({ scenario: { name, severity } }: Document): string =>
  severity === 1 ? name : `${name}@${severity}`

const settings = (params: Document['strategy']['params']): readonly string[] =>
  Object.entries(params).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : ['--set', `${key}=${String(value)}`],
  )

/** What a command line needs to be the same for two documents to come from one. */
const runKey = (document: Document): string =>
  JSON.stringify([
    document.strategy,
    worldOf(document),
    document.loadLine !== null,
    document.provenance.origin,
    document.provenance.block,
    document.provenance.population,
    document.provenance.without,
  ])

/** Who else was in the market, and who did not act. */
const othersArguments = ({ population, without }: Provenance): readonly string[] => [
  ...(population.kind === 'none'
    ? []
    : ['--population', population.kind === 'file' ? 'FILE' : String(population.accounts)]),
  ...(population.seed === null ? [] : ['--population-seed', String(population.seed)]),
  ...(without.length === 0 ? [] : ['--without', without.join(',')]),
]

const commandOf = (documents: readonly Document[]): string => {
  const [first] = documents
  if (!first) return ''
  const { strategy, provenance } = first
  return [
    'npx',
    'plimsoll',
    'run',
    strategy.name,
    '--scenario',
    documents.map(scenarioArgument).join(','),
    ...settings(strategy.params),
    '--world',
    worldOf(first),
    ...othersArguments(provenance),
    ...(first.loadLine ? [] : ['--no-load-line']),
    ...SOURCE_OPTIONS[provenance.origin](provenance.block),
  ]
    .map(shellWord)
    .join(' ')
}

/** The commands that make these documents again, one for each strategy and its parameters. */
const commands = (documents: readonly Document[]): readonly string[] =>
  unique(documents.map(runKey)).map(wanted =>
    commandOf(documents.filter(document => runKey(document) === wanted)),
  )

const originOf = (documents: readonly Document[], provenance: Provenance): string => {
  const own = documents.filter(document => JSON.stringify(document.provenance) === JSON.stringify(provenance))
  const names = own.length === documents.length ? '' : `For ${listed(own.map(scenarioName))}:`
  return blocks([
    names,
    [facts(provenance), populationText(provenance), ...withoutText(provenance)].join('\n'),
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
    ...documents.map(scenarioAssumptions),
    assumptions('Assumed in exits', exitAssumptions(documents)),
    `Made by Plimsoll ${listed(versions)}; the same command gives the same bytes:`,
    fenced(commands(documents).join('\n'), 'sh'),
  ])
}
