import { ETHER_FI_RULES, ETHER_FI_VERSIONS } from '../../protocols/etherfi/rules.js'
import { LIDO_RULES } from '../../protocols/lido/rules.js'
import { LIDO_VERSIONS } from '../../protocols/lido/state.js'
import { type ChosenRules, withRules } from '../../scenario/rules.js'
import { type Options, textOf } from '../command.js'
import { OptionError } from '../errors.js'
import type { Chosen } from './scenarios.js'

/** What can be chosen, as it is written. */
const CHOICES: Readonly<Record<string, ChosenRules>> = Object.fromEntries([
  ...LIDO_VERSIONS.map(version => [`lido=${version}`, { lido: version }] as const),
  ...ETHER_FI_VERSIONS.map(version => [`etherfi=${version}`, { etherfi: version }] as const),
])

/** Whose rules hold. */
export const RULES_OPTION = [
  '--rules <protocol=version>',
  `rules of another version than the market’s, in both worlds: lido=${LIDO_VERSIONS.join('|')}, etherfi=${ETHER_FI_VERSIONS.join('|')}; several with commas between`,
] as const

/** Scenarios under chosen rules, each by its own name. */
export const underRules = (scenarios: readonly Chosen[], rules: ChosenRules): readonly Chosen[] =>
  scenarios.map(chosen => ({ ...chosen, scenario: withRules(chosen.scenario, rules) }))

/** What a table's rows ran under, where --rules chose it: a sentence for standard error; null where nothing was chosen. */
export const rulesNote = ({ lido, etherfi }: ChosenRules): string | null => {
  const parts = [
    ...(lido === undefined ? [] : [`Lido’s version ${lido} (on mainnet since ${LIDO_RULES[lido].since})`]),
    ...(etherfi === undefined
      ? []
      : [`ether.fi’s of ${etherfi} (on mainnet since ${ETHER_FI_RULES[etherfi].since})`]),
  ]
  return parts.length === 0 ? null : `rules: ${parts.join(', ')}`
}

const chosenBy = (part: string): ChosenRules => {
  if (Object.hasOwn(CHOICES, part)) return CHOICES[part] ?? {}
  throw new OptionError(`--rules ${part} is not known.`, {
    hint: `Write ${Object.keys(CHOICES).join(', ')}.`,
  })
}

/**
 * What `--rules` chooses. Throws `OptionError` for a protocol or a version that both worlds do not have, and where one
 * protocol is named twice.
 */
export const readRules = (options: Options): ChosenRules => {
  const text = textOf(options, 'rules')
  if (text === undefined) return {}
  const parts = text.split(',').map(part => part.trim())
  const protocols = parts.map(part => part.split('=')[0])
  if (new Set(protocols).size < protocols.length)
    throw new OptionError(`--rules ${text} names a protocol twice.`, { hint: 'Leave one of them out.' })
  return Object.assign({}, ...parts.map(chosenBy)) as ChosenRules
}
