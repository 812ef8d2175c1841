import type { Market } from '../market/market.js'
import type { Address } from '../protocols/assets.js'
import { getDy } from '../protocols/curve/pool.js'
import type { Action, Tx } from './action.js'
import { bestConversion, type Conversion, convertAll } from './loop.js'
import type { Endowment } from './strategy.js'

/** What is to be held, and how ether becomes it. stETH has no Uniswap pool of its own. */
export type HoldOrder = {
  readonly owner: Address
  readonly endowment: Endowment
  readonly conversion: Conversion | 'best'
  readonly token: 'stETH' | 'wstETH'
}

const stakeAll: Action = { kind: 'lido.stake', amount: { balanceOf: 'ETH' } }
const wrapAll: Action = { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } }
const unwrapAll: Action = { kind: 'lido.unwrap', amount: { balanceOf: 'wstETH' } }
const buyOnCurve: Action = {
  kind: 'curve.exchange',
  sell: 'ETH',
  amount: { balanceOf: 'ETH' },
  minimumOut: 0n,
}

/** Staking gives one stETH an ether; Curve more, where stETH is cheap. */
const stEthFromEther = (market: Market, wei: bigint, conversion: HoldOrder['conversion']): Action => {
  const pair = { curve: market.curve, lido: market.lido }
  const best = () => getDy(pair, { i: 0, j: 1, dx: wei, now: market.block.timestamp }) > wei
  return conversion === 'curve' || (conversion === 'best' && best()) ? buyOnCurve : stakeAll
}

const wstEthFromEther = (
  market: Market,
  wei: bigint,
  conversion: HoldOrder['conversion'],
): readonly Action[] => {
  const chosen = conversion === 'best' ? bestConversion(market, wei) : conversion
  const enter: readonly Action[] =
    chosen === 'uniswap' ? [{ kind: 'weth.wrap', amount: { balanceOf: 'ETH' } }] : []
  return [...enter, ...convertAll(chosen)]
}

/** Turns what the owner brought into the token, in one transaction; nothing where it is that already. */
export const openHold = (market: Market, order: HoldOrder): readonly Tx[] => {
  const { owner: from, endowment, conversion, token } = order
  const { asset, amount } = endowment
  if (asset === token) return []
  if (asset === 'stETH') return [{ from, actions: [wrapAll] }]
  if (asset === 'wstETH') return [{ from, actions: [unwrapAll] }]
  return token === 'stETH'
    ? [{ from, actions: [stEthFromEther(market, amount, conversion)] }]
    : [{ from, actions: wstEthFromEther(market, amount, conversion) }]
}
