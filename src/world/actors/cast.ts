import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { GAS_PER_ACTION, GAS_PER_TX } from '../gas.js'
import type { Actor } from './actor.js'
import { arbitrageur } from './arbitrageur.js'
import { lidoReports } from './lidoReports.js'
import { liquidator } from './liquidator.js'
import { provider } from './provider.js'

/** Gas of a transaction with a few calls at the price that was last seen, in wei. */
const gasCost =
  (gasPriceWei: bigint) =>
  (_: Market): bigint =>
    (GAS_PER_TX +
      GAS_PER_ACTION['aave.flashLoan'] +
      GAS_PER_ACTION['aave.liquidate'] +
      4n * GAS_PER_ACTION['uniswap.swap']) *
    gasPriceWei

/** Everyone who acts besides the owner, made anew for a run, in the order in which they act. */
export const cast = (gasPriceWei: bigint): readonly Actor[] => [
  lidoReports(),
  provider(),
  arbitrageur(gasCost(gasPriceWei)),
  liquidator({ watched: [OWNER], minimumProfitWei: gasCost(gasPriceWei) }),
]
