import type { Action } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { all } from '../../position/legs.js'
import { loansOf } from '../../position/loan.js'
import { enterRateToken, type RateToken } from '../../position/rateToken.js'
import type { Asset } from '../../protocols/assets.js'
import { min, WAD } from '../../units/fixed.js'
import { firstOf, healthOf } from './best.js'
import type { Policy } from './policy.js'
import { managedOf, missingCollateral } from './reduce.js'

/** Below this, a top-up is not worth its gas. */
const LEAST = WAD / 100n

/** The ways from ether to a token: by its issuer where that takes ether, and by the market. */
const turned = (token: Asset, wei: bigint): readonly (readonly Action[])[] => {
  const bought: readonly Action[] = [
    { kind: 'weth.wrap', amount: wei },
    ...(token === 'WETH' ? [] : [{ kind: 'sell', asset: 'WETH', amount: wei, into: token } as const]),
  ]
  const made = (asset: RateToken) => enterRateToken(asset, 'deposit', { from: 'ETH', amount: wei })
  if (token === 'weETH') return [made(token)]
  if (token === 'rETH') return [made(token), bought]
  if (token !== 'wstETH') return [bought]
  return [
    [
      { kind: 'lido.stake', amount: wei },
      { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
    ],
  ]
}

/** Ether kept aside becomes more of the collateral when the health factor falls below `below`. */
export const topUp: Policy = {
  name: 'top-up',
  about:
    'keeps ether aside; when the health factor falls below a threshold, turns it into more of the collateral and supplies it, until the health factor stands at a target or the reserve is gone; of the loan nearest to liquidation, its largest collateral',
  settings: {
    below: { about: 'health factor at which it acts', unit: 'ratio', usual: 1.1, least: 1, most: 10 },
    to: { about: 'health factor that it restores', unit: 'ratio', usual: 1.2, least: 1, most: 20 },
    reserve: {
      about: 'ether kept aside, beside the position',
      unit: 'ETH',
      usual: 100,
      least: 0,
      most: 100_000,
    },
  },
  reserveEth: ({ reserve = 100 }) => reserve,
  manage: ({ below = 1.1, to = 1.2 }, { owner }) => ({
    name: 'policy top-up',
    role: 'policy',
    act(market, world) {
      if (healthOf(market, owner) >= below) return []
      const [managed] = loansOf(market, owner).flatMap(one => managedOf(one) ?? [])
      if (!managed) return []
      const { loan, token } = managed
      const missing = fairValueWei(market, token, missingCollateral(managed, Math.max(to, below)))
      const wei = min(missing, market.wallets[owner]?.ETH ?? 0n)
      const ways = wei < LEAST ? [] : turned(token, wei)
      return firstOf(
        world,
        ways.map(actions => ({ from: owner, actions: [...actions, loan.supply(token, all(token))] })),
      )
    },
  }),
}
