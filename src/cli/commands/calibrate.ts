import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Texts } from '../../paths/factors/sources.js'
import { type Command, textOf } from '../command.js'
import { OptionError } from '../errors.js'

const readTexts = async (folder: string): Promise<Texts> => {
  const { FILES } = await import('../../paths/factors/sources.js')
  const texts: Record<string, string> = {}
  for (const file of FILES)
    try {
      texts[file] = readFileSync(join(folder, file), 'utf8')
    } catch {
      throw new OptionError('A series of the calibration cannot be read.', {
        facts: { file: join(folder, file) },
        hint: `--data needs a directory with ${FILES.join(', ')}.`,
      })
    }
  return texts as Texts
}

/** `plimsoll calibrate`. */
export const calibrateCommand: Command = {
  name: 'calibrate',
  about: 'make the parameters of the futures again from recorded series',
  options: [
    ['--data <folder>', 'a directory with the series'],
    ['--out <folder>', 'where parameters.json and record.json go; pass it to paths as --parameters'],
  ],
  act: async (_, options, session) => {
    const [data, out] = [textOf(options, 'data'), textOf(options, 'out')]
    if (data === undefined || out === undefined)
      throw new OptionError('calibrate needs --data and --out.', { hint: 'Pass two directories.' })
    const { calibrate } = await import('../../paths/factors/calibrate.js')
    const { parameters, record } = calibrate(await readTexts(data))
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'parameters.json'), `${JSON.stringify(parameters, null, 2)}\n`)
    writeFileSync(join(out, 'record.json'), `${JSON.stringify(record)}\n`)
    await session.print(`${parameters.name}: parameters.json and record.json are in ${out}.\n`)
  },
}
