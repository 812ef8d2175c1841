import type { Market } from '../../market/market.js'
import { type Population, WHALE, withPopulation } from '../../market/population.js'
import type { Address } from '../../protocols/assets.js'
import type { Scenario } from '../../scenario/scenario.js'
import { bringBack } from '../../simulation/applyShocks.js'
import { createModelWorld } from '../../simulation/model/modelWorld.js'
import { seededPopulation } from '../population.js'
import type { Origin } from './origin.js'

/** Background borrowers who act: their wallets are read as well. */
export const FOLLOWED_BORROWERS: readonly Address[] = [WHALE]

/** A population and the market that it stands on when a position is opened, in memory and without it. */
export type Fitted = { readonly population: Population; readonly day: Market }

/** The market as the scenario's overlay leaves it. */
const dayOf = async (market: Market, { overlay = [] }: Scenario): Promise<Market> => {
  if (overlay.length === 0) return market
  const world = createModelWorld(market)
  await bringBack(world, overlay)
  return world.market()
}

/**
 * The population as it is to be seeded on `bare`, which has none: a seeded one is as far from liquidation as its
 * distribution says on the market that the position is opened on, and one from a file has its own amounts. Throws
 * `PopulationError` where it does not fit, or someone would stand below 1 there.
 */
export const fitPopulation = async (
  bare: Market,
  population: Population,
  scenario: Scenario,
): Promise<Fitted> => {
  if (population.borrowers.length === 0) return { population, day: bare }
  const day = await dayOf(bare, scenario)
  const { kind, seed, borrowers } = population
  if (day === bare || kind !== 'seeded' || seed === null) return { population, day }
  return { population: seededPopulation(borrowers.length, seed, day), day }
}

/** The market with a fitted population in it. */
export const peopled = (bare: Market, { population, day }: Fitted): Market =>
  withPopulation(bare, population.borrowers, {
    followed: FOLLOWED_BORROWERS,
    ...(day === bare ? {} : { day }),
  })

/** The embedded mainnet with a population; a live fork has its own borrowers, who are not followed. */
export const populated = (origin: Origin, { borrowers }: Population): Origin =>
  origin.kind === 'embedded' ? { ...origin, borrowers } : origin
