import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { getMaximumDepositAmount, rEthForDeposit } from '../protocols/rocketpool/depositPool.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { Tx } from './action.js'
import type { Endowment } from './strategy.js'

const POOL = 'rETH/WETH 0.05%' as const

export type REthOrder = {
  readonly owner: Address
  readonly endowment: Endowment
  /** How ether becomes rETH. */
  readonly conversion: 'best' | 'deposit' | 'uniswap'
}

/** What brings more rETH: the deposit pool, where it takes that much, or the market. */
const best = (market: Market, wei: bigint): 'deposit' | 'uniswap' => {
  if (getMaximumDepositAmount(market.rocketpool) < wei) return 'uniswap'
  const quote = quoteExactInput(market.uniswap[POOL], 'WETH', wei)
  const minted = rEthForDeposit(market.rocketpool, wei)
  return quote.amountIn < wei || quote.amountOut < minted ? 'deposit' : 'uniswap'
}

/** Turns ether into rETH, in one transaction; nothing where it is that already. */
export const openREth = (
  market: Market,
  { owner: from, endowment, conversion }: REthOrder,
): readonly Tx[] => {
  const { asset, amount } = endowment
  if (asset === 'rETH') return []
  const way = conversion === 'best' ? best(market, amount) : conversion
  if (way === 'deposit')
    return [{ from, actions: [{ kind: 'rocketpool.deposit', amount: { balanceOf: 'ETH' } }] }]
  return [
    {
      from,
      actions: [
        { kind: 'weth.wrap', amount: { balanceOf: 'ETH' } },
        {
          kind: 'uniswap.swap',
          pool: POOL,
          sell: 'WETH',
          amount: { balanceOf: 'WETH' },
          minimumOut: 0n,
          sqrtPriceLimitX96: 0n,
        },
      ],
    },
  ]
}
