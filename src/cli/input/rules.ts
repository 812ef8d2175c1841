import { ETHER_FI_VERSIONS } from '../../protocols/etherfi/rules.js'
import { LIDO_VERSIONS } from '../../protocols/lido/state.js'
import type { ChosenRules } from '../../scenario/rules.js'
import { type Options, textOf } from '../command.js'
import { OptionError } from '../errors.js'

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
