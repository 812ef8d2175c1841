import type { Market } from '../market/market.js'
import type { Asset } from '../protocols/assets.js'
import { getPooledEthByShares } from '../protocols/lido/steth.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import {
  getAmountsForLiquidity,
  getLiquidityForAmounts,
  type TokenAmounts,
} from '../protocols/uniswap/liquidityAmounts.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import type { UniswapPool, UniswapPoolName } from '../protocols/uniswap/state.js'
import { getSqrtRatioAtTick, MAX_TICK, MIN_TICK } from '../protocols/uniswap/tickMath.js'
import { mulDivFloor, WAD } from '../units/fixed.js'
import type { Action } from './action.js'

/** Pools in which ether can be provided together with a token that ether becomes. */
export type LiquidityPool = Extract<UniswapPoolName, 'wstETH/WETH 0.01%' | 'USDC/WETH 0.05%'>

/** Ends of a position, in ticks; `tickLower` < `tickUpper`, both on the pool's spacing. */
export type TickRange = { readonly tickLower: number; readonly tickUpper: number }

const onSpacing = (tick: number, spacing: number, round: (x: number) => number): number =>
  round(tick / spacing) * spacing

/**
 * The range of `width` on each side of the price: 0.01 is from price ÷ 1.01 to price × 1.01. Rounded outward to the
 * pool's spacing; 'full' is all prices.
 */
export const rangeAround = (pool: UniswapPool, width: number | 'full'): TickRange => {
  const { tickSpacing, tick } = pool
  const reach = width === 'full' ? MAX_TICK : Math.round(Math.log1p(width) / Math.log(1.0001))
  const lower = onSpacing(Math.max(MIN_TICK, tick - reach), tickSpacing, Math.floor)
  const upper = onSpacing(Math.min(MAX_TICK, tick + reach), tickSpacing, Math.ceil)
  return {
    tickLower: Math.max(lower, onSpacing(MIN_TICK, tickSpacing, Math.ceil)),
    tickUpper: Math.min(Math.max(upper, lower + tickSpacing), onSpacing(MAX_TICK, tickSpacing, Math.floor)),
  }
}

const pricesOf = (sqrtPriceX96: bigint, { tickLower, tickUpper }: TickRange) => ({
  sqrtRatioX96: sqrtPriceX96,
  sqrtRatioAX96: getSqrtRatioAtTick(tickLower),
  sqrtRatioBX96: getSqrtRatioAtTick(tickUpper),
})

/** Any liquidity shows the ratio in which a range takes its tokens. */
const SAMPLE = 10n ** 24n

/** The two tokens of a range at a price, in the ratio in which it takes them. */
export const ratioOf = (sqrtPriceX96: bigint, range: TickRange): TokenAmounts =>
  getAmountsForLiquidity(pricesOf(sqrtPriceX96, range), SAMPLE)

/** The pool rounds up what it is paid: one unit of each is kept back. */
const lessOne = (amount: bigint): bigint => (amount > 0n ? amount - 1n : 0n)

/** Mints the most liquidity that both amounts pay for at a price. */
export const mintAction = (
  pool: UniswapPoolName,
  range: TickRange,
  at: { readonly sqrtPriceX96: bigint; readonly amounts: TokenAmounts },
): Action => ({
  kind: 'uniswap.mint',
  pool,
  ...range,
  liquidity: getLiquidityForAmounts(pricesOf(at.sqrtPriceX96, range), {
    amount0: lessOne(at.amounts.amount0),
    amount1: lessOne(at.amounts.amount1),
  }),
})

/** wstETH that staking `wei` and wrapping it brings; two wei are lost to Lido's rounding at the most. */
const stakedWstEth = (market: Market, wei: bigint): bigint =>
  mulDivFloor(wei - 2n, WAD, stEthPerToken(market.lido))

/** Ether, partly staked, provided in wstETH/WETH: staking does not move the pool's price. */
const provideStaked = (market: Market, wei: bigint, range: TickRange): readonly Action[] => {
  const pool = market.uniswap['wstETH/WETH 0.01%']
  const { amount0, amount1 } = ratioOf(pool.sqrtPriceX96, range)
  const worth0 = mulDivFloor(amount0, stEthPerToken(market.lido), WAD)
  const staked = mulDivFloor(wei, worth0, worth0 + amount1)
  const amounts = { amount0: staked > 2n ? stakedWstEth(market, staked) : 0n, amount1: wei - staked }
  return [
    ...(staked > 2n
      ? ([
          { kind: 'lido.stake', amount: staked },
          { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
        ] as const)
      : []),
    ...(amounts.amount1 > 0n ? [{ kind: 'weth.wrap', amount: amounts.amount1 } as const] : []),
    mintAction('wstETH/WETH 0.01%', range, { sqrtPriceX96: pool.sqrtPriceX96, amounts }),
  ]
}

/** What to sell so that two amounts fit a range, and the amounts and the price then. */
export type Fit = {
  readonly sell: Asset
  readonly sold: bigint
  readonly amounts: TokenAmounts
  readonly sqrtPriceX96: bigint
}

const after = (pool: UniswapPool, have: TokenAmounts, sell: Asset, sold: bigint) => {
  if (sold === 0n) return { amounts: have, sqrtPriceX96: pool.sqrtPriceX96 }
  const { amountIn, amountOut, sqrtPriceX96After } = quoteExactInput(pool, sell, sold)
  const amounts =
    sell === pool.token0
      ? { amount0: have.amount0 - amountIn, amount1: have.amount1 + amountOut }
      : { amount0: have.amount0 + amountOut, amount1: have.amount1 - amountIn }
  return { amounts, sqrtPriceX96: sqrtPriceX96After }
}

/** By how much token 0 is too much for the range; negative where token 1 is. */
const excess0 = (range: TickRange, at: Pick<Fit, 'amounts' | 'sqrtPriceX96'>): bigint => {
  const ratio = ratioOf(at.sqrtPriceX96, range)
  return at.amounts.amount0 * ratio.amount1 - at.amounts.amount1 * ratio.amount0
}

/** Bisection on the pool itself: the sale moves the price, and with it the ratio. */
export const fitToRange = (pool: UniswapPool, range: TickRange, have: TokenAmounts): Fit => {
  const start = excess0(range, after(pool, have, pool.token0, 0n))
  const sell = start > 0n ? pool.token0 : pool.token1
  let [low, high] = [0n, start > 0n ? have.amount0 : have.amount1]
  const precision = high / 10n ** 9n + 1n
  while (start !== 0n && high - low > precision) {
    const middle = (low + high) / 2n
    const found = excess0(range, after(pool, have, sell, middle))
    if (start > 0n ? found > 0n : found < 0n) low = middle
    else high = middle
  }
  return { sell, sold: low, ...after(pool, have, sell, low) }
}

/** The sale that a fit wants; none where nothing is too much. */
export const fitActions = (pool: UniswapPoolName, { sell, sold: amount }: Fit): readonly Action[] =>
  amount === 0n ? [] : [{ kind: 'uniswap.swap', pool, sell, amount, minimumOut: 0n, sqrtPriceLimitX96: 0n }]

/** Ether, partly sold for dollars in the same pool, provided there. */
const provideDollars = (market: Market, wei: bigint, range: TickRange): readonly Action[] => {
  const name = 'USDC/WETH 0.05%'
  const pool = market.uniswap[name]
  const fit = fitToRange(pool, range, { amount0: 0n, amount1: wei })
  return [{ kind: 'weth.wrap', amount: wei }, ...fitActions(name, fit), mintAction(name, range, fit)]
}

/** Turns `wei` of ether into a position of a Uniswap pool; what does not fit the ratio stays in the wallet. */
export const provideUniswap = (
  market: Market,
  wei: bigint,
  { pool, width }: { readonly pool: LiquidityPool; readonly width: number | 'full' },
): readonly Action[] => {
  const range = rangeAround(market.uniswap[pool], width)
  return pool === 'USDC/WETH 0.05%' ? provideDollars(market, wei, range) : provideStaked(market, wei, range)
}

/** stETH an account has after staking `wei`: shares round down. */
const stakedStEth = (market: Market, wei: bigint): bigint => {
  const shares = mulDivFloor(wei, WAD, stEthPerToken(market.lido))
  const stEth = getPooledEthByShares(market.lido, shares)
  return stEth > 4n ? stEth - 4n : 0n
}

/** Turns `wei` of ether into steCRV: `stakedShare` of it as stETH, the rest as ether. Lido's rounding keeps a few wei back. */
export const provideCurve = (market: Market, wei: bigint, stakedShare: number): readonly Action[] => {
  const staked = (wei * BigInt(Math.round(stakedShare * 1e6))) / 1_000_000n
  const stEth = staked > 0n ? stakedStEth(market, staked) : 0n
  const stake: readonly Action[] = staked > 0n ? [{ kind: 'lido.stake', amount: staked }] : []
  return [...stake, { kind: 'curve.addLiquidity', eth: wei - staked, stEth, minimumLp: 0n }]
}
