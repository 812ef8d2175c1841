import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { marginalPrice, stEthToSellForPrice } from '../../protocols/curve/depth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { min, mulDivFloor, WAD } from '../../units/fixed.js'
import { sqrtPriceX96 } from '../poolPrice.js'
import { sentBy } from '../sent.js'
import type { ShockDef } from './define.js'
import { SHARE } from './fields.js'
import { LST_POOLS } from './pools.js'
import { discount } from './severity.js'

/** Holders sell stETH and wstETH until both pools pay `discountBps` less than fair. A market moves; Aave's price does not. */
type Depeg = { readonly kind: 'depeg'; readonly discountBps: number }

const sellOnCurve = (market: Market, targetWad: bigint): readonly Action[] => {
  const pair = { curve: market.curve, lido: market.lido }
  const now = market.block.timestamp
  if (marginalPrice(pair, 1, now) <= targetWad) return []
  const held = market.wallets[CROWD.whale]?.stETH ?? 0n
  const amount = min(stEthToSellForPrice(pair, targetWad, now), held)
  return amount === 0n ? [] : [{ kind: 'curve.exchange', sell: 'stETH', amount, minimumOut: 0n }]
}

const sellOnUniswap = (market: Market, targetWad: bigint): readonly Action[] => {
  const limit = sqrtPriceX96(mulDivFloor(stEthPerToken(market.lido), targetWad, WAD))
  return LST_POOLS.filter(pool => market.uniswap[pool].sqrtPriceX96 > limit).map(pool => ({
    kind: 'uniswap.swap',
    pool,
    sell: 'wstETH',
    amount: { balanceOf: 'wstETH' },
    minimumOut: 0n,
    sqrtPriceLimitX96: limit,
  }))
}

/** Two transactions, so that a seller of stETH running dry does not spare the pools of wstETH. */
const lower = ({ discountBps }: Depeg, market: Market): readonly Tx[] => {
  const targetWad = WAD - mulDivFloor(WAD, BigInt(discountBps), 10_000n)
  return [
    ...sentBy(CROWD.whale, sellOnCurve(market, targetWad)),
    ...sentBy(CROWD.whale, sellOnUniswap(market, targetWad)),
  ]
}

export const depeg: ShockDef<Depeg> = {
  kind: 'depeg',
  fields: { discountBps: SHARE },
  label: 'Depeg of stETH',
  happened: 'holders sold stETH and wstETH into the pools',
  seen: 'curvePrice',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, discountBps: Math.round(discount(shock.discountBps, severity)) }),
  level: ({ discountBps }) => ({ of: 'discount', discountBps }),
  yields: ({ discountBps }, before) => (before.level.discountBps ?? 0) > discountBps,
  lower,
}
