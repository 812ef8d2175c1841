import { readFileSync } from 'node:fs'
import type { Worlds } from '../../analysis/simulate.js'
import type { Origin } from '../../fork/world/origin.js'
import type { Market } from '../../market/market.js'
import { type Options, textOf } from '../command.js'
import { MarketFileError, OptionError } from '../errors.js'
import type { Session } from '../session.js'
import { suggest } from './nearest.js'

/** Where a run starts from, and which worlds it happens in. */
export type Start = {
  readonly origin: Origin
  readonly market: Market | undefined
  readonly worlds: Worlds
}

/** Options of every command that needs a market. */
export const ORIGIN_OPTIONS = [
  ['--fork-url <url>', 'fork Ethereum mainnet from this node instead of the embedded mainnet'],
  ['--fork-block <number>', 'at this block; the newest if nothing is said'],
  ['--market <file>', 'start from a saved market, on the model'],
] as const

const WORLDS = ['fork', 'model', 'both'] as const satisfies readonly Worlds[]

const readUrl = (text: string): string => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol === 'http:' || protocol === 'https:') return text
  throw new OptionError('--fork-url is no http or https URL.', { hint: 'It looks like https://host/path.' })
}

const readBlock = (text: string): bigint => {
  if (/^\d{1,15}$/.test(text)) return BigInt(text)
  throw new OptionError(`"${text}" is no block.`, {
    hint: 'Give --fork-block a whole number, such as 23975177.',
  })
}

const readOrigin = (url: string | undefined, block: string | undefined): Origin => {
  if (url === undefined) {
    if (block === undefined) return { kind: 'embedded' }
    throw new OptionError('--fork-block needs --fork-url.', {
      hint: 'The embedded mainnet has one block only.',
    })
  }
  return { kind: 'rpc', url: readUrl(url), block: block === undefined ? undefined : readBlock(block) }
}

const readMarket = async (file: string): Promise<Market> => {
  const { marketFromJson } = await import('../../market/json.js')
  try {
    return marketFromJson(readFileSync(file, 'utf8'))
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new MarketFileError('The market file cannot be read.', {
      facts: { file, problem: problem.replace(/, open '.*'$/, '') },
      hint: 'Make one with `plimsoll market --out FILE`.',
    })
  }
}

const readWorlds = (text: string): Worlds => {
  const found = WORLDS.find(world => world === text)
  if (found) return found
  throw new OptionError(`There is no world "${text}".`, { hint: suggest(text, WORLDS) })
}

/** Reads where to start. The fork's URL is hidden from every message from here on. */
export const readStart = async (options: Options, session: Session): Promise<Start> => {
  const [url, block, file] = ['forkUrl', 'forkBlock', 'market'].map(name => textOf(options, name))
  if (url !== undefined) session.hide(url)
  const world = textOf(options, 'world')
  const worlds = world === undefined ? undefined : readWorlds(world)
  const origin = readOrigin(url, block)
  if (file === undefined) return { origin, market: undefined, worlds: worlds ?? 'both' }
  if (origin.kind === 'rpc')
    throw new OptionError('--market and --fork-url exclude each other.', { hint: 'Start from one of them.' })
  if (worlds !== undefined && worlds !== 'model')
    throw new OptionError(`A market file cannot run on ${worlds === 'fork' ? 'the fork' : 'both worlds'}.`, {
      hint: 'It holds state and no code: leave --world out, or say --world model.',
    })
  return { origin, market: await readMarket(file), worlds: 'model' }
}
