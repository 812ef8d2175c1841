import type { Document } from '../document.js'
import { shellWord, unique } from '../text.js'

type Provenance = Document['provenance']

const SOURCE_OPTIONS: Readonly<Record<Provenance['origin'], (block: string) => readonly string[]>> = {
  embedded: () => [],
  rpc: block => ['--fork-url', 'URL', '--fork-block', block],
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
    managementArguments(document),
    worldOf(document),
    document.loadLine !== null,
    document.provenance.origin,
    document.provenance.block,
    document.provenance.population,
    document.provenance.without,
    document.provenance.rules,
  ])

/** Who else was in the market, and who did not act. */
const othersArguments = ({ population, without, rules }: Provenance): readonly string[] => [
  ...(population.kind === 'none'
    ? []
    : ['--population', population.kind === 'file' ? 'FILE' : String(population.accounts)]),
  ...(population.seed === null ? [] : ['--population-seed', String(population.seed)]),
  ...(without.length === 0 ? [] : ['--without', without.join(',')]),
  ...rules
    .filter(({ chosen }) => chosen)
    .flatMap(({ protocol, version }) => ['--rules', `${protocol}=${version}`]),
]

const managementArguments = ({ management }: Document): readonly string[] => {
  if (!management) return []
  const set = Object.entries(management.settings).map(([key, value]) => `${key}=${value}`)
  return ['--policy', set.length === 0 ? management.policy : `${management.policy}:${set.join(',')}`]
}

const strategyKey = ({ strategy }: Document): string => JSON.stringify(strategy)

/** The first document of each strategy and its parameters. */
const strategiesOf = (documents: readonly Document[]): readonly Document[] =>
  documents.filter(
    (document, i) => documents.findIndex(other => strategyKey(other) === strategyKey(document)) === i,
  )

const scenariosOf = (documents: readonly Document[], of: Document): string =>
  documents
    .filter(document => strategyKey(document) === strategyKey(of))
    .map(scenarioArgument)
    .join(',')

const settingsOf = (strategies: readonly Document[]): readonly string[] =>
  strategies.length === 1
    ? settings(strategies[0]?.strategy.params ?? {})
    : strategies.flatMap(({ strategy }) =>
        settings(strategy.params).map(text => (text === '--set' ? text : `${strategy.name}.${text}`)),
      )

const commandOf = (documents: readonly Document[]): string => {
  const [first] = documents
  if (!first) return ''
  const strategies = strategiesOf(documents)
  return [
    'npx',
    'plimsoll',
    'run',
    strategies.map(({ strategy }) => strategy.name).join(','),
    '--scenario',
    scenariosOf(documents, first),
    ...settingsOf(strategies),
    ...managementArguments(first),
    '--world',
    worldOf(first),
    ...othersArguments(first.provenance),
    ...(first.loadLine ? [] : ['--no-load-line']),
    ...SOURCE_OPTIONS[first.provenance.origin](first.provenance.block),
  ]
    .map(shellWord)
    .join(' ')
}

const limitArguments = ({ verdicts = [] }: Document): readonly string[] =>
  unique(verdicts.map(({ limit }) => limit)).flatMap(limit => ['--limit', limit])

/**
 * Arguments that make one document again, without where it starts from and without a population of a file: these are
 * not in a report.
 */
export const argumentsOf = (document: Document): readonly string[] => {
  const { strategy, provenance } = document
  const { population } = provenance
  const isFile = population.kind === 'file'
  const isHeld = typeof strategy.params['holdings'] === 'string'
  return [
    'run',
    isHeld ? 'held' : strategy.name,
    '--scenario',
    scenarioArgument(document),
    ...settings(strategy.params),
    ...managementArguments(document),
    '--world',
    worldOf(document),
    ...othersArguments(
      isFile ? { ...provenance, population: { ...population, kind: 'none', seed: null } } : provenance,
    ),
    ...(document.loadLine ? [] : ['--no-load-line']),
    ...limitArguments(document),
  ]
}

/** Whether one command makes all of these: each strategy, once, under the same scenarios. */
const isOneCommand = (documents: readonly Document[]): boolean => {
  const strategies = strategiesOf(documents)
  const names = strategies.map(({ strategy }) => strategy.name)
  const scenarios = strategies.map(document => scenariosOf(documents, document))
  return new Set(names).size === names.length && new Set(scenarios).size === 1
}

/** The commands that make these documents again, as few as there can be. */
export const commands = (documents: readonly Document[]): readonly string[] =>
  unique(documents.map(runKey)).flatMap(wanted => {
    const alike = documents.filter(document => runKey(document) === wanted)
    return isOneCommand(alike)
      ? [commandOf(alike)]
      : strategiesOf(alike).map(of =>
          commandOf(alike.filter(document => strategyKey(document) === strategyKey(of))),
        )
  })
