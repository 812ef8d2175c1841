import { basename, dirname } from 'node:path'
import { loadSimulator } from '../chain.js'
import type { Command, Options } from '../command.js'
import { textOf } from '../command.js'
import { OptionError } from '../errors.js'
import { CHAIN_OPTIONS, readStart } from '../input/origin.js'
import { checkFile, writeFiles } from '../output/files.js'
import type { Session } from '../session.js'

const act = async (options: Options, session: Session): Promise<void> => {
  const file = textOf(options, 'out')
  if (!file)
    throw new OptionError('No file is named.', { hint: 'Name one with --out, as in --out market.json.' })
  const { origin } = await readStart(options, session)
  if (file !== '-') checkFile(file)
  const { openForkWorld } = await loadSimulator(session)
  const { marketFileText } = await import('../../market/file.js')
  const { world } = await openForkWorld(origin, session.meter.say)
  try {
    const text = marketFileText(await world.market())
    if (file === '-') return await session.print(text)
    for (const written of writeFiles(dirname(file), [{ name: basename(file), text }]))
      session.note(`wrote ${written}`)
  } finally {
    await world.close()
  }
}

/** `plimsoll market`: saves a market, to start from with `--market`. */
export const marketCommand: Command = {
  name: 'market',
  about: 'save all protocol states at one block to a file, to start from with --market',
  options: [['--out <file>', 'where it goes; - is standard output'], ...CHAIN_OPTIONS],
  act: (_, options, session) => act(options, session),
}
