import { LIDO_VERSIONS } from '../../protocols/lido/state.js'
import type { ChosenRules } from '../../scenario/rules.js'
import { type Options, textOf } from '../command.js'
import { OptionError } from '../errors.js'

/** Whose rules hold. */
export const RULES_OPTION = [
  '--rules <protocol=version>',
  `rules of another version than the market’s, in both worlds: lido=${LIDO_VERSIONS.join('|')}`,
] as const

/** What `--rules` chooses. Throws `OptionError` for a protocol or a version that both worlds do not have. */
export const readRules = (options: Options): ChosenRules => {
  const text = textOf(options, 'rules')
  if (text === undefined) return {}
  const version = LIDO_VERSIONS.find(known => text.trim() === `lido=${known}`)
  if (version !== undefined) return { lido: version }
  throw new OptionError(`--rules ${text} is not known.`, {
    hint: `Write ${LIDO_VERSIONS.map(known => `lido=${known}`).join(', ')}.`,
  })
}
