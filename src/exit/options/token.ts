import type { Market } from '../../market/market.js'
import { all, oneTx, sellAll, unwrapWeth } from '../../position/legs.js'
import type { ExitPlan, ExitRoute } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { throughStakeWise } from './stakewiseQueue.js'

/** A staking token in the owner's wallet, owed to nobody. */
export type HeldRateToken = { readonly owner: Address; readonly token: 'rETH' | 'cbETH' | 'osETH' }

/** What its issuer gives for it on chain. Of cbETH that is nothing: Coinbase unwraps for its own customers, off chain. */
const redeemed = (market: Market, { owner, token }: HeldRateToken): readonly ExitPlan[] => {
  switch (token) {
    case 'rETH':
      return [
        {
          ...oneTx({ id: 'burnt' }, owner, [{ kind: 'rocketpool.burn', amount: all('rETH') }]),
          through: 'rocketPool',
        },
      ]
    case 'cbETH':
      return []
    case 'osETH':
      return throughStakeWise(market, owner)
  }
}

/** Ways out of a staking token that is held: its Uniswap pool, or its issuer. No Curve pool of these is known here. */
export const unwindRateToken = (
  market: Market,
  held: HeldRateToken,
  route: ExitRoute,
): readonly ExitPlan[] => {
  switch (route) {
    case 'curve':
      return []
    case 'uniswap':
      return [
        oneTx({ id: 'atOnce' }, held.owner, [...sellAll('uniswap', { collateral: held.token }), unwrapWeth]),
      ]
    case 'queue':
      return redeemed(market, held)
  }
}
