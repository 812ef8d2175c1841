import type { Address } from '../assets.js'
import type { Moment } from './borrow.js'
import { addUint128, ensure, subUint128 } from './checks.js'
import { isHealthy } from './health.js'
import { collateralTokenOf, marketNow, moveCash, positionOf, withMarket, withPosition } from './market.js'
import type { MorphoMarketName, MorphoState } from './state.js'

export type CollateralOrder = {
  readonly market: MorphoMarketName
  readonly assets: bigint
  readonly owner: Address
}

/**
 * Morpho Blue `supplyCollateral`: accrues nothing. The caller takes `assets` from the sender.
 * Reverts: "market not created", "zero assets", "max uint128 exceeded".
 */
export const supplyCollateral = (
  state: MorphoState,
  { market: name, assets, owner }: CollateralOrder,
): MorphoState => {
  const market = state.markets[name]
  ensure(market.lastUpdate !== 0, 'market not created')
  ensure(assets !== 0n, 'zero assets')
  const position = positionOf(market, owner)
  const collateral = addUint128(position.collateral, assets)
  const next = withMarket(state, name, withPosition(market, owner, { ...position, collateral }))
  return moveCash(next, collateralTokenOf(name), assets)
}

/**
 * Morpho Blue `withdrawCollateral` at a moment. The caller gives `assets` to the sender. Reverts: "market not created",
 * "zero assets", Panic(0x11) for more than is there, "insufficient collateral".
 */
export const withdrawCollateral = (
  state: MorphoState,
  { market: name, assets, owner }: CollateralOrder,
  { now, priceE36 }: Moment,
): MorphoState => {
  ensure(state.markets[name].lastUpdate !== 0, 'market not created')
  ensure(assets !== 0n, 'zero assets')
  const market = marketNow(state, name, now)
  const position = positionOf(market, owner)
  const collateral = subUint128(position.collateral, assets)
  const left = withPosition(market, owner, { ...position, collateral })
  ensure(isHealthy({ name, market: left, priceE36 }, owner), 'insufficient collateral')
  return moveCash(withMarket(state, name, left), collateralTokenOf(name), -assets)
}
