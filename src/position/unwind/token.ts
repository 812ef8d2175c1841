import type { Market } from '../../market/market.js'
import type { Address } from '../../protocols/assets.js'
import type { ExitPlan, ExitRoute } from '../strategy.js'
import { all, oneTx, sellAll, unwrapWeth } from './legs.js'

/** rETH in the owner's wallet, owed to nobody. */
export type HeldREth = { readonly owner: Address }

/** Ways out of rETH: its Uniswap pool, or Rocket Pool itself where enough ether is there. No Curve pool of it is known. */
export const unwindREth = (_: Market, { owner }: HeldREth, route: ExitRoute): readonly ExitPlan[] => {
  switch (route) {
    case 'curve':
      return []
    case 'uniswap':
      return [oneTx('sold at once', owner, [...sellAll('uniswap', { collateral: 'rETH' }), unwrapWeth])]
    case 'queue':
      return [
        {
          ...oneTx('burnt for ether', owner, [{ kind: 'rocketpool.burn', amount: all('rETH') }]),
          through: 'Rocket Pool’s own ether',
        },
      ]
  }
}
