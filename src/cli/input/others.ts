import { existsSync } from 'node:fs'
import { NO_POPULATION, type Population } from '../../market/population.js'
import type { ActorName } from '../../simulation/actors/cast.js'
import { type Options, textOf } from '../command.js'
import { OptionError, UnknownNameError } from '../errors.js'
import { suggest } from './nearest.js'
import type { Start } from './origin.js'
import { readPopulationFile } from './population.js'

/** Options about everyone else in the market. */
export const OTHERS_OPTIONS = [
  [
    '--population <who>',
    'other borrowers on Aave: "none", a number of seeded accounts, or a CSV or JSON file of them (default: none)',
  ],
  ['--population-seed <number>', 'which seeded accounts; the same number, the same accounts (default: 1)'],
  [
    '--without <actors>',
    'who does not act, with commas between: liquidator, provider, whale, arbitrageur, lido-oracle and others, whom a wrong name lists',
  ],
] as const

/** What `--without` leaves out. */
export const readWithout = async (options: Options): Promise<readonly ActorName[]> => {
  const text = textOf(options, 'without')
  if (text === undefined) return []
  const { ACTOR_NAMES } = await import('../../simulation/actors/cast.js')
  return [...new Set(text.split(',').map(name => name.trim()))].map(name => {
    const found = ACTOR_NAMES.find(known => known === name)
    if (found) return found
    throw new UnknownNameError(`There is no actor "${name}".`, { hint: suggest(name, ACTOR_NAMES) })
  })
}

/** Anvil slows with the state it holds: more accounts run on the model alone. */
const MOST_ON_FORK = 200
const MOST = 20_000

const readSeed = (text: string | undefined): number => {
  if (text === undefined) return 1
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new OptionError(`"${text}" is no seed.`, { hint: 'Give --population-seed a whole number.' })
}

const read = async (who: string, seed: number): Promise<Population> => {
  if (who === 'none') return NO_POPULATION
  if (!/^\d+$/.test(who)) return readFile(who)
  const count = Number(who)
  if (count > MOST)
    throw new OptionError(`${who} borrowers are too many.`, { hint: `Give --population up to ${MOST}.` })
  const { seededPopulation } = await import('../../fork/population.js')
  return seededPopulation(count, seed)
}

const readFile = (name: string): Population => {
  if (/\.(csv|json)$/i.test(name) || existsSync(name)) return readPopulationFile(name)
  throw new OptionError(`"${name}" is no population.`, {
    hint: 'Give "none", a number of accounts such as 40, or a file that ends in .csv or .json.',
  })
}

const checkRoom = ({ borrowers }: Population, { origin, worlds }: Start): void => {
  if (borrowers.length === 0) return
  if (origin.kind !== 'embedded')
    throw new OptionError('A live fork takes no population.', {
      hint: 'Its own borrowers are there, and are not followed. Leave --population out.',
    })
  if (worlds !== 'model' && borrowers.length > MOST_ON_FORK)
    throw new OptionError(`${borrowers.length} borrowers are too many for the fork.`, {
      facts: { most: String(MOST_ON_FORK) },
      hint: 'Say --world model, which takes thousands.',
    })
}

/** Forty cost a report a third more of the processor, most of it in load lines, so they are asked for. */
const USUAL = 'none'

/** The background borrowers that `--population` asks for. */
export const readPopulation = async (options: Options, start: Start): Promise<Population> => {
  const population = await read(
    textOf(options, 'population') ?? USUAL,
    readSeed(textOf(options, 'populationSeed')),
  )
  checkRoom(population, start)
  return population
}
