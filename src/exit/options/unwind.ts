import type { Market } from '../../market/market.js'
import { plansAtOnce } from '../../position/plansAtOnce.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { isStakingToken, STAKING_POOLS } from '../../protocols/uniswap/addresses.js'
import type { Placing } from '../../routing/route.js'
import { playPlaced } from '../../simulation/model/lower.js'
import { mainToken } from './deleverage.js'
import { plansThroughIssuers } from './queue.js'

/** Where a route sells; undefined where it buys nothing of the position. */
const placingOf = (market: Market, owner: Address, route: ExitRoute): Placing | undefined => {
  const token = mainToken(market, owner)
  if (route === 'curve') return token === 'wstETH' ? { kind: 'curve' } : undefined
  return token !== undefined && isStakingToken(token)
    ? { kind: 'uniswap', pool: STAKING_POOLS[token] }
    : { kind: 'split' }
}

/**
 * Ways to leave an account by one route, from what it holds and owes, whatever made it; the best first. Trades are calls
 * on the route's own venue.
 */
export const unwind = (market: Market, owner: Address, route: ExitRoute): readonly ExitPlan[] => {
  if (route === 'queue') return plansThroughIssuers(market, owner)
  const placing = placingOf(market, owner, route)
  if (!placing) return []
  return plansAtOnce(market, owner).map(plan => {
    const played = playPlaced(market, plan, owner, { placing, gasPriceWei: 0n })
    return played.ok ? played.plan : plan
  })
}

/** The same, as a strategy may name it beside what it opens: the account says what there is to leave. */
export const unwindCollateralised = (
  market: Market,
  { owner }: { readonly owner: Address },
  route: ExitRoute,
): readonly ExitPlan[] => unwind(market, owner, route)

/** The same for what is only held. */
export const unwindHeld = (
  market: Market,
  { owner }: { readonly owner: Address },
  route: ExitRoute,
): readonly ExitPlan[] => unwind(market, owner, route)
