import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import {
  addLiquidity,
  removeLiquidity,
  removeLiquidityImbalance,
  removeLiquidityOneCoin,
} from '../../protocols/curve/liquidity.js'
import { type Coin, SILENT } from '../../protocols/curve/math.js'
import { type CurvePair, exchange } from '../../protocols/curve/pool.js'
import { rampA } from '../../protocols/curve/ramp.js'
import { Revert } from '../../protocols/revert.js'
import { credit, debit, resolve } from './balances.js'
import type { Handlers } from './handler.js'

const coin = (asset: 'ETH' | 'stETH'): Coin => (asset === 'ETH' ? 0 : 1)

const pairOf = ({ curve, lido }: Market): CurvePair => ({ curve, lido })

const withPair = (market: Market, { curve, lido }: CurvePair): Market => ({ ...market, curve, lido })

/** Calls on Curve's stETH pool, with the ether that they move; stETH moves inside Lido. */
export const CURVE_HANDLERS: Handlers<'curve'> = {
  'curve.exchange': (market, { sell, amount, minimumOut: minDy }, sender) => {
    const dx = resolve(market, amount, sender)
    const paid = sell === 'ETH' ? debit(market, sender, 'ETH', dx) : market
    const [i, j]: readonly Coin[] = sell === 'ETH' ? [0, 1] : [1, 0]
    const order = { i: i ?? 0, j: j ?? 1, dx, now: market.block.timestamp, sender, minDy }
    const { pair, dy } = exchange(pairOf(paid), order)
    const done = withPair(paid, pair)
    return sell === 'stETH' ? credit(done, sender, 'ETH', dy) : done
  },
  'curve.addLiquidity': (market, { eth, stEth, minimumLp: minMintAmount }, sender) => {
    const paid = debit(market, sender, 'ETH', eth)
    const order = { amounts: [eth, stEth] as const, minMintAmount, sender, now: market.block.timestamp }
    return withPair(paid, addLiquidity(pairOf(market), order).pair)
  },
  'curve.removeLiquidity': (market, { lp }, sender) => {
    const { pair, amounts } = removeLiquidity(pairOf(market), { lp, minAmounts: [0n, 0n], sender })
    return credit(withPair(market, pair), sender, 'ETH', amounts[0])
  },
  'curve.removeLiquidityOneCoin': (market, { lp, coin: asset }, sender) => {
    const order = { lp, i: coin(asset), minAmount: 0n, sender, now: market.block.timestamp }
    const { pair, dy } = removeLiquidityOneCoin(pairOf(market), order)
    const done = withPair(market, pair)
    return asset === 'ETH' ? credit(done, sender, 'ETH', dy) : done
  },
  'curve.rampA': (market, { futureA, futureTime }, sender) => {
    if (sender !== CROWD.oracle) throw new Revert(SILENT)
    const order = { futureA, futureTime, now: market.block.timestamp }
    return { ...market, curve: rampA(market.curve, order) }
  },
  'curve.removeLiquidityImbalance': (market, { eth, stEth, maximumLp: maxBurnAmount }, sender) => {
    const order = { amounts: [eth, stEth] as const, maxBurnAmount, sender, now: market.block.timestamp }
    const { pair } = removeLiquidityImbalance(pairOf(market), order)
    return credit(withPair(market, pair), sender, 'ETH', eth)
  },
}
