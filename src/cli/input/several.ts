import type { Options } from '../command.js'
import { type Ready, readStrategy } from '../commands/run.js'
import { OptionError } from '../errors.js'
import { parseParameters, readSettings, type Setting } from './parameters.js'
import { fileOf, type Loading, loadStrategy } from './strategies.js'

/** A setting's strategy, where it names one of these, and its key. */
const scoped = (key: string, names: readonly string[]): readonly [string | undefined, string] => {
  const name = names.find(one => key.startsWith(`${one}.`))
  return name === undefined ? [undefined, key] : [name, key.slice(name.length + 1)]
}

type Known = { readonly name: string; readonly keys: readonly string[] }

/**
 * Of the settings of a command, those for one of its strategies: `NAME.key=value` is for that strategy alone and comes
 * first, `key=value` is for each that has the parameter, and for all where none has it, so that they refuse it.
 */
export const settingsFor = (
  own: Known,
  all: readonly Known[],
  settings: readonly Setting[],
): readonly Setting[] => {
  const names = all.map(({ name }) => name)
  const found = new Map<string, string>()
  for (const [text, value] of settings) {
    const [name, key] = scoped(text, names)
    const known = own.keys.includes(key) || !all.some(({ keys }) => keys.includes(key))
    if (name === undefined && known && !found.has(key)) found.set(key, value)
    if (name === own.name) found.set(key, value)
  }
  return [...found]
}

const loadAll = async (names: readonly string[], loading: Loading) => {
  const { propertiesOf } = await import('../../report/properties.js')
  const wrong: Error[] = []
  const loaded = []
  for (const name of names) {
    try {
      const strategy = await loadStrategy(name, loading)
      loaded.push({ strategy, file: fileOf(name), properties: propertiesOf(strategy.params) })
    } catch (error) {
      wrong.push(error as Error)
    }
  }
  if (wrong.length > 1) throw new AggregateError(wrong, 'several strategies are wrong')
  if (wrong[0]) throw wrong[0]
  return loaded
}

/** One strategy or several with commas between, with what `--set` says to each. Throws before anything starts. */
export const readStrategies = async (text: string, options: Options): Promise<readonly Ready[]> => {
  const names = text.split(',').map(name => name.trim())
  const [only = ''] = names
  const { readPortfolio } = await import('./holdings.js')
  if (names.length === 1) return (await readPortfolio(only)) ?? [await readStrategy(only, options)]
  const loaded = await loadAll(names, { allowImports: options['allowImports'] === true })
  const all = loaded.map(({ strategy, properties }) => ({
    name: strategy.name,
    keys: Object.keys(properties),
  }))
  const twice = all.find(({ name }, i) => all.findIndex(other => other.name === name) !== i)
  if (twice)
    throw new OptionError(`Strategy "${twice.name}" is named twice.`, { hint: 'Name each strategy once.' })
  const { set } = options
  const settings = readSettings(Array.isArray(set) ? set : [])
  return loaded.map(({ strategy, file, properties }, i) => {
    const own = all[i] ?? { name: strategy.name, keys: [] }
    return { strategy, file, params: parseParameters(strategy, properties, settingsFor(own, all, settings)) }
  })
}
