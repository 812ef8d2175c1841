import { basename, dirname } from 'node:path'
import { loadSimulator } from '../chain.js'
import type { Command, Options } from '../command.js'
import { textOf } from '../command.js'
import { OptionError } from '../errors.js'
import { CHAIN_OPTIONS, readDay, readStart } from '../input/origin.js'
import { checkFile, writeFiles } from '../output/files.js'
import type { Session } from '../session.js'

const list = async (session: Session): Promise<void> => {
  const { DEFAULT_DAY, seedBook, seedDays } = await import('../../fork/seed.js')
  const { marketList } = await import('../output/marketTable.js')
  await session.print(
    marketList(
      seedDays().map(day => seedBook(day).seed),
      DEFAULT_DAY,
    ),
  )
}

const show = async (text: string, session: Session): Promise<void> => {
  const { seedBook } = await import('../../fork/seed.js')
  const { marketText } = await import('../output/marketTable.js')
  await session.print(marketText(seedBook(await readDay(text)).seed))
}

const save = async (options: Options, session: Session): Promise<void> => {
  const file = textOf(options, 'out')
  if (!file)
    throw new OptionError('No file is named.', {
      hint: 'Name one with --out, as in --out market.json; --list and --show DAY print the markets that are here.',
    })
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

const act = async (options: Options, session: Session): Promise<void> => {
  const shown = textOf(options, 'show')
  if (options['list'] === true) return list(session)
  return shown === undefined ? save(options, session) : show(shown, session)
}

/** `plimsoll market`: saves a market, to start from with `--market`, or shows those that are here. */
export const marketCommand: Command = {
  name: 'market',
  about:
    'save all protocol states at one block to a file, to start from with --market; list or show the markets that are here',
  options: [
    ['--out <file>', 'where it goes; - is standard output'],
    ['--list', 'print the days of which there is a market'],
    ['--show <day>', 'print every input of a day’s market with its age, oldest first'],
    ...CHAIN_OPTIONS,
  ],
  act: (_, options, session) => act(options, session),
}
