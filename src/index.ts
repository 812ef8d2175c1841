/** Plimsoll's public API: what a strategy, a scenario or another program builds on. */
export { OWNER } from './market/crowd.js'
export type { Market } from './market/market.js'
export type { Action, Amount, Tx } from './position/action.js'
export { type HoldOrder, openHold } from './position/hold.js'
export { equityWei, fairValueWei, healthFactorWad, type Layer, layersOf } from './position/holdings.js'
export {
  type LiquidityPool,
  mintAction,
  provideCurve,
  provideUniswap,
  rangeAround,
  ratioOf,
  type TickRange,
} from './position/liquidity.js'
export { bestConversion, type Conversion, type LoopOrder, openLoop } from './position/loop.js'
export { type Lender, migrateLoop } from './position/migrate.js'
export { type MorphoLoopOrder, openMorphoLoop } from './position/morphoLoop.js'
export { endowedIn, endowmentAsset, size, toWei, z } from './position/parameters.js'
export {
  openRateToken,
  type RateConversion,
  type RateToken,
  type RateTokenOrder,
} from './position/rateToken.js'
export { openSolo, unwindSolo } from './position/solo.js'
export {
  type Endowment,
  EXIT_ROUTES,
  type ExitPlan,
  type ExitRoute,
  type Strategy,
} from './position/strategy.js'
export { type Held, unwindHeld } from './position/unwind/held.js'
export { type Collateralised, oneTx } from './position/unwind/legs.js'
export { leaveLiquidity, unwindLiquidity } from './position/unwind/liquidity.js'
export { unwindMix } from './position/unwind/mix.js'
export { type MorphoPosition, unwindMorpho } from './position/unwind/morpho.js'
export { type HeldRateToken, unwindRateToken } from './position/unwind/token.js'
export { unwindCollateralised } from './position/unwind.js'
export { openWeEthLoop, type WeEthLoopOrder } from './position/weEthLoop.js'
export type { Address, Asset } from './protocols/assets.js'
export type { Scenario, Shock, Step } from './scenario/scenario.js'
export { type Amount as ExitAmount, shareOf } from './world/exit/amount.js'
export { evenShares, exitsBySize, type SizePoint, type SizeRow } from './world/exit/bySize.js'
export type { ExitReport, ExitRequest, Option as ExitOption } from './world/exit/option.js'
export { planExit } from './world/exit/plan.js'
