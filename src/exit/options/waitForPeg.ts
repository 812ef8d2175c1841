import { consensusDelta } from '../../market/consensus.js'
import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { type Refused, refused } from '../../position/refusal.js'
import type { Wait } from '../../position/strategy.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { ethToSellForPrice, marginalPrice } from '../../protocols/curve/depth.js'
import { exchange } from '../../protocols/curve/pool.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import { swap } from '../../protocols/uniswap/pool.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { applyTx } from '../../simulation/model/apply.js'
import { openBlock } from '../../simulation/model/modelWorld.js'
import { max, mulDivFloor, SECONDS_PER_DAY, sqrtFloor, WAD, type Wad } from '../../units/fixed.js'
import type { Leaving, Quote } from '../quote.js'
import { marketRoute } from './candidates.js'
import { queueWait } from './lidoQueue.js'

/** Waiting until the market pays what the queue pays, and selling then. An estimate: it is not carried out. */
export type WaitOut = {
  readonly ok: true
  readonly wait: Wait
  /** Discount of the best pool now, and the one that is left when arbitrage through the queue has done its work. */
  readonly discountNowBps: number
  readonly discountLeftBps: number
  /** Cost if the discount has closed at the median, and if it has not. */
  readonly closedCostBps: number
  readonly openCostBps: number
  readonly assumed: readonly string[]
}

const ASSUMED: readonly string[] = [
  'estimate from queue arbitrage, not carried out: who buys at a discount and redeems is paid when the queue has paid what stands in it now',
  'liquidity that left the pools does not come back; today’s interest and rewards go on',
  'the interval of days is the queue’s own; June 2022 took months, because one could not redeem',
]

const LST_POOLS = (market: Market): readonly UniswapPoolName[] =>
  (Object.keys(market.uniswap) as UniswapPoolName[]).filter(name => {
    const { token0, token1 } = market.uniswap[name]
    return token0 === 'wstETH' && token1 === 'WETH'
  })

/** Price of the best pool over the share rate, before fees. */
const bestPriceWad = (market: Market): Wad => {
  const rate = stEthPerToken(market.lido)
  const pools = LST_POOLS(market)
    .filter(name => market.uniswap[name].liquidity > 0n)
    .map(name =>
      mulDivFloor(mulDivFloor(market.uniswap[name].sqrtPriceX96 ** 2n, WAD, 1n << 192n), WAD, rate),
    )
  const curve = marginalPrice({ curve: market.curve, lido: market.lido }, 1, market.block.timestamp)
  return pools.reduce(max, curve)
}

/** Interest on ether for the days that an empty queue takes, and a basis point for the trouble. */
const discountLeftWad = (market: Market): Wad => {
  const empty = { ...market, ethereum: { ...market.ethereum, exitQueue: 0n } }
  const settled = { ...market.lido.queue, lastFinalizedRequestId: market.lido.queue.lastRequestId }
  const calm = { ...empty, lido: { ...market.lido, queue: settled } }
  const { medianDays } = queueWait(calm, WAD, { elapsed: 0, taken: 0n })
  const rateWad = (market.aave.reserves.WETH?.borrowRateRay ?? 0n) / 10n ** 9n
  return (rateWad * BigInt(Math.round(medianDays * 1_000))) / 365_000n + WAD / 10_000n
}

/** Somebody with ether and nothing else. */
const BUYER: Address = '0x0000000000000000000000000000000000000002'

const restored = (market: Market, targetWad: Wad): Market => {
  const price = mulDivFloor(stEthPerToken(market.lido), targetWad, WAD)
  const limit = sqrtFloor((price << 192n) / WAD)
  const uniswap = { ...market.uniswap }
  for (const name of LST_POOLS(market)) {
    const pool = market.uniswap[name]
    if (pool.sqrtPriceX96 >= limit || pool.liquidity === 0n) continue
    uniswap[name] = swap(pool, {
      zeroForOne: false,
      amountSpecified: 10n ** 30n,
      sqrtPriceLimitX96: limit,
    })[1]
  }
  return { ...market, uniswap, ...restoredCurve(market, targetWad) }
}

const restoredCurve = ({ curve, lido, block }: Market, targetWad: Wad): Pick<Market, 'curve' | 'lido'> => {
  const now = block.timestamp
  const pair = { curve, lido }
  if (marginalPrice(pair, 1, now) >= targetWad) return pair
  // Where one stETH brings the target, one ether brings its inverse less both fees, 4 bps each.
  const inverse = mulDivFloor(mulDivFloor(WAD, WAD, targetWad), 9_992n, 10_000n)
  const dx = ethToSellForPrice(pair, inverse, now)
  return dx === 0n ? pair : exchange(pair, { i: 0, j: 1, dx, now, minDy: 0n, sender: BUYER }).pair
}

/** Rewards of some days, in reports that Lido accepts; interest follows the time. */
const later = (market: Market, days: number): Market => {
  const count = Math.max(1, Math.ceil(days / 9))
  const each = Math.max(1, Math.floor((days * SECONDS_PER_DAY) / count))
  let now = market
  for (let i = 0; i < count; i++) {
    const next = openBlock(now, each)
    const clDelta = consensusDelta(next, next.lido.lastReport, next.block.timestamp)
    const report = {
      clDelta,
      elRewards: 0n,
      clWithdrawn: 0n,
      clPending: next.lido.clPendingBalance,
      exited: 0,
      finalizeUpTo: 0,
      bunker: next.lido.bunkerSince > 0,
    }
    now = applyTx(next, { from: CROWD.oracle, actions: [{ kind: 'lido.report', ...report }] })
  }
  return now
}

const soldThen = (leaving: Leaving, market: Market): Quote | Refused =>
  marketRoute({ ...leaving, market }, { kind: 'split' }).best

/** What selling costs later, against net worth now. */
const costOf = ({ proceedsWei, gasWei }: Quote, fairWei: bigint): number =>
  Number(((fairWei - proceedsWei + gasWei) * 1_000_000n) / fairWei) / 100

/** Tokens whose discount arbitrage through Lido's queue closes. */
const OF_LIDO: ReadonlySet<Asset> = new Set(['stETH', 'wstETH'])

/**
 * What waiting for the discount to close may cost and take; a refusal where there is none to wait for. `sells` is the
 * token that is sold, undefined where nothing is.
 */
export const waitOut = (leaving: Leaving, fairWei: bigint, sells: Asset | undefined): WaitOut | Refused => {
  const { market } = leaving
  if (sells === undefined) return refused('nothingSold', {})
  if (!OF_LIDO.has(sells)) return refused('discountNotEstimated', { asset: sells })
  const [now, left] = [WAD - bestPriceWad(market), discountLeftWad(market)]
  const inBps = (wad: bigint): number => Number((wad * 1_000_000n) / WAD) / 100
  if (now <= left) return refused('noDiscount', { nowBps: inBps(now), leftBps: inBps(left) })
  const wait = queueWait(market, WAD, { elapsed: 0, taken: 0n })
  const then = later(market, wait.medianDays)
  const closed = soldThen(leaving, restored(then, WAD - left))
  if (!closed.ok) return closed.refusal.code === 'depthExhausted' ? closed : refused('interestTakesAll', {})
  const open = soldThen(leaving, later(market, wait.badDays))
  if (!open.ok) return open.refusal.code === 'depthExhausted' ? open : refused('discountStillOpen', {})
  return {
    ok: true,
    wait,
    discountNowBps: inBps(now),
    discountLeftBps: inBps(left),
    closedCostBps: costOf(closed, fairWei),
    openCostBps: costOf(open, fairWei),
    assumed: ASSUMED,
  }
}
