import type { Market } from '../market/market.js'
import type { Action } from '../position/action.js'
import { getDy } from '../protocols/curve/pool.js'
import { getPooledEthByShares } from '../protocols/lido/steth.js'
import { Revert } from '../protocols/revert.js'
import { quoteExactInput } from '../protocols/uniswap/quote.js'
import { max, mulDivFloor, WAD } from '../units/fixed.js'

const POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const
type Pool = (typeof POOLS)[number]

/** Where wstETH can be sold for ether on the embedded mainnet. */
export type Venue = Pool | 'Curve'

/** A part of a sale: what is sold there, and the ether it brings; wei. */
export type Leg = { readonly venue: Venue; readonly wstEth: bigint; readonly wei: bigint }

export type Sale = { readonly legs: readonly Leg[]; readonly wei: bigint }

/** 0 where the venue cannot take it all. */
const bringsAt = (market: Market, venue: Venue, wstEth: bigint): bigint => {
  try {
    if (venue === 'Curve') {
      const dx = getPooledEthByShares(market.lido, wstEth)
      return getDy(
        { curve: market.curve, lido: market.lido },
        { i: 1, j: 0, dx, now: market.block.timestamp },
      )
    }
    const quote = quoteExactInput(market.uniswap[venue], 'wstETH', wstEth)
    return quote.amountIn < wstEth ? 0n : quote.amountOut
  } catch (error) {
    if (error instanceof Revert) return 0n
    throw error
  }
}

const leg = (market: Market, venue: Venue, wstEth: bigint): Leg => ({
  venue,
  wstEth,
  wei: bringsAt(market, venue, wstEth),
})

const saleOf = (legs: readonly Leg[]): Sale => ({
  legs,
  wei: legs.some(entry => entry.wei === 0n) ? 0n : legs.reduce((sum, entry) => sum + entry.wei, 0n),
})

const better = (a: Sale, b: Sale): Sale => (b.wei > a.wei ? b : a)

const EIGHTHS = [1n, 2n, 3n, 4n, 5n, 6n, 7n]

/** Sold at one venue, or in eighths on the larger Uniswap pool and on Curve, whichever brings most. */
export const bestSale = (market: Market, wstEth: bigint): Sale => {
  const whole = [...POOLS, 'Curve' as const].map(venue => saleOf([leg(market, venue, wstEth)]))
  const one = whole.reduce(better)
  // A sale that moves its pool by less than a basis point gains nothing by being split.
  if (one.wei * 10_000n * WAD >= wstEth * bestPriceWad(market) * 9_999n) return one
  const split = EIGHTHS.map(eighths => {
    const first = (wstEth * eighths) / 8n
    if (first === 0n) return { legs: [], wei: 0n }
    return saleOf([leg(market, POOLS[0], first), leg(market, 'Curve', wstEth - first)])
  })
  return [one, ...split].reduce(better)
}

/** Ether that the first wstETH brings at the best venue, fees included, 18 decimals. */
export const bestPriceWad = (market: Market): bigint =>
  [...POOLS, 'Curve' as const].reduce((best, venue) => max(best, bringsAt(market, venue, WAD)), 0n)

/** Slippage that a seller accepts against the plan: a fifth of a percent. */
export const SLIPPAGE_BPS = 20n

/**
 * The sale as actions that end in WETH. The last leg sells what is left, so that no rounding stays behind. Curve pays
 * ether, of which the planned amount is wrapped, or all that the seller has.
 */
export const saleActions = ({ legs }: Sale, wrapped: 'as planned' | 'all ether'): readonly Action[] =>
  legs.flatMap(({ venue, wstEth, wei }, i): readonly Action[] => {
    const amount = i === legs.length - 1 ? ({ balanceOf: 'wstETH' } as const) : wstEth
    const minimumOut = mulDivFloor(wei, 10_000n - SLIPPAGE_BPS, 10_000n)
    if (venue !== 'Curve')
      return [
        { kind: 'uniswap.swap', pool: venue, sell: 'wstETH', amount, minimumOut, sqrtPriceLimitX96: 0n },
      ]
    return [
      { kind: 'lido.unwrap', amount },
      { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut },
      { kind: 'weth.wrap', amount: wrapped === 'all ether' ? { balanceOf: 'ETH' } : wei },
    ]
  })
