import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { loansOf } from '../../position/loan.js'
import { firstOf, healthOf } from './best.js'
import type { Policy } from './policy.js'
import { collateralToSell, heldToPay, type Managed, managedOf, reduceDebt } from './reduce.js'

/** What is held of the debt's asset pays first; then a sale, without a loan before with one. */
const candidates = (market: Market, managed: Managed, target: number): readonly Tx[] => {
  const { loan, debt } = managed
  const held = heldToPay(market, managed, target)
  if (held !== undefined) return [{ from: loan.owner, actions: [loan.repay(debt.asset, held)] }]
  const amount = collateralToSell(market, managed, target)
  return amount === undefined ? [] : reduceDebt(market, managed, amount)
}

/** Sells collateral and pays debt until the health factor stands at `to`, when it stands below `below`. */
export const deleverage: Policy = {
  name: 'deleverage',
  about:
    'when the health factor falls below a threshold, pays debt with what is held of its asset, or sells collateral where it brings most, until the health factor stands at a target; of the loan nearest to liquidation, its largest collateral against its largest debt',
  settings: {
    below: { about: 'health factor at which it acts', unit: 'ratio', usual: 1.1, least: 1, most: 10 },
    to: { about: 'health factor that it restores', unit: 'ratio', usual: 1.25, least: 1, most: 20 },
  },
  manage: ({ below = 1.1, to = 1.25 }, { owner }) => ({
    name: 'policy deleverage',
    role: 'policy',
    act(market, world) {
      if (healthOf(market, owner) >= below) return []
      const [managed] = loansOf(market, owner).flatMap(loan => managedOf(loan) ?? [])
      return managed ? firstOf(world, candidates(market, managed, Math.max(to, below))) : []
    },
  }),
}
