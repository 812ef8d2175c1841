import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { layersOf } from '../../position/holdings.js'
import type { Collateralised } from '../../position/unwind/legs.js'
import { collateralToSell, heldToPay, reduceDebt } from '../../position/unwind/reduce.js'
import type { Address } from '../../protocols/assets.js'
import { firstOf, healthOf } from './best.js'
import type { Policy } from './policy.js'

/** The debt that it knows how to pay: wstETH as collateral on Aave, WETH or USDC owed. */
const positionOf = (market: Market, owner: Address): Collateralised | undefined => {
  const debt = layersOf(market, owner).find(layer => layer.kind === 'aave.debt')
  if (debt?.kind !== 'aave.debt' || (debt.asset !== 'WETH' && debt.asset !== 'USDC')) return undefined
  return { owner, debt: debt.asset }
}

/** What is held of the debt's asset pays first; then where less must be sold, without a loan before with one. */
const candidates = (market: Market, position: Collateralised, target: number): readonly Tx[] => {
  const amount = heldToPay(market, position, target)
  if (amount !== undefined)
    return [{ from: position.owner, actions: [{ kind: 'aave.repay', asset: position.debt, amount }] }]
  return (['uniswap', 'curve'] as const)
    .flatMap(pool => {
      const wstEth = collateralToSell(market, position, { target, pool })
      return wstEth === undefined ? [] : [{ pool, wstEth }]
    })
    .sort((a, b) => (a.wstEth < b.wstEth ? -1 : 1))
    .flatMap(sale => reduceDebt(market, position, sale))
}

/** Sells collateral and pays debt until the health factor stands at `to`, when it stands below `below`. */
export const deleverage: Policy = {
  name: 'deleverage',
  about:
    'when the health factor falls below a threshold, pays debt with what is held of its asset, or sells collateral where it brings most, until the health factor stands at a target; knows wstETH on Aave against WETH or USDC',
  settings: {
    below: { about: 'health factor at which it acts', unit: 'ratio', usual: 1.1, least: 1, most: 10 },
    to: { about: 'health factor that it restores', unit: 'ratio', usual: 1.25, least: 1, most: 20 },
  },
  manage: ({ below = 1.1, to = 1.25 }, { owner }) => ({
    name: 'policy deleverage',
    act(market, world) {
      if (healthOf(market, owner) >= below) return []
      const position = positionOf(market, owner)
      return position ? firstOf(world, candidates(market, position, Math.max(to, below))) : []
    },
  }),
}
