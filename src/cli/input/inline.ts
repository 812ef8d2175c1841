import type { Options } from '../command.js'

/** `wsteth-loop:leverage=4`: a name, and settings behind a colon. */
const WITH_SETTINGS = /^([a-z0-9-]+):([A-Za-z]\w*=.*)$/s
const SETTING = /^[A-Za-z]\w*=/

type Named = { readonly name: string; readonly settings: string[] }

const namedIn = (argument: string): readonly Named[] => {
  const named: Named[] = []
  for (const part of argument.split(',').map(text => text.trim())) {
    const [, name, setting] = WITH_SETTINGS.exec(part) ?? []
    const last = named.at(-1)
    if (name !== undefined && setting !== undefined) named.push({ name, settings: [setting] })
    else if (last && last.settings.length > 0 && SETTING.test(part)) last.settings.push(part)
    else named.push({ name: part, settings: [] })
  }
  return named
}

/**
 * Takes settings out of strategies' names, as in `wsteth-loop:leverage=4,size=100`, and gives them as `--set` does; what
 * `--set` itself gives comes after them.
 */
export const inlineSettings = (
  argument: string,
  options: Options,
): { readonly argument: string; readonly options: Options } => {
  const named = namedIn(argument)
  if (named.every(({ settings }) => settings.length === 0)) return { argument, options }
  const set = named.flatMap(({ name, settings }) =>
    settings.map(setting => (named.length === 1 ? setting : `${name}.${setting}`)),
  )
  const given = options['set']
  return {
    argument: named.map(({ name }) => name).join(','),
    options: { ...options, set: [...set, ...(Array.isArray(given) ? (given as readonly string[]) : [])] },
  }
}
