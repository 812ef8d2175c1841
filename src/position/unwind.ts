import type { Market } from '../market/market.js'
import type { ExitPlan, ExitRoute } from './strategy.js'
import { flashCollateral, flashDebt, fromHeld, holdsAll, withoutDebt } from './unwind/flash.js'
import { type Collateralised, owes } from './unwind/legs.js'
import { throughQueue } from './unwind/queue.js'
import { inSteps } from './unwind/rounds.js'

/** Every way out of wstETH collateral with one debt on Aave, by route, the best first. */
export const unwindCollateralised = (
  market: Market,
  position: Collateralised,
  route: ExitRoute,
): readonly ExitPlan[] => {
  if (route === 'queue') return throughQueue(market, position)
  if (!owes(market, position)) return [withoutDebt(position, route)]
  if (holdsAll(market, position)) return [fromHeld(position, route)]
  return [
    flashDebt(market, position, route),
    flashCollateral(market, position, route),
    ...inSteps(market, position, route),
  ]
}
