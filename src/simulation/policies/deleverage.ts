import { collateralToSell, heldToPay, reduceDebt } from '../../exit/options/reduce.js'
import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import type { Pool } from '../../position/legs.js'
import { type Pledge, pledgesOf } from '../../position/loan.js'
import { firstOf, healthOf } from './best.js'
import type { Policy } from './policy.js'

/** Curve's pool knows Lido's token only. */
const poolsOf = ({ token }: Pledge): readonly Pool[] =>
  token === 'wstETH' ? ['uniswap', 'curve'] : ['uniswap']

/** What is held of the debt's asset pays first; then where less must be sold, without a loan before with one. */
const candidates = (market: Market, pledge: Pledge, target: number): readonly Tx[] => {
  const held = heldToPay(market, pledge, target)
  if (held !== undefined) return [{ from: pledge.owner, actions: [pledge.repay(held)] }]
  return poolsOf(pledge)
    .flatMap(pool => {
      const amount = collateralToSell(market, pledge, { target, pool })
      return amount === undefined ? [] : [{ pool, amount }]
    })
    .sort((a, b) => (a.amount < b.amount ? -1 : 1))
    .flatMap(sale => reduceDebt(pledge, sale))
}

/** Sells collateral and pays debt until the health factor stands at `to`, when it stands below `below`. */
export const deleverage: Policy = {
  name: 'deleverage',
  about:
    'when the health factor falls below a threshold, pays debt with what is held of its asset, or sells collateral where it brings most, until the health factor stands at a target; knows staking tokens on Aave against WETH or USDC, and loops on Morpho',
  settings: {
    below: { about: 'health factor at which it acts', unit: 'ratio', usual: 1.1, least: 1, most: 10 },
    to: { about: 'health factor that it restores', unit: 'ratio', usual: 1.25, least: 1, most: 20 },
  },
  manage: ({ below = 1.1, to = 1.25 }, { owner }) => ({
    name: 'policy deleverage',
    act(market, world) {
      if (healthOf(market, owner) >= below) return []
      const [pledge] = pledgesOf(market, owner)
      return pledge ? firstOf(world, candidates(market, pledge, Math.max(to, below))) : []
    },
  }),
}
