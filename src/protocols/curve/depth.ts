import { WAD, type Wad } from '../../units/fixed.js'
import type { Address } from '../assets.js'
import { changeShares, getSharesByPooledEth, sharesOf } from '../lido/steth.js'
import { CURVE_STETH_POOL } from './addresses.js'
import type { Coin } from './math.js'
import { balances, type CurvePair, exchange, getDy } from './pool.js'

type Known = {
  readonly lido: CurvePair['lido']
  readonly i: Coin
  readonly now: number
  readonly price: Wad
}

/** The last price of a state: everyone in a block asks for the same one. */
const known = new WeakMap<CurvePair['curve'], Known>()

/** What one whole coin sells for now, fee included, 18 decimals: `get_dy(i, j, 1e18)`. */
export const marginalPrice = (pair: CurvePair, i: Coin, now: number): Wad => {
  const before = known.get(pair.curve)
  if (before?.lido === pair.lido && before.i === i && before.now === now) return before.price
  const price = getDy(pair, { i, j: i === 0 ? 1 : 0, dx: WAD, now })
  known.set(pair.curve, { lido: pair.lido, i, now, price })
  return price
}

/** Nobody: holds just what a trial sale needs. */
const SELLER: Address = '0x0000000000000000000000000000000000000001'

/** The pair with a seller who has `dx` of stETH, and nobody else but the pool. */
const withSeller = (pair: CurvePair, dx: bigint): CurvePair => {
  const key = CURVE_STETH_POOL.toLowerCase() as Address
  const shares = { [key]: sharesOf(pair.lido, CURVE_STETH_POOL) }
  const needed = getSharesByPooledEth(pair.lido, dx)
  return { ...pair, lido: changeShares({ ...pair.lido, shares }, SELLER, needed) }
}

const priceAfter = (pair: CurvePair, i: Coin, dx: bigint, now: number): Wad => {
  const j: Coin = i === 0 ? 1 : 0
  const start = withSeller(pair, i === 1 ? dx : 0n)
  return marginalPrice(exchange(start, { i, j, dx, minDy: 0n, sender: SELLER, now }).pair, i, now)
}

/** Smallest amount, to the wei, by bisection over the states that selling really leads to. */
const amountToSell = (pair: CurvePair, i: Coin, targetPriceWad: Wad, now: number): bigint => {
  if (marginalPrice(pair, i, now) <= targetPriceWad) return 0n
  const isThere = (dx: bigint): boolean => priceAfter(pair, i, dx, now) <= targetPriceWad
  const [eth, stEth] = balances(pair)
  let high = eth + stEth
  while (!isThere(high)) high *= 2n
  let low = 0n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (isThere(middle)) high = middle
    else low = middle
  }
  return high
}

/**
 * How much stETH a seller must sell, in one go, until one more stETH brings at most `targetPriceWad` ETH, fee included.
 * Wei; 0 where the price is already there. Reverts where no amount gets there within the pool's arithmetic.
 */
export const stEthToSellForPrice = (pair: CurvePair, targetPriceWad: Wad, now: number): bigint =>
  amountToSell(pair, 1, targetPriceWad, now)

/** The same for ETH: until one more ETH brings at most `targetPriceWad` stETH. */
export const ethToSellForPrice = (pair: CurvePair, targetPriceWad: Wad, now: number): bigint =>
  amountToSell(pair, 0, targetPriceWad, now)
