import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { plansAtOnce } from '../../position/plansAtOnce.js'
import { EXIT_ROUTES } from '../../position/strategy.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { bestOf, healthOf } from './best.js'
import type { Managed, Policy, Settings } from './policy.js'

/** Discount of stETH on Curve, basis points. */
const discountBps = (market: Market): number => {
  const pair = { curve: market.curve, lido: market.lido }
  return 10_000 - Number(marginalPrice(pair, 1, market.block.timestamp) / 10n ** 14n)
}

/** Plans that are one transaction; those that wait cannot be taken back. */
const atOnce = (market: Market, { strategy, owner }: Managed): readonly Tx[] => {
  const own = EXIT_ROUTES.flatMap(route => strategy.unwind?.(market, owner, route) ?? [])
  return [...plansAtOnce(market, owner), ...own].flatMap(plan => {
    const [leg] = plan.legs
    return plan.legs.length === 1 && leg?.txs.length === 1 ? leg.txs : []
  })
}

const isReached = (market: Market, { owner }: Managed, { below = 1.05, discount = 0 }: Settings): boolean =>
  healthOf(market, owner) < below || (discount > 0 && discountBps(market) > discount)

/** Leaves altogether, the way that brings most at once, when a limit is hit. */
export const leave: Policy = {
  name: 'leave',
  about:
    'leaves altogether, by the way that brings most in one transaction, when the health factor falls below a limit or the market’s discount of stETH grows beyond one',
  settings: {
    below: { about: 'health factor at which it leaves', unit: 'ratio', usual: 1.05, least: 0, most: 10 },
    discount: {
      about: 'discount of stETH on Curve at which it leaves; 0: whatever it is',
      unit: 'bps',
      usual: 0,
      least: 0,
      most: 9_999,
    },
  },
  manage(settings, managed) {
    let left = false
    return {
      name: 'policy leave',
      role: 'policy',
      async act(market, world) {
        if (left || !isReached(market, managed, settings)) return []
        const txs = await bestOf(world, atOnce(market, managed))
        left = txs.length > 0
        return txs
      },
    }
  },
}
