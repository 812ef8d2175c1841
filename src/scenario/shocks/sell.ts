import { CROWD } from '../../market/crowd.js'
import { min } from '../../units/fixed.js'
import { sentBy } from '../sent.js'
import { type ShockDef, UNTOLD } from './define.js'
import { AMOUNT } from './fields.js'
import { tokens } from './severity.js'

/** One sale at once, of stETH on Curve or wstETH on Uniswap, by a holder who takes any price. Whole tokens. */
type Sell = { readonly kind: 'sell'; readonly asset: 'stETH' | 'wstETH'; readonly amount: number }

export const sell: ShockDef<Sell> = {
  kind: 'sell',
  fields: { asset: { kind: 'choice', of: ['stETH', 'wstETH'] }, amount: AMOUNT },
  label: 'A large sale',
  happened: 'a holder sold at any price',
  seen: 'curvePrice',
  atNothing: 'stays',
  scale: (shock, severity) => ({ ...shock, amount: shock.amount * severity }),
  level: () => ({ of: 'discount', discountBps: UNTOLD }),
  lower: (shock, market) => {
    const amount = min(market.wallets[CROWD.whale]?.[shock.asset] ?? 0n, tokens(shock.amount))
    const order = { amount, minimumOut: 0n }
    if (amount === 0n) return []
    return sentBy(CROWD.whale, [
      shock.asset === 'stETH'
        ? { kind: 'curve.exchange', sell: 'stETH', ...order }
        : {
            kind: 'uniswap.swap',
            pool: 'wstETH/WETH 0.01%',
            sell: 'wstETH',
            ...order,
            sqrtPriceLimitX96: 0n,
          },
    ])
  },
}
