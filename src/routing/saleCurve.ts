import type { Market } from '../market/market.js'
import type { Asset } from '../protocols/assets.js'
import { A_PRECISION, aPrecise, FEE_DENOMINATOR, getD } from '../protocols/curve/math.js'
import { balances } from '../protocols/curve/pool.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import type { UniswapPool, UniswapPoolName } from '../protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../protocols/uniswap/tickMath.js'
import { issuerCurves, type Redeemable } from './issuerCurve.js'

/** A market that buys a staking token for ether, or its issuer. */
export type Venue =
  | { readonly kind: 'curve' }
  | { readonly kind: 'uniswap'; readonly pool: UniswapPoolName }
  /** The token's own issuer, who pays at once. */
  | { readonly kind: 'issuer'; readonly token: Redeemable }

/**
 * What a venue pays, as a curve in floating point, which finds a split; what is sold is then worked out by the mirrors.
 * Amounts in the smallest unit, prices in wei of ether per unit, fees taken. More sold never pays more.
 */
export type SaleCurve = {
  readonly venue: Venue
  /** Price of the first unit. */
  readonly best: number
  /** All that can be sold; infinite where the price only falls. */
  readonly capacity: number
  /** What can be sold until the next unit brings `price`; 0 where the first brings less. */
  amountAt(price: number): number
  /** What selling `amount` brings. */
  outOf(amount: number): number
  /** Price of the next unit after `amount`, where that is known as a formula. */
  readonly priceAfter?: (amount: number) => number
}

const Q96 = 2 ** 96
/** Enough for any of the curves here; a flat stretch at worst halves the interval. */
const MAX_STEPS = 200

/** Where a falling function that is above 0 at 0 and not above 0 at `end` crosses 0: regula falsi, Illinois. */
export const fallingRoot = (f: (x: number) => number, end: number): number => {
  let [low, high, atLow, atHigh] = [0, end, f(0), f(end)]
  for (let i = 0; i < MAX_STEPS && high - low > 1e-12 * high; i++) {
    const guess = (low * atHigh - high * atLow) / (atHigh - atLow)
    const x = guess > low && guess < high ? guess : (low + high) / 2
    const value = f(x)
    if (value === 0) return x
    if (value > 0) [low, atLow, atHigh] = [x, value, atHigh / 2]
    else [high, atHigh, atLow] = [x, value, atLow / 2]
  }
  return high
}

/** Constant liquidity between two square roots of the price of what is sold, falling. */
type Stretch = { readonly from: number; readonly to: number; readonly liquidity: number }

/** As the pool has it: a power of a float would be off in the thirteenth digit. */
const rootAt = (tick: number): number => Number(getSqrtRatioAtTick(tick)) / Q96

/** The pool as a seller of token 0 sees it. */
const stretchesDown = (pool: UniswapPool): readonly Stretch[] => {
  const below = pool.ticks.filter(({ tick }) => tick <= pool.tick).reverse()
  const found: Stretch[] = []
  let from = Number(pool.sqrtPriceX96) / Q96
  let { liquidity } = pool
  for (const { tick, liquidityNet } of below) {
    const to = rootAt(tick)
    if (to < from) found.push({ from, to, liquidity: Number(liquidity) })
    from = Math.min(from, to)
    liquidity -= liquidityNet
  }
  return found
}

/** The pool as a seller of token 1 sees it: prices the other way up. */
const stretchesUp = (pool: UniswapPool): readonly Stretch[] => {
  const above = pool.ticks.filter(({ tick }) => tick > pool.tick)
  const found: Stretch[] = []
  let from = Q96 / Number(pool.sqrtPriceX96)
  let { liquidity } = pool
  for (const { tick, liquidityNet } of above) {
    const to = 1 / rootAt(tick)
    if (to < from) found.push({ from, to, liquidity: Number(liquidity) })
    from = Math.min(from, to)
    liquidity += liquidityNet
  }
  return found
}

const soldBetween = ({ from, liquidity }: Stretch, to: number): number => liquidity * (1 / to - 1 / from)

const uniswapOut = (stretches: readonly Stretch[], afterFee: number): number => {
  let left = afterFee
  let out = 0
  for (const stretch of stretches) {
    if (left <= 0) break
    if (stretch.liquidity === 0) continue
    const sold = Math.min(left, soldBetween(stretch, stretch.to))
    const to = 1 / (1 / stretch.from + sold / stretch.liquidity)
    // liquidity × (from − to), without the difference of two floats that are nearly the same.
    out += sold * stretch.from * to
    left -= sold
  }
  return out
}

/** Curves of pools as they are, by name and what is sold: a search meets the same pool again and again. */
const drawn = new WeakMap<UniswapPool, Map<string, SaleCurve>>()

const uniswapCurve = (name: UniswapPoolName, pool: UniswapPool, asset: Asset): SaleCurve => {
  const curves = drawn.get(pool) ?? new Map<string, SaleCurve>()
  const curve = curves.get(`${asset} ${name}`) ?? curveOfPool(name, pool, asset)
  drawn.set(pool, curves.set(`${asset} ${name}`, curve))
  return curve
}

const curveOfPool = (name: UniswapPoolName, pool: UniswapPool, asset: Asset): SaleCurve => {
  const stretches = asset === pool.token0 ? stretchesDown(pool) : stretchesUp(pool)
  const kept = 1 - pool.fee / 1e6
  const first = stretches.find(({ liquidity }) => liquidity > 0)
  return {
    venue: { kind: 'uniswap', pool: name },
    best: first ? first.from ** 2 * kept : 0,
    capacity: stretches.reduce((sum, one) => sum + soldBetween(one, one.to), 0) / kept,
    amountAt(price) {
      const root = Math.sqrt(price / kept)
      const sold = stretches.reduce(
        (sum, one) => (one.from > root ? sum + soldBetween(one, Math.max(root, one.to)) : sum),
        0,
      )
      return sold / kept
    },
    outOf: amount => uniswapOut(stretches, amount * kept),
  }
}

/** Curve's pool from the side of one who sells stETH, at `rate` stETH for each unit of `asset`. */
const curveCurve = (market: Market, rate: number): SaleCurve => {
  const pair = { curve: market.curve, lido: market.lido }
  const xp = balances(pair)
  const amp = aPrecise(market.curve, market.block.timestamp)
  const D = Number(getD(xp, amp))
  const Ann = (2 * Number(amp)) / Number(A_PRECISION)
  const [eth, stEth] = [Number(xp[0]), Number(xp[1])]
  const kept = 1 - Number(market.curve.fee) / Number(FEE_DENOMINATOR)
  /** ETH in the pool when stETH stands at `y`. */
  const ethAt = (y: number): number => {
    const half = (D - y - D / Ann) / 2
    const product = (((D / (4 * y)) * D) / Ann) * D
    return half + Math.sqrt(half * half + product)
  }
  const priceAt = (sold: number): number => {
    const y = stEth + sold
    const x = ethAt(y)
    const cubic = (((D / x) * D) / (4 * y)) * D
    return ((Ann + cubic / y) / (Ann + cubic / x)) * kept
  }
  const best = priceAt(0) * rate
  const start = ethAt(stEth)
  return {
    venue: { kind: 'curve' },
    best,
    capacity: Number.POSITIVE_INFINITY,
    amountAt(price) {
      if (price >= best) return 0
      const above = (sold: number): number => Math.log((priceAt(sold) * rate) / price)
      let end = eth + stEth
      while (above(end) > 0 && end < 1e6 * (eth + stEth)) end *= 2
      return fallingRoot(above, end) / rate
    },
    priceAfter: amount => priceAt(amount * rate) * rate,
    outOf: amount => Math.max(0, start - ethAt(stEth + amount * rate)) * kept,
  }
}

/** stETH of one unit of an asset that Curve's pool takes; undefined where it does not. */
const stEthRate = (market: Market, asset: Asset): number | undefined => {
  if (asset === 'stETH') return 1
  return asset === 'wstETH' ? Number(stEthPerToken(market.lido)) / 1e18 : undefined
}

/** Uniswap knows stETH only wrapped: its pools seen in units of stETH. */
const inUnitsOf = (curve: SaleCurve, perUnit: number): SaleCurve => ({
  venue: curve.venue,
  best: curve.best * perUnit,
  capacity: curve.capacity / perUnit,
  amountAt: price => curve.amountAt(price / perUnit) / perUnit,
  outOf: amount => curve.outOf(amount * perUnit),
})

const uniswapCurves = (market: Market, asset: Asset): readonly SaleCurve[] => {
  const traded = asset === 'stETH' ? 'wstETH' : asset
  const names = Object.keys(market.uniswap) as UniswapPoolName[]
  const curves = names.flatMap(name => {
    const pool = market.uniswap[name]
    const tokens = [pool.token0, pool.token1]
    return tokens.includes(traded) && tokens.includes('WETH') ? [uniswapCurve(name, pool, traded)] : []
  })
  if (asset !== 'stETH') return curves
  const wrapped = 1e18 / Number(stEthPerToken(market.lido))
  return curves.map(curve => inUnitsOf(curve, wrapped))
}

/** Every pool that trades WETH for a token, as one who sells WETH sees it; prices in the token's smallest unit per wei. */
export const purchaseCurves = (market: Market, asset: Asset): readonly SaleCurve[] =>
  (Object.keys(market.uniswap) as UniswapPoolName[])
    .filter(name => {
      const { token0, token1 } = market.uniswap[name]
      return [token0, token1].includes(asset) && [token0, token1].includes('WETH')
    })
    .map(name => uniswapCurve(name, market.uniswap[name], 'WETH'))
    .filter(({ capacity }) => capacity > 0)

/** Every venue that buys an asset for ether, with what it pays now. Venues without liquidity are left out. */
export const saleCurves = (market: Market, asset: Asset): readonly SaleCurve[] => {
  const rate = stEthRate(market, asset)
  const curve = rate === undefined || market.curve.lpSupply === 0n ? [] : [curveCurve(market, rate)]
  const curves = [...curve, ...uniswapCurves(market, asset), ...issuerCurves(market, asset)]
  return curves.filter(({ capacity }) => capacity > 0)
}
