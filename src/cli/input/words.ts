import { OptionError } from '../errors.js'

const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g

/** Splits a command as a shell does: at spaces, but not within quotes. Throws `OptionError` for a quote left open. */
export const wordsOf = (text: string): readonly string[] => {
  if (text.replaceAll(WORD, '').trim() !== '')
    throw new OptionError(`A quote is not closed in: ${text}`, { hint: 'Close it, or leave it out.' })
  return (text.match(WORD) ?? []).map(word => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))
}
