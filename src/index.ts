/** Plimsoll's public API: what a strategy, a scenario or another program builds on. */

export { type HeldParams, heldOf, heldPosition } from './analysis/held/strategy.js'
export { evenShares, exitsBySize, type SizePoint, type SizeRow } from './exit/bySize.js'
export type { ExitReport, ExitRequest, Option as ExitOption } from './exit/option.js'
export { type Lender, migrateLoop } from './exit/options/migrate.js'
export { unwind, unwindCollateralised, unwindHeld } from './exit/options/unwind.js'
export { type Amount as ExitAmount, shareOf } from './exit/part/size.js'
export { planExit } from './exit/plan.js'
export { OWNER } from './market/crowd.js'
export type { Market } from './market/market.js'
export type { Action, Amount, Tx } from './position/action.js'
export { type HoldOrder, openHold } from './position/hold.js'
export { equityWei, fairValueWei, healthFactorWad, type Layer, layersOf } from './position/holdings.js'
export { oneTx } from './position/legs.js'
export {
  type LiquidityPool,
  mintAction,
  provideCurve,
  provideUniswap,
  rangeAround,
  ratioOf,
  type TickRange,
} from './position/liquidity.js'
export { type Holding, type Loan, loansOf } from './position/loan.js'
export {
  bestConversion,
  type Conversion,
  type LoopOrder,
  leverageAt,
  liquidationThreshold,
  openLoop,
} from './position/loop.js'
export { type MorphoLoopOrder, openMorphoLoop } from './position/morphoLoop.js'
export { endowedIn, endowmentAsset, leverage, size, sizeOf, toWei, z } from './position/parameters.js'
export {
  openRateToken,
  type RateConversion,
  type RateToken,
  type RateTokenOrder,
} from './position/rateToken.js'
export { openSolo } from './position/solo.js'
export {
  type Endowment,
  EXIT_ROUTES,
  type ExitPlan,
  type ExitRoute,
  type Strategy,
} from './position/strategy.js'
export { openWeEthLoop, type WeEthLoopOrder } from './position/weEthLoop.js'
export { leaveLiquidity } from './position/withdrawLiquidity.js'
export type { Address, Asset } from './protocols/assets.js'
export type { Scenario, Shock, Step } from './scenario/scenario.js'
