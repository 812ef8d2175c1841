import { type Options, textOf } from '../command.js'
import { OptionError } from '../errors.js'

/** The folder that --out names; undefined where it is not given. Throws `OptionError`. */
export const readFolder = (options: Options): string | undefined => {
  const folder = textOf(options, 'out')
  if (folder === '') throw new OptionError('--out is empty.', { hint: 'Give a folder.' })
  if (folder === '-')
    throw new OptionError('--out names a folder, and - is standard output.', {
      hint: '--json prints there what the reports hold.',
    })
  return folder
}
