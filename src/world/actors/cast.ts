import { OWNER } from '../../market/crowd.js'
import { GAS_PER_ACTION, GAS_PER_TX } from '../gas.js'
import type { Actor } from './actor.js'
import { arbitrageur } from './arbitrageur.js'
import { lidoReports } from './lidoReports.js'
import { liquidator } from './liquidator.js'
import { priceFeeds } from './priceFeeds.js'
import { provider } from './provider.js'

/** Units of a transaction that borrows for a moment, liquidates or trades four times, and pays back. */
const UNITS =
  GAS_PER_TX +
  GAS_PER_ACTION['aave.flashLoan'] +
  GAS_PER_ACTION['aave.liquidate'] +
  4n * GAS_PER_ACTION['uniswap.swap']

const gasCost = (gasPriceWei: bigint): bigint => UNITS * gasPriceWei

/** Everyone who acts besides the owner, made anew for a run, in the order in which they act. */
export const cast = (): readonly Actor[] => [
  lidoReports(),
  priceFeeds(),
  provider(),
  arbitrageur(gasCost),
  liquidator({ watched: [OWNER], minimumProfitWei: gasCost }),
]
