import type { Properties } from '../../report/properties.js'
import type { Command, Options } from '../command.js'
import { UnknownNameError } from '../errors.js'
import { suggest } from '../input/nearest.js'
import { allowed } from '../input/parameters.js'
import { loadStrategy, strategyNames } from '../input/strategies.js'
import type { Session } from '../session.js'

type Entry = { readonly name: string; readonly about: string }
type Listing = { readonly json: readonly object[]; readonly text: string }

const wrap = (text: string, indent: string): string => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && indent.length + last.length + word.length + 1 > 100) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.map(line => `${indent}${line}\n`).join('')
}

const entryText = ({ name, about }: Entry): string => `  ${name}\n${wrap(about, '    ')}`

const parameterLines = (properties: Properties): string =>
  Object.entries(properties)
    .map(([key, property]) => {
      const usual = property.default === undefined ? '' : ` (default: ${property.default})`
      return `      --set ${key}=…  ${allowed(property)}${usual}\n`
    })
    .join('')

const listStrategies = async (): Promise<Listing> => {
  const { propertiesOf } = await import('../../report/properties.js')
  const found = await Promise.all(
    strategyNames().map(async name => {
      const { about, params } = await loadStrategy(name)
      return { name, about, parameters: propertiesOf(params) }
    }),
  )
  return { json: found, text: found.map(one => entryText(one) + parameterLines(one.parameters)).join('') }
}

const listScenarios = async (): Promise<Listing> => {
  const { SCENARIOS } = await import('../../scenario/library.js')
  const json = SCENARIOS.map(({ name, family, about, source, assumed, days, severity, mode, known }) => ({
    name,
    family,
    about,
    source,
    assumed,
    days,
    severity,
    ...(mode ? { mode, known } : {}),
  }))
  const { catalogue } = await import('../output/catalogue.js')
  return { json, text: catalogue(SCENARIOS) }
}

const listMeasures = async (): Promise<Listing> => {
  const { MEASURES } = await import('../../analysis/measures/measures.js')
  const json = MEASURES.map(({ name, about, unit, worse }) => ({ name, about, unit, worse }))
  return { json, text: json.map(one => `  ${one.name} (${one.unit}): ${one.about}\n`).join('') }
}

const listPolicies = async (): Promise<Listing> => {
  const { POLICIES } = await import('../../simulation/policies/policies.js')
  const json = POLICIES.map(({ name, about, settings }) => ({ name, about, settings }))
  const text = json.map(({ name, about, settings }) => {
    const lines = Object.entries(settings).map(
      ([key, { about: what, usual, least, most }]) =>
        `      ${key}: ${what}; ${least} to ${most} (default: ${usual})\n`,
    )
    return entryText({ name, about }) + lines.join('')
  })
  return { json, text: text.join('') }
}

const listActions = async (): Promise<Listing> => {
  const { ACTION_KINDS, doerOf, fieldsOf } = await import('../../position/actionSchema.js')
  const json = ACTION_KINDS.map(kind => ({
    kind,
    doer: doerOf(kind),
    fields: Object.fromEntries(Object.entries(fieldsOf(kind)).map(([name, { words }]) => [name, words])),
  }))
  const own = json.filter(({ doer }) => doer === 'owner')
  const text = own.map(({ kind, fields }) => {
    const lines = Object.entries(fields).map(([name, words]) => wrap(`${name}: ${words}`, '      '))
    return `  ${kind}\n${lines.join('')}`
  })
  return { json, text: text.join('') }
}

const KINDS: Readonly<Record<string, () => Promise<Listing>>> = {
  strategies: listStrategies,
  scenarios: listScenarios,
  measures: listMeasures,
  policies: listPolicies,
  actions: listActions,
}

const act = async (kind: string | undefined, options: Options, session: Session): Promise<void> => {
  const names = Object.keys(KINDS)
  if (kind !== undefined && !names.includes(kind))
    throw new UnknownNameError(`There is no list of "${kind}".`, { hint: suggest(kind, names) })
  // Actions are for those who write a strategy: they are shown when asked for.
  const wanted = Object.entries(KINDS).filter(([name]) =>
    kind === undefined ? name !== 'actions' : name === kind,
  )
  const listings = await Promise.all(wanted.map(async ([name, list]) => [name, await list()] as const))
  const json = Object.fromEntries(listings.map(([name, listing]) => [name, listing.json]))
  const text = listings.map(([name, listing]) => `${name}\n${listing.text}`).join('\n')
  await session.print(options['json'] ? `${JSON.stringify(json, null, 2)}\n` : text)
}

/** `plimsoll list`. */
export const listCommand: Command = {
  name: 'list',
  about:
    'strategies with their parameters, scenarios, measures and policies; what actions a strategy may send',
  argument: {
    flags: '[kind]',
    about: 'strategies, scenarios, measures, policies or actions; the first four if nothing is said',
  },
  options: [['--json', 'print one JSON document']],
  act,
}
