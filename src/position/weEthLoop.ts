import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { sharesForAmount } from '../protocols/etherfi/pool.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { Action, Amount, Tx } from './action.js'
import { fairValueWei } from './holdings.js'
import type { Endowment } from './strategy.js'

const POOL = 'weETH/WETH 0.05%' as const

/** How WETH becomes weETH: minted by ether.fi, or bought. */
export type WeEthConversion = 'deposit' | 'uniswap'

export type WeEthLoopOrder = {
  readonly owner: Address
  /** ETH or weETH. */
  readonly endowment: Endowment
  /** Collateral over equity. */
  readonly leverage: number
  /** E-mode category; 0 is none. */
  readonly eMode: number
  readonly conversion: WeEthConversion | 'best'
}

const best = (market: Market, wei: bigint): WeEthConversion => {
  if (wei === 0n) return 'deposit'
  const quote = quoteExactInput(market.uniswap[POOL], 'WETH', wei)
  const minted = sharesForAmount(market.etherfi, wei)
  return quote.amountIn < wei || quote.amountOut <= minted ? 'deposit' : 'uniswap'
}

/** So much ether of the sender to weETH, or so much WETH where it is bought. */
const enter = (conversion: WeEthConversion, from: 'ETH' | 'WETH', amount: Amount): readonly Action[] => {
  if (conversion === 'deposit')
    return [
      ...(from === 'WETH' ? [{ kind: 'weth.unwrap', amount } as const] : []),
      {
        kind: 'etherfi.deposit',
        amount: from === 'WETH' && typeof amount !== 'bigint' ? { balanceOf: 'ETH' } : amount,
      },
    ]
  return [
    ...(from === 'ETH' ? [{ kind: 'weth.wrap', amount } as const] : []),
    {
      kind: 'uniswap.swap',
      pool: POOL,
      sell: 'WETH',
      amount: from === 'ETH' && typeof amount !== 'bigint' ? { balanceOf: 'WETH' } : amount,
      minimumOut: 0n,
      sqrtPriceLimitX96: 0n,
    },
  ]
}

const supplyAll: Action = { kind: 'aave.supply', asset: 'weETH', amount: { balanceOf: 'weETH' } }

const MICRO = 1_000_000n

/** Opens a weETH/WETH loop on Aave in one transaction, by a flash loan of the debt. */
export const openWeEthLoop = (market: Market, order: WeEthLoopOrder): readonly Tx[] => {
  const { owner: from, endowment, leverage, eMode } = order
  const equity = fairValueWei(market, endowment.asset, endowment.amount)
  const amount = (equity * (BigInt(Math.round(leverage * 1e6)) - MICRO)) / MICRO
  const whole = amount + (endowment.asset === 'ETH' ? endowment.amount : 0n)
  const conversion = order.conversion === 'best' ? best(market, whole) : order.conversion
  const start: readonly Action[] = [
    ...(endowment.asset === 'ETH' ? enter(conversion, 'ETH', endowment.amount) : []),
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
            ...enter(conversion, 'WETH', amount),
            supplyAll,
            { kind: 'aave.borrow', asset: 'WETH', amount: amount + premium },
          ],
        },
      ],
    },
  ]
}
