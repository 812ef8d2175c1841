import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { ethToSellForPrice, marginalPrice } from '../../protocols/curve/depth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { amountToPrice } from '../../protocols/uniswap/quote.js'
import { mulDivFloor, WAD } from '../../units/fixed.js'
import { sqrtPriceX96 } from '../poolPrice.js'
import { sentBy } from '../sent.js'
import { type ShockDef, type Standing, UNTOLD } from './define.js'
import { SHARE } from './fields.js'
import { highest } from './joins.js'
import { LST_POOLS } from './pools.js'
import { discount } from './severity.js'

/** Buyers come back until both pools pay at most `discountBps` less than fair. */
type Recover = { readonly kind: 'recover'; readonly discountBps: number }

/** Of 1e10, as the pool counts its fee. */
const FEE_DENOMINATOR = 10n ** 10n

const buyOnCurve = (market: Market, targetWad: bigint): readonly Action[] => {
  const pair = { curve: market.curve, lido: market.lido }
  const now = market.block.timestamp
  if (marginalPrice(pair, 1, now) >= targetWad) return []
  // One ether more then buys what makes one stETH sell at the target, both fees between.
  const kept = FEE_DENOMINATOR - market.curve.fee
  const bought = (((WAD * WAD) / targetWad) * kept * kept) / FEE_DENOMINATOR ** 2n
  const amount = ethToSellForPrice(pair, bought, now)
  return amount === 0n ? [] : [{ kind: 'curve.exchange', sell: 'ETH', amount, minimumOut: 0n }]
}

const buyOnUniswap = (market: Market, targetWad: bigint): readonly Action[] => {
  const limit = sqrtPriceX96(mulDivFloor(stEthPerToken(market.lido), targetWad, WAD))
  return LST_POOLS.filter(name => market.uniswap[name].sqrtPriceX96 < limit).flatMap(
    (pool): readonly Action[] => {
      const { amountIn: amount } = amountToPrice(market.uniswap[pool], limit)
      if (amount === 0n) return []
      const trade = { pool, sell: 'WETH', amount, minimumOut: 0n, sqrtPriceLimitX96: limit } as const
      return [
        { kind: 'weth.wrap', amount },
        { kind: 'uniswap.swap', ...trade },
      ]
    },
  )
}

/** As far as the largest discount lets them, and not at all where that one cannot be told. */
const join = (shock: Recover, all: readonly Standing[]): readonly Recover[] => {
  const discountBps = highest(all.map(one => one.level.discountBps ?? UNTOLD))
  return discountBps === UNTOLD ? [] : [{ ...shock, discountBps }]
}

export const recover: ShockDef<Recover> = {
  kind: 'recover',
  fields: { discountBps: SHARE },
  label: 'The market recovers',
  happened: 'buyers came back',
  seen: 'curvePrice',
  atNothing: 'goes',
  scale: (shock, severity) => ({ ...shock, discountBps: discount(shock.discountBps, severity) }),
  level: ({ discountBps }) => ({ of: 'discount', discountBps }),
  yields: ({ discountBps }, before) => (before.level.discountBps ?? UNTOLD) < discountBps,
  join,
  lower: ({ discountBps }, market) => {
    const targetWad = WAD - mulDivFloor(WAD, BigInt(Math.round(discountBps)), 10_000n)
    return [
      ...sentBy(CROWD.whale, buyOnCurve(market, targetWad)),
      ...sentBy(CROWD.whale, buyOnUniswap(market, targetWad)),
    ]
  },
}
