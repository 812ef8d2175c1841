import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import type { Action, Tx } from './action.js'
import { fairValueWei } from './holdings.js'
import { bestRateConversion, enterRateToken, type RateConversion } from './rateToken.js'
import type { Endowment } from './strategy.js'

export type WeEthLoopOrder = {
  readonly owner: Address
  /** ETH or weETH. */
  readonly endowment: Endowment
  /** Collateral over equity. */
  readonly leverage: number
  /** E-mode category; 0 is none. */
  readonly eMode: number
  readonly conversion: RateConversion | 'best'
}

const best = (market: Market, wei: bigint): RateConversion =>
  wei === 0n ? 'deposit' : bestRateConversion(market, 'weETH', wei)

const supplyAll: Action = { kind: 'aave.supply', asset: 'weETH', amount: { balanceOf: 'weETH' } }

const MICRO = 1_000_000n

/** Opens a weETH/WETH loop on Aave in one transaction, by a flash loan of the debt. */
export const openWeEthLoop = (market: Market, order: WeEthLoopOrder): readonly Tx[] => {
  const { owner: from, endowment, leverage, eMode } = order
  const equity = fairValueWei(market, endowment.asset, endowment.amount)
  const amount = (equity * (BigInt(Math.round(leverage * 1e6)) - MICRO)) / MICRO
  const whole = amount + (endowment.asset === 'ETH' ? endowment.amount : 0n)
  const conversion = order.conversion === 'best' ? best(market, whole) : order.conversion
  const enter = (asset: 'ETH' | 'WETH', wei: bigint) =>
    enterRateToken('weETH', conversion, { from: asset, amount: wei })
  const start: readonly Action[] = [
    ...(endowment.asset === 'ETH' ? enter('ETH', endowment.amount) : []),
    ...(eMode === 0 ? [] : [{ kind: 'aave.setEMode', category: eMode } as const]),
  ]
  if (amount === 0n) return [{ from, actions: [...start, supplyAll] }]
  const premium = (amount * BigInt(market.aave.flashLoanPremiumBps) + 9_999n) / 10_000n
  return [
    {
      from,
      actions: [
        ...start,
        {
          kind: 'aave.flashLoan',
          asset: 'WETH',
          amount,
          actions: [
            ...enter('WETH', amount),
            supplyAll,
            { kind: 'aave.borrow', asset: 'WETH', amount: amount + premium },
          ],
        },
      ],
    },
  ]
}
