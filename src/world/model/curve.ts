import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Address } from '../../protocols/assets.js'
import {
  addLiquidity,
  removeLiquidity,
  removeLiquidityImbalance,
  removeLiquidityOneCoin,
} from '../../protocols/curve/liquidity.js'
import type { Coin } from '../../protocols/curve/math.js'
import { type CurvePair, exchange } from '../../protocols/curve/pool.js'
import { credit, debit, resolve } from './balances.js'

type CurveAction = Extract<Action, { kind: `curve.${string}` }>

const coin = (asset: 'ETH' | 'stETH'): Coin => (asset === 'ETH' ? 0 : 1)

const withPair = (market: Market, { curve, lido }: CurvePair): Market => ({ ...market, curve, lido })

const applyExchange = (
  market: Market,
  action: Extract<CurveAction, { kind: 'curve.exchange' }>,
  sender: Address,
): Market => {
  const dx = resolve(market, action.amount, sender)
  const i = coin(action.sell)
  const paid = i === 0 ? debit(market, sender, 'ETH', dx) : market
  const now = market.block.timestamp
  const order = { i, j: coin(i === 0 ? 'stETH' : 'ETH'), dx, now, sender, minDy: action.minimumOut }
  const { pair, dy } = exchange({ curve: paid.curve, lido: paid.lido }, order)
  const done = withPair(paid, pair)
  return i === 1 ? credit(done, sender, 'ETH', dy) : done
}

/** One call on Curve's stETH pool, with the ether that it moves. */
export const applyCurve = (market: Market, action: CurveAction, sender: Address): Market => {
  const pair = { curve: market.curve, lido: market.lido }
  const now = market.block.timestamp
  switch (action.kind) {
    case 'curve.exchange':
      return applyExchange(market, action, sender)
    case 'curve.addLiquidity': {
      const paid = debit(market, sender, 'ETH', action.eth)
      const amounts = [action.eth, action.stEth] as const
      const order = { amounts, minMintAmount: action.minimumLp, sender, now }
      return withPair(paid, addLiquidity(pair, order).pair)
    }
    case 'curve.removeLiquidity': {
      const removed = removeLiquidity(pair, { lp: action.lp, minAmounts: [0n, 0n], sender })
      return credit(withPair(market, removed.pair), sender, 'ETH', removed.amounts[0])
    }
    case 'curve.removeLiquidityOneCoin': {
      const i = coin(action.coin)
      const removed = removeLiquidityOneCoin(pair, { lp: action.lp, i, minAmount: 0n, sender, now })
      const done = withPair(market, removed.pair)
      return i === 0 ? credit(done, sender, 'ETH', removed.dy) : done
    }
    case 'curve.removeLiquidityImbalance': {
      const order = { amounts: [action.eth, action.stEth] as const, maxBurnAmount: action.maximumLp, sender, now }
      const removed = removeLiquidityImbalance(pair, order)
      return credit(withPair(market, removed.pair), sender, 'ETH', action.eth)
    }
  }
}
