import { GAS_PER_ACTION, GAS_PER_TX } from '../gas.js'
import { liquidators } from '../liquidations/liquidator.js'
import { morphoLiquidator } from '../liquidations/morphoLiquidator.js'
import type { Actor } from './actor.js'
import { arbitrageur } from './arbitrageur.js'
import { issuers } from './issuers.js'
import { lidoReports } from './lidoReports.js'
import { morphoLenders } from './morphoLenders.js'
import { otherBuyers } from './otherBuyers.js'
import { priceFeeds } from './priceFeeds.js'
import { provider } from './provider.js'
import { whale } from './whale.js'

/** Units of a transaction that trades four times. */
const UNITS = GAS_PER_TX + 4n * GAS_PER_ACTION['uniswap.swap']

const gasCost = (gasPriceWei: bigint): bigint => UNITS * gasPriceWei

const MAKERS = {
  liquidator: () => liquidators(),
  'morpho-liquidator': morphoLiquidator,
  'lido-oracle': lidoReports,
  'other-issuers': issuers,
  'price-feeds': priceFeeds,
  provider,
  whale,
  'other-buyers': otherBuyers,
  'morpho-lenders': morphoLenders,
  arbitrageur: () => arbitrageur(gasCost),
} as const satisfies Readonly<Record<string, () => Actor>>

/** Someone in the market who can be switched off. */
export type ActorName = keyof typeof MAKERS

export const ACTOR_NAMES = Object.keys(MAKERS) as readonly ActorName[]

/**
 * Everyone who acts besides the owner but those in `without`, made anew for a run, in the order in which they act:
 * liquidators pay to come first, and see the market just as they planned on it.
 */
export const cast = (without: readonly ActorName[] = []): readonly Actor[] =>
  ACTOR_NAMES.filter(name => !without.includes(name)).map(name => MAKERS[name]())
