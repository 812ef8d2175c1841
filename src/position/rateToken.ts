import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { sharesForAmount } from '../protocols/etherfi/pool.js'
import { getMaximumDepositAmount, rEthForDeposit } from '../protocols/rocketpool/depositPool.js'
import { STAKING_POOLS } from '../protocols/uniswap/addresses.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { Action, Amount, Tx } from './action.js'
import { all } from './legs.js'
import type { Endowment } from './strategy.js'

/** Staking tokens that gain by their rate and are held in a wallet. */
export type RateToken = 'rETH' | 'weETH' | 'cbETH' | 'osETH'

/** How ether becomes one of them: made by its issuer at the rate, or bought. */
export type RateConversion = 'deposit' | 'uniswap'

/** A deposit with the issuer: what it makes of `wei` (floored; undefined where that much is refused), and the call. */
type Deposit = {
  makes(market: Market, wei: bigint): bigint | undefined
  action(amount: Amount): Action
}

/**
 * Issuers that take ether from anyone, at once. Coinbase wraps for its own customers, off chain; StakeWise lends osETH to
 * whoever has a stake in a vault, which stays locked: both tokens are bought.
 */
const DEPOSITS: Readonly<Partial<Record<RateToken, Deposit>>> = {
  rETH: {
    makes: ({ rocketpool }, wei) =>
      getMaximumDepositAmount(rocketpool) < wei ? undefined : rEthForDeposit(rocketpool, wei),
    action: amount => ({ kind: 'rocketpool.deposit', amount }),
  },
  weETH: {
    makes: ({ etherfi }, wei) => sharesForAmount(etherfi, wei),
    action: amount => ({ kind: 'etherfi.deposit', amount }),
  },
}

/** What brings more of the token: its issuer, where that takes so much, or its pool. */
export const bestRateConversion = (market: Market, token: RateToken, wei: bigint): RateConversion => {
  const made = DEPOSITS[token]?.makes(market, wei)
  if (made === undefined) return 'uniswap'
  const quote = quoteExactInput(market.uniswap[STAKING_POOLS[token]], 'WETH', wei)
  return quote.amountIn < wei || quote.amountOut <= made ? 'deposit' : 'uniswap'
}

/** So much ether of the sender to the token, or so much WETH where it is bought. */
export const enterRateToken = (
  token: RateToken,
  conversion: RateConversion,
  { from, amount }: { readonly from: 'ETH' | 'WETH'; readonly amount: Amount },
): readonly Action[] => {
  const isFixed = typeof amount === 'bigint'
  const deposit = DEPOSITS[token]
  if (conversion === 'deposit' && deposit)
    return [
      ...(from === 'WETH' ? [{ kind: 'weth.unwrap', amount } as const] : []),
      deposit.action(from === 'WETH' && !isFixed ? all('ETH') : amount),
    ]
  return [
    ...(from === 'ETH' ? [{ kind: 'weth.wrap', amount } as const] : []),
    {
      kind: 'uniswap.swap',
      pool: STAKING_POOLS[token],
      sell: 'WETH',
      amount: from === 'ETH' && !isFixed ? all('WETH') : amount,
      minimumOut: 0n,
      sqrtPriceLimitX96: 0n,
    },
  ]
}

export type RateTokenOrder = {
  readonly owner: Address
  readonly token: RateToken
  readonly endowment: Endowment
  readonly conversion: RateConversion | 'best'
}

/** Turns ether into the token, in one transaction; nothing where it is that already. */
export const openRateToken = (market: Market, order: RateTokenOrder): readonly Tx[] => {
  const { owner: from, token, endowment } = order
  if (endowment.asset === token) return []
  const conversion =
    order.conversion === 'best' ? bestRateConversion(market, token, endowment.amount) : order.conversion
  return [{ from, actions: enterRateToken(token, conversion, { from: 'ETH', amount: all('ETH') }) }]
}
