import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import { type Pledge, pledgesOf } from '../../position/loan.js'
import { enterRateToken, type RateConversion, type RateToken } from '../../position/rateToken.js'
import { min, WAD } from '../../units/fixed.js'
import { firstOf, healthOf } from './best.js'
import type { Policy } from './policy.js'

/** Ether that, turned into the token and supplied, lifts the health factor to `to`: (T·D / L − C) of value. */
const missingWei = (market: Market, pledge: Pledge, to: number): bigint => {
  const { collateralValue, debtValue, threshold, tokenValue, token } = pledge
  const value = (to * debtValue) / threshold - collateralValue
  if (!(value > 0) || tokenValue === 0n) return 0n
  return fairValueWei(market, token, (BigInt(Math.ceil(value)) * WAD) / tokenValue)
}

/** Below this, a top-up is not worth its gas. */
const LEAST = WAD / 100n

/** The ways from ether to the token of a pledge: by its issuer where that takes ether, and where it may not, by the market. */
const turned = ({ token }: Pledge, wei: bigint): readonly (readonly Action[])[] => {
  const enter = (asset: RateToken, conversion: RateConversion) =>
    enterRateToken(asset, conversion, { from: 'ETH', amount: wei })
  switch (token) {
    case 'wstETH':
      return [
        [
          { kind: 'lido.stake', amount: wei },
          { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
        ],
      ]
    case 'weETH':
      return [enter(token, 'deposit')]
    case 'rETH':
      return [enter(token, 'deposit'), enter(token, 'uniswap')]
    case 'cbETH':
    case 'osETH':
      return [enter(token, 'uniswap')]
  }
}

/** Ether kept aside becomes more of the collateral when the health factor falls below `below`. */
export const topUp: Policy = {
  name: 'top-up',
  about:
    'keeps ether aside; when the health factor falls below a threshold, turns it into more of the collateral and supplies it, until the health factor stands at a target or the reserve is gone; knows staking tokens on Aave against WETH or USDC, and loops on Morpho',
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
    act(market, world) {
      if (healthOf(market, owner) >= below) return []
      const [pledge] = pledgesOf(market, owner)
      if (!pledge) return []
      const wei = min(missingWei(market, pledge, Math.max(to, below)), market.wallets[owner]?.ETH ?? 0n)
      const ways = wei < LEAST ? [] : turned(pledge, wei)
      return firstOf(
        world,
        ways.map(actions => ({ from: owner, actions: [...actions, pledge.supply] })),
      )
    },
  }),
}
