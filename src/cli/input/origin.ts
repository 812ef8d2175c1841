import { readFileSync, statSync } from 'node:fs'
import type { Worlds } from '../../analysis/simulate.js'
import type { Origin } from '../../fork/world/origin.js'
import type { Market } from '../../market/market.js'
import { type Options, textOf } from '../command.js'
import { MarketFileError, OptionError } from '../errors.js'
import { useMarketFile } from '../marketUse.js'
import type { Session } from '../session.js'
import { suggest } from './nearest.js'

/** Where a run starts from, and which worlds it happens in. */
export type Start = {
  readonly origin: Origin
  readonly market: Market | undefined
  readonly worlds: Worlds
}

/** Options that name a node. */
export const FORK_OPTIONS = [
  [
    '--fork-url <url>',
    'fork Ethereum mainnet from this node instead of the embedded mainnet; env:NAME reads the URL from the environment, env from PLIMSOLL_FORK_URL',
  ],
  ['--fork-block <number>', 'at this block; the newest if nothing is said'],
] as const

/** Options of every command that reads a chain. */
export const CHAIN_OPTIONS = [
  ...FORK_OPTIONS,
  ['--recording <file>', 'fork what `plimsoll record` kept of a node, with no network'],
  ['--market-date <day>', 'the embedded mainnet of this day, or latest; `plimsoll market --list` shows them'],
] as const

/** Options of every command that needs a market. */
export const ORIGIN_OPTIONS = [
  ...CHAIN_OPTIONS,
  ['--market <file>', 'start from a saved market, on the model'],
] as const

const WORLDS = ['fork', 'model', 'both'] as const satisfies readonly Worlds[]

const USUAL_VARIABLE = 'PLIMSOLL_FORK_URL'

/** The URL itself, or where `env:NAME` points: an argument is seen by every user of the machine. */
const dereferenced = (text: string): string => {
  const name = text === 'env' ? USUAL_VARIABLE : /^env:([A-Za-z_]\w*)$/.exec(text)?.[1]
  if (name === undefined) return text
  const value = process.env[name]?.trim()
  if (value) return value
  throw new OptionError(`The environment has no ${name}, where --fork-url ${text} reads the URL.`, {
    hint: `Set it, as in ${name}=https://host/path plimsoll …`,
  })
}

const readUrl = (text: string): string => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol === 'http:' || protocol === 'https:') return text
  throw new OptionError('--fork-url is no http or https URL.', {
    hint: 'It looks like https://host/path; env:NAME reads it from the environment.',
  })
}

const readBlock = (text: string): bigint => {
  if (/^\d{1,15}$/.test(text)) return BigInt(text)
  throw new OptionError(`"${text}" is no block.`, {
    hint: 'Give --fork-block a whole number, such as 23975177.',
  })
}

type Given = Readonly<Record<'url' | 'block' | 'recording' | 'file' | 'day', string | undefined>>

/** Flags that name where to start, those that were given. */
const startsOf = ({ url, recording, file, day }: Given): readonly string[] =>
  Object.entries({
    '--market': file,
    '--market-date': day,
    '--recording': recording,
    '--fork-url': url,
  }).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))

const checkOneStart = (given: Given): void => {
  const flags = startsOf(given)
  if (flags.length > 1)
    throw new OptionError(`${flags.join(' and ')} exclude each other.`, { hint: 'Start from one of them.' })
  if (given.block === undefined || given.url !== undefined) return
  throw new OptionError('--fork-block needs --fork-url.', {
    hint: `${given.recording === undefined ? 'The embedded mainnet' : 'A recording'} has one block only.`,
  })
}

/** A day of which there is a market. */
export const readDay = async (text: string): Promise<string> => {
  const { seedDays } = await import('../../fork/seed.js')
  const days = seedDays()
  const found = text === 'latest' ? days.at(-1) : days.find(day => day === text)
  if (found !== undefined) return found
  throw new OptionError(`There is no market of "${text}".`, {
    hint: `There are ${days.join(', ')}; --fork-url brings today’s.`,
  })
}

const readOrigin = async ({ url, block, recording, day }: Given): Promise<Origin> => {
  if (recording !== undefined) return { kind: 'recording', file: recording }
  if (url === undefined)
    return day === undefined ? { kind: 'embedded' } : { kind: 'embedded', day: await readDay(day) }
  return { kind: 'rpc', url: readUrl(url), block: block === undefined ? undefined : readBlock(block) }
}

const readMarket = async (file: string): Promise<Market> => {
  const { readMarketFile } = await import('../../market/file.js')
  try {
    if (statSync(file).isCharacterDevice()) throw new Error('it is a device')
    const market = readMarketFile(readFileSync(file, 'utf8'))
    useMarketFile(file)
    return market
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new MarketFileError('The market file cannot be read.', {
      facts: { file, problem: problem.replace(/, (open|stat) '.*'$/, '') },
      hint: 'Make one with `plimsoll market --out FILE`.',
    })
  }
}

const readWorlds = (text: string): Worlds => {
  const found = WORLDS.find(world => world === text)
  if (found) return found
  throw new OptionError(`There is no world "${text}".`, { hint: suggest(text, WORLDS) })
}

/** Where to start, as the options say. The fork's URL is hidden from every message from here on. */
const givenIn = (options: Options, session: Session): Given => {
  const text = textOf(options, 'forkUrl')
  const url = text === undefined ? undefined : dereferenced(text)
  if (url !== undefined) session.hide(url)
  return {
    url,
    block: textOf(options, 'forkBlock'),
    recording: textOf(options, 'recording'),
    file: textOf(options, 'market'),
    day: textOf(options, 'marketDate'),
  }
}

/** Reads where to start. */
export const readStart = async (options: Options, session: Session): Promise<Start> => {
  const given = givenIn(options, session)
  checkOneStart(given)
  const world = textOf(options, 'world')
  const worlds = world === undefined ? undefined : readWorlds(world)
  const origin = await readOrigin(given)
  const { file } = given
  if (file === undefined) return { origin, market: undefined, worlds: worlds ?? 'both' }
  if (worlds !== undefined && worlds !== 'model')
    throw new OptionError(`A market file cannot run on ${worlds === 'fork' ? 'the fork' : 'both worlds'}.`, {
      hint: 'It holds state and no code: leave --world out, or say --world model.',
    })
  return { origin, market: await readMarket(file), worlds: 'model' }
}
