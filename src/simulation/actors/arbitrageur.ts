import { splitRequests } from '../../exit/options/lidoQueue.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { CURVE_STETH_POOL } from '../../protocols/curve/addresses.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { aPrecise } from '../../protocols/curve/math.js'
import { getDy } from '../../protocols/curve/pool.js'
import { requestAt } from '../../protocols/lido/queue.js'
import type { WithdrawalRequest } from '../../protocols/lido/state.js'
import {
  getPooledEthByShares,
  getSharesByPooledEth,
  internalEther,
  internalShares,
  sharesOf,
} from '../../protocols/lido/steth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { Revert } from '../../protocols/revert.js'
import { amountToPrice, quoteExactInput } from '../../protocols/uniswap/quote.js'
import { sqrtPriceX96 } from '../../scenario/poolPrice.js'
import { min, mulDivFloor, SECONDS_PER_DAY, sqrtFloor, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'
import { waitingDiscountWad } from './waiting.js'

const POOL = 'wstETH/WETH 0.01%' as const
/** A smaller pool of the same pair. */
const SIDE_POOL = 'wstETH/WETH 0.05%' as const
type Pool = typeof POOL | typeof SIDE_POOL

/** wei in, wei out: what a round trip of `wei` ether brings. */
type Trip = {
  readonly name: string
  bring(market: Market, wei: bigint): bigint
  actions(wei: bigint): readonly Action[]
}

const pair = (market: Market) => ({ curve: market.curve, lido: market.lido })

const onUniswap = (market: Market, sell: 'WETH' | 'wstETH', amount: bigint, pool: Pool = POOL): bigint => {
  const quote = quoteExactInput(market.uniswap[pool], sell, amount)
  return quote.amountIn < amount ? 0n : quote.amountOut
}

const swap = (
  sell: 'WETH' | 'wstETH',
  amount: bigint | { readonly balanceOf: 'wstETH' },
  pool: Pool = POOL,
): Action => ({
  kind: 'uniswap.swap',
  pool,
  sell,
  amount,
  minimumOut: 0n,
  sqrtPriceLimitX96: 0n,
})

const sellOnCurve: readonly Action[] = [
  { kind: 'lido.unwrap', amount: { balanceOf: 'wstETH' } },
  { kind: 'curve.exchange', sell: 'stETH', amount: { balanceOf: 'stETH' }, minimumOut: 0n },
]

const betweenPools = (from: Pool, to: Pool): Trip => ({
  name: `buy on ${from}, sell on ${to}`,
  bring: (market, wei) => onUniswap(market, 'wstETH', onUniswap(market, 'WETH', wei, from), to),
  actions: wei => [
    { kind: 'weth.wrap', amount: wei },
    swap('WETH', wei, from),
    swap('wstETH', { balanceOf: 'wstETH' }, to),
    { kind: 'weth.unwrap', amount: { balanceOf: 'WETH' } },
  ],
})

const TRIPS: readonly Trip[] = [
  betweenPools(POOL, SIDE_POOL),
  betweenPools(SIDE_POOL, POOL),
  {
    name: 'buy on Uniswap, sell on Curve',
    bring(market, wei) {
      const wstEth = onUniswap(market, 'WETH', wei)
      const dx = getPooledEthByShares(market.lido, wstEth)
      return dx === 0n ? 0n : getDy(pair(market), { i: 1, j: 0, dx, now: market.block.timestamp })
    },
    actions: wei => [{ kind: 'weth.wrap', amount: wei }, swap('WETH', wei), ...sellOnCurve],
  },
  {
    name: 'buy on Curve, sell on Uniswap',
    bring(market, wei) {
      const stEth = getDy(pair(market), { i: 0, j: 1, dx: wei, now: market.block.timestamp })
      return onUniswap(market, 'wstETH', getSharesByPooledEth(market.lido, stEth))
    },
    actions: wei => [
      { kind: 'curve.exchange', sell: 'ETH', amount: wei, minimumOut: 0n },
      { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
      swap('wstETH', { balanceOf: 'wstETH' }),
      { kind: 'weth.unwrap', amount: { balanceOf: 'WETH' } },
    ],
  },
  {
    name: 'stake, sell on Uniswap',
    bring: (market, wei) => onUniswap(market, 'wstETH', getSharesByPooledEth(market.lido, wei)),
    actions: wei => [
      { kind: 'lido.stake', amount: wei },
      { kind: 'lido.wrap', amount: { balanceOf: 'stETH' } },
      swap('wstETH', { balanceOf: 'wstETH' }),
      { kind: 'weth.unwrap', amount: { balanceOf: 'WETH' } },
    ],
  },
]

/** Largest trade, in wei: a quarter of what is staked through Lido in a large day would be less. */
const LARGEST = 50_000n * WAD
const SMALLEST = WAD

/** Less than nothing where a pool refuses the trade. */
const profit = (market: Market, trip: Trip, wei: bigint): bigint => {
  try {
    return trip.bring(market, wei) - wei
  } catch (error) {
    if (error instanceof Revert) return -wei
    throw error
  }
}

/** Sizes between which the profit has its peak: doubled until it brings no more. */
const around = (market: Market, trip: Trip): readonly [bigint, bigint] => {
  let size = SMALLEST
  let gain = profit(market, trip, size)
  while (size < LARGEST) {
    const next = profit(market, trip, 2n * size)
    if (next <= gain) break
    size *= 2n
    gain = next
  }
  return [size / 2n, 2n * size]
}

/**
 * The size that brings most, by golden-section-like thirds on whole ether: profit has one peak. Below the sizes around
 * the peak more brings more, above them less does, so that only between them both are asked.
 */
const bestSize = (market: Market, trip: Trip): bigint => {
  const [rising, falling] = around(market, trip)
  const isRising = (a: bigint, b: bigint): boolean =>
    b <= rising || (a < falling && profit(market, trip, a) < profit(market, trip, b))
  let [low, high] = [SMALLEST, LARGEST]
  while (high - low > WAD) {
    const a = low + (high - low) / 3n
    const b = high - (high - low) / 3n
    if (isRising(a, b)) low = a
    else high = b
  }
  return low - (low % WAD) + WAD
}

/** What the pools must be apart before it is worth looking closer: the fees of both. */
const worthALook = (market: Market): boolean => {
  const curve = marginalPrice(pair(market), 1, market.block.timestamp)
  const priceOf = (pool: Pool): bigint => {
    const root = market.uniswap[pool].sqrtPriceX96
    return mulDivFloor(mulDivFloor(root * root, WAD, 1n << 192n), WAD, stEthPerToken(market.lido))
  }
  const uniswap = priceOf(POOL)
  const apart = uniswap - priceOf(SIDE_POOL)
  // A hundredth and a twentieth of a percent: the fees of both pools.
  if (apart > (WAD * 6n) / 10_000n || -apart > (WAD * 6n) / 10_000n) return true
  return uniswap < curve || uniswap > WAD || uniswap > curve + WAD / 1_000n
}

/**
 * What arbitrageurs can have tied up in Lido's queue at a time. Derived: on 18 April 2026 the Curve pool stood at 85 % stETH
 * (0.9941) and was even again 32 days later, which takes about 15,000 stETH in three rounds through the queue of those
 * weeks. Low 2,500, where others than arbitrageurs bought half of it.
 */
const PURSE = 5_000n * WAD

/** Requests of the arbitrageur that are not claimed yet. */
const openRequests = ({ lido: { queue } }: Market): readonly WithdrawalRequest[] =>
  Object.values(queue.requests).filter(
    ({ owner, claimed, id }) => id > 0 && !claimed && owner === CROWD.arbitrageur,
  )

const askedFor = ({ lido: { queue } }: Market, { id, cumulativeStEth }: WithdrawalRequest): bigint =>
  cumulativeStEth - requestAt(queue, id - 1).cumulativeStEth

/** wstETH bought on Uniswap while it is cheaper than waiting in Lido's queue is worth, as far as the purse goes. */
const buyForQueue = (market: Market): readonly Action[] => {
  if (market.lido.queue.paused) return []
  const tiedUp = openRequests(market).reduce((sum, request) => sum + askedFor(market, request), 0n)
  const free = PURSE - tiedUp
  if (free < SMALLEST) return []
  const pool = market.uniswap[POOL]
  const target = mulDivFloor(stEthPerToken(market.lido), WAD - waitingDiscountWad(market, free), WAD)
  const limit = sqrtPriceX96(target)
  if (pool.sqrtPriceX96 >= limit) return []
  const wei = min(free, amountToPrice(pool, limit).amountIn)
  return wei < SMALLEST ? [] : [{ kind: 'weth.wrap', amount: wei }, swap('WETH', wei)]
}

/** What was bought goes into the queue, what Lido has paid comes out of it. */
const throughQueue = (market: Market): readonly Action[] => {
  const { queue } = market.lido
  const paid = openRequests(market).filter(({ id }) => id <= queue.lastFinalizedRequestId)
  const claim: readonly Action[] =
    paid.length === 0 ? [] : [{ kind: 'lido.claim', requestIds: paid.map(({ id }) => id) }]
  const bought = market.wallets[CROWD.arbitrageur]?.wstETH ?? 0n
  if (queue.paused || bought < SMALLEST) return claim
  return [...claim, { kind: 'lido.request', amounts: splitRequests(market, bought) }]
}

const of = (actions: readonly Action[]): readonly Tx[] =>
  actions.length === 0 ? [] : [{ from: CROWD.arbitrageur, actions }]

/** All that a round trip's gain follows from: the pools, Curve's parts, and Lido's rate. */
const seenBy = ({ uniswap, curve, lido, block }: Market): readonly unknown[] => [
  uniswap[POOL],
  uniswap[SIDE_POOL],
  curve,
  aPrecise(curve, block.timestamp),
  sharesOf(lido, CURVE_STETH_POOL),
  internalEther(lido),
  internalShares(lido),
]

const arbitrage = (market: Market, minimumProfitWei: bigint): readonly Tx[] => {
  if (!worthALook(market)) return []
  const offers = TRIPS.filter(trip => profit(market, trip, SMALLEST) > 0n).map(trip => {
    const wei = bestSize(market, trip)
    return { trip, wei, gain: profit(market, trip, wei) }
  })
  const best = offers.reduce<(typeof offers)[number] | undefined>(
    (found, offer) => (offer.gain > (found?.gain ?? minimumProfitWei) ? offer : found),
    undefined,
  )
  return best ? [{ from: CROWD.arbitrageur, actions: best.trip.actions(best.wei) }] : []
}

const DOLLAR_POOL = 'USDC/WETH 0.05%' as const

/** The pool's square root of WETH (wei) per USDC (1e-6) at which ether costs what the feeds say. */
const outsideSqrtPriceX96 = ({ chainlink }: Market): bigint => {
  const [ether, dollar] = [chainlink.feeds['ETH/USD'], chainlink.feeds['USDC/USD']]
  return ether.answer > 0n ? sqrtFloor(((10n ** 12n * dollar.answer) << 192n) / ether.answer) : 0n
}

/** Ether is traded elsewhere too, at the feeds' price: the pool is brought back to it, as far as the dollars go. */
const fromOutside = (market: Market): readonly Action[] => {
  const pool = market.uniswap[DOLLAR_POOL]
  const target = outsideSqrtPriceX96(market)
  const apart = (pool.sqrtPriceX96 * 10_000n) / (target === 0n ? 1n : target)
  // A twentieth of a percent of the square root is a tenth of the price: twice the pool's fee.
  if (target === 0n || (apart >= 9_995n && apart <= 10_005n)) return []
  const sell = pool.sqrtPriceX96 < target ? 'WETH' : 'USDC'
  const wanted = amountToPrice(pool, target).amountIn
  const amount = sell === 'WETH' ? wanted : min(wanted, market.wallets[CROWD.arbitrageur]?.USDC ?? 0n)
  if (amount === 0n) return []
  const trade = { kind: 'uniswap.swap', pool: DOLLAR_POOL, sell, amount, minimumOut: 0n } as const
  const enter: readonly Action[] = sell === 'WETH' ? [{ kind: 'weth.wrap', amount }] : []
  return [...enter, { ...trade, sqrtPriceLimitX96: target }]
}

/**
 * Keeps the pools together: buys wstETH where it is cheap and sells it where it is dear, or stakes and sells, where a
 * whole round trip pays more than `minimumProfitWei` (gas included). Twice a day at most it also buys what is cheaper
 * than waiting in Lido's queue is worth, asks Lido for the ether, waits and claims it. Its purse is limited, so how fast
 * a discount closes follows from the queue: the longer the wait, the more is tied up, and the larger a discount stands.
 * Between the dollar pool and the rest of the world it trades at the feeds' price, with what dollars it has.
 */
export const arbitrageur = (minimumProfitWei: (gasPriceWei: bigint) => bigint): Actor => {
  let bought = 0
  /** Where there was nothing to gain there still is nothing, while all stands as it stood. */
  let fruitless: readonly unknown[] = []
  const look = (market: Market, minimum: bigint): readonly Tx[] => {
    const seen = [minimum, ...seenBy(market)]
    if (seen.every((value, i) => value === fruitless[i])) return []
    const found = arbitrage(market, minimum)
    fruitless = found.length === 0 ? seen : []
    return found
  }
  return {
    name: 'arbitrageur',
    act(market, _, gasPriceWei): readonly Tx[] {
      const moved = [...of(throughQueue(market)), ...of(fromOutside(market))]
      if (moved.length > 0) return moved
      const due = market.block.timestamp - bought >= SECONDS_PER_DAY / 2
      if (due) bought = market.block.timestamp
      const buying = due ? of(buyForQueue(market)) : []
      return buying.length > 0 ? buying : look(market, minimumProfitWei(gasPriceWei))
    },
  }
}
