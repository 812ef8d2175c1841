import { pathToFileURL } from 'node:url'
import { StrategyFileError } from './errors.js'
import { asText } from './output/safeText.js'

/** Files of users that this process has run code of: by path, as the command line named them. */
const files = new Map<string, string>()

let loading: string | undefined

/** Loads a user's file; from now on, what fails in it is told as the file's. */
export const loadOwnCode = async <T>(file: string, shown: string, load: () => Promise<T>): Promise<T> => {
  files.set(file, shown)
  loading = shown
  try {
    return await load()
  } finally {
    loading = undefined
  }
}

/** The file whose loading waits for something that never comes; undefined where none is being loaded. */
export const ownCodeStalled = (): StrategyFileError | undefined =>
  loading === undefined ? undefined : failed(loading, undefined, 'it waits for something that never comes')

/** Line at which an error speaks of a file, from the compiler's message or from the stack. */
export const placeIn = (error: unknown, file: string): string | undefined => {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : ''
  for (const name of [file, pathToFileURL(file).href]) {
    // tsx adds a query to the address of what it compiled.
    const at = text.indexOf(name)
    const [, line] = at < 0 ? [] : (/^(?:\?[^:\s]*)?:(\d+)/.exec(text.slice(at + name.length)) ?? [])
    if (line !== undefined) return line
  }
  return undefined
}

/** What an error says, in one line, with the kind of the error before it. */
export const problemOf = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${asText(error)}` : asText(error)
  return /ERROR: (.*)/.exec(text)?.[1] ?? text.split('\n')[0] ?? text
}

const failed = (shown: string, line: string | undefined, problem: string): StrategyFileError =>
  new StrategyFileError('The strategy file failed.', {
    facts: { file: shown, ...(line === undefined ? {} : { line }), problem },
    hint: 'A strategy is plain functions of its arguments: it waits for nothing and ends nothing.',
  })

/** The file of a user that an uncaught error came from, told as an error of that file; undefined where it is ours. */
export const ownCodeFailure = (error: unknown): StrategyFileError | undefined => {
  try {
    for (const [file, shown] of files) {
      const line = placeIn(error, file)
      if (line !== undefined) return failed(shown, line, problemOf(error))
    }
    const [only] = files.values()
    // Plimsoll throws errors only.
    return only !== undefined && !(error instanceof Error)
      ? failed(only, undefined, problemOf(error))
      : undefined
  } catch {
    const [only] = files.values()
    return only === undefined ? undefined : failed(only, undefined, 'something that cannot be described')
  }
}
