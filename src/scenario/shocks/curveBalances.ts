import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { lpBalanceOf } from '../../protocols/curve/liquidity.js'
import { balances } from '../../protocols/curve/pool.js'
import { max } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { type AnyShock, type ShockDef, type Standing, UNTOLD, unscaled } from './define.js'
import { AMOUNT } from './fields.js'
import { highest } from './joins.js'
import { tokens } from './severity.js'

/** What the Curve pool holds, in whole tokens. Fees leave it some hundredths of a percent off: give it twice. */
type CurveBalances = { readonly kind: 'curveBalances'; readonly eth: number; readonly stEth: number }

const plus = (amount: bigint): bigint => max(0n, amount)

/** What comes in and what goes out of Curve; stETH that the provider lacks comes from the whale. */
const moved = (market: Market, eth: bigint, stEth: bigint): readonly Tx[] => {
  const [heldEth, heldStEth] = balances({ curve: market.curve, lido: market.lido })
  const [inEth, inStEth] = [plus(eth - heldEth), plus(stEth - heldStEth)]
  const [outEth, outStEth] = [plus(heldEth - eth), plus(heldStEth - stEth)]
  const own = market.wallets[CROWD.provider]?.stETH ?? 0n
  const lacking = plus(inStEth - own)
  const maximumLp = lpBalanceOf(market.curve, CROWD.provider)
  const gift: Action = { kind: 'transfer', asset: 'stETH', to: CROWD.provider, amount: lacking + 10n }
  const add: Action = { kind: 'curve.addLiquidity', eth: inEth, stEth: inStEth, minimumLp: 0n }
  const take: Action = { kind: 'curve.removeLiquidityImbalance', eth: outEth, stEth: outStEth, maximumLp }
  return [
    ...sentBy(CROWD.whale, lacking > 0n ? [gift] : []),
    ...sentBy(CROWD.provider, inEth + inStEth > 0n ? [add] : []),
    ...sentBy(CROWD.provider, outEth + outStEth > 0n ? [take] : []),
  ]
}

/** A pool whose balances are set loses the discount that the other scenarios had brought about there. */
const soldAgain = (all: readonly Standing[]): readonly AnyShock[] => {
  const told = all.map(one => one.level.discountBps ?? UNTOLD).filter(one => one < UNTOLD)
  const discountBps = highest([0, ...told])
  const again = { kind: 'depeg', discountBps } as const
  return discountBps > 0 ? [again] : []
}

export const curveBalances: ShockDef<CurveBalances> = {
  kind: 'curveBalances',
  fields: { eth: AMOUNT, stEth: AMOUNT },
  label: 'Curve’s balances of that day',
  happened: 'Curve’s balances were set',
  atNothing: 'goes',
  scale: unscaled,
  level: () => ({ of: 'discount', discountBps: UNTOLD }),
  join: (shock, all) => [shock, ...soldAgain(all)],
  lower: ({ eth, stEth }, market) => moved(market, tokens(eth), tokens(stEth)),
}
