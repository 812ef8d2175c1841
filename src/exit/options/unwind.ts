import type { Market } from '../../market/market.js'
import { type Collateralised, owes, tokenOf } from '../../position/legs.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import { throughEtherFi } from './etherfiQueue.js'
import { flashCollateral, flashDebt, fromHeld, holdsAll, withoutDebt } from './flashLoan.js'
import { throughQueue } from './lidoQueue.js'
import { inSteps } from './rounds.js'

/** Every way out of one staking token as collateral with one debt on Aave, by route, the best first. */
export const unwindCollateralised = (
  market: Market,
  position: Collateralised,
  route: ExitRoute,
): readonly ExitPlan[] => {
  const token = tokenOf(position)
  // Curve's pool knows Lido's token only; others as collateral are sold, what their issuers give being what it happens to be.
  if (token !== 'wstETH' && route === 'curve') return []
  if (token !== 'wstETH' && token !== 'weETH' && route === 'queue') return []
  if (route === 'queue')
    return token === 'weETH' ? throughEtherFi(market, position) : throughQueue(market, position)
  if (!owes(market, position)) return [withoutDebt(position, route)]
  if (holdsAll(market, position)) return [fromHeld(position, route)]
  return [
    flashDebt(market, position, route),
    flashCollateral(market, position, route),
    ...inSteps(market, position, route),
  ]
}
