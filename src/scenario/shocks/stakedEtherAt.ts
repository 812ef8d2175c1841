import { moveStakedEther } from '../stakedEther.js'
import { type ShockDef, unscaled } from './define.js'
import { tokens } from './severity.js'

/** Staked ether worth one ether costs this much, by Chainlink’s feed and in every Uniswap pool, whose liquidity moves along. */
type StakedEtherAt = { readonly kind: 'stakedEtherAt'; readonly price: number }

export const stakedEtherAt: ShockDef<StakedEtherAt> = {
  kind: 'stakedEtherAt',
  fields: { price: { kind: 'number', least: 0.01, most: 1, about: 'ether' } },
  label: 'Staked ether’s price of that day',
  happened: 'the price of staked ether was set',
  atNothing: 'goes',
  scale: unscaled,
  level: ({ price }) => ({ of: 'discount', discountBps: Math.round((1 - price) * 10_000) }),
  lower: ({ price }, market) => moveStakedEther(market, tokens(price)),
}
