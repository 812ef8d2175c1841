import { CROWD } from '../../../src/market/crowd.js'
import type { Market } from '../../../src/market/market.js'
import type { Action } from '../../../src/position/action.js'
import type { Address, Asset } from '../../../src/protocols/assets.js'
import type { UniswapPool, UniswapPoolName } from '../../../src/protocols/uniswap/state.js'
import { getSqrtRatioAtTick } from '../../../src/protocols/uniswap/tickMath.js'
import { balanceOf } from '../../../src/simulation/model/balances.js'
import { USERS } from '../people.js'
import { type Context, type Move, someOf } from './context.js'

const E18 = 10n ** 18n
const POOLS: readonly UniswapPoolName[] = [
  'wstETH/WETH 0.01%',
  'wstETH/WETH 0.05%',
  'rETH/WETH 0.05%',
  'weETH/WETH 0.05%',
  'cbETH/WETH 0.05%',
  'osETH/WETH 0.05%',
  'rsETH/WETH 0.05%',
  'ezETH/WETH 0.01%',
  'USDC/WETH 0.05%',
]
/** A pool's price stays this near to where it began, and is not pushed on from half as far: see `isTooFar`. */
const FARTHEST_TICKS = 8_000
/** Ticks of the seed's prices, rounded. */
const START_TICKS: Readonly<Record<UniswapPoolName, number>> = {
  'wstETH/WETH 0.01%': 2_000,
  'wstETH/WETH 0.05%': 2_000,
  'rETH/WETH 0.05%': 1_418,
  'weETH/WETH 0.05%': -800,
  'cbETH/WETH 0.05%': 1_110,
  'osETH/WETH 0.05%': -590,
  'rsETH/WETH 0.05%': 583,
  'ezETH/WETH 0.01%': 675,
  'USDC/WETH 0.05%': 195_900,
}

/** The lens reads 26,000 ticks on each side of the price; what is farther, the fork cannot see. */
export const isTooFar = (market: Market): boolean =>
  POOLS.some(name => Math.abs(market.uniswap[name].tick - START_TICKS[name]) > FARTHEST_TICKS)

const trader = ({ random }: Context): Address =>
  random.chance(0.5)
    ? random.pick(USERS)
    : random.pick([CROWD.provider, CROWD.restaker, CROWD.liquidator, CROWD.treasurer, CROWD.looper])

/** The most that one trade sells, by asset: enough to cross many ticks, not enough to leave the liquidity. */
const LARGEST: Readonly<Partial<Record<Asset, bigint>>> = {
  WETH: 60_000n * E18,
  wstETH: 60_000n * E18,
  rETH: 3_000n * E18,
  weETH: 6_000n * E18,
  cbETH: 2_000n * E18,
  osETH: 2_000n * E18,
  rsETH: 6_000n * E18,
  ezETH: 6_000n * E18,
  USDC: 250_000_000_000_000n,
}

const isPushedOn = (name: UniswapPoolName, pool: UniswapPool, sell: Asset): boolean => {
  const distance = pool.tick - START_TICKS[name]
  return 2 * (sell === pool.token0 ? -distance : distance) > FARTHEST_TICKS
}

/** A price to stop at: an initialised tick's own price, one beside it, or somewhere near. */
const limitPrice = ({ random }: Context, pool: UniswapPool, sell: Asset): bigint => {
  const down = sell === pool.token0
  const ahead = pool.ticks.map(({ tick: at }) => at).filter(at => (down ? at <= pool.tick : at > pool.tick))
  const near = (down ? ahead.reverse() : ahead).slice(0, 4)
  const steps = 1 + random.int(200)
  const tick =
    near.length > 0 && random.chance(0.75) ? random.pick(near) : pool.tick + (down ? -steps : steps)
  return getSqrtRatioAtTick(tick) + BigInt(random.pick([0, 0, 0, 1, -1]))
}

const swapAmount = (context: Context, from: Address, sell: Asset): bigint => {
  const { market, random } = context
  const balance = balanceOf(market, from, sell)
  const largest = LARGEST[sell] ?? balance
  const most = balance < largest ? balance : largest
  if (balance <= largest && random.chance(0.05)) return balance + 1n
  if (random.chance(0.05)) return random.big(3n)
  return random.chance(0.3) ? random.big(most) : random.amount(most / 1_000_000n + 1n, most)
}

const swap: Move = context => {
  const { market, random } = context
  const name = random.pick(POOLS)
  const pool = market.uniswap[name]
  const sell = random.chance(0.5) ? pool.token0 : pool.token1
  if (isPushedOn(name, pool, sell)) return undefined
  const from = trader(context)
  const amount = swapAmount(context, from, sell)
  const minimumOut = random.chance(0.05) ? 10n ** 30n : 0n
  const sqrtPriceLimitX96 = random.chance(0.35) ? limitPrice(context, pool, sell) : 0n
  return {
    from,
    actions: [{ kind: 'uniswap.swap', pool: name, sell, amount, minimumOut, sqrtPriceLimitX96 }],
  }
}

const swapExactOut: Move = context => {
  const { market, random } = context
  const name = random.pick(POOLS)
  const pool = market.uniswap[name]
  const sell = random.chance(0.5) ? pool.token0 : pool.token1
  if (isPushedOn(name, pool, sell)) return undefined
  const buy = sell === pool.token0 ? pool.token1 : pool.token0
  const amountOut = random.amount(1n, (LARGEST[buy] ?? E18) / 4n)
  const maximumIn = random.chance(0.1) ? 1n : 10n ** 40n
  return {
    from: trader(context),
    actions: [{ kind: 'uniswap.swapExactOut', pool: name, sell, amountOut, maximumIn }],
  }
}

const roundTo = (tick: number, spacing: number): number => Math.floor(tick / spacing) * spacing

const range = ({ random }: Context, pool: UniswapPool) => {
  const { tickSpacing } = pool
  const near = roundTo(pool.tick, tickSpacing)
  const edge = random.pick([0, 0, tickSpacing, -tickSpacing, tickSpacing * (random.int(40) - 20)])
  const width = tickSpacing * (1 + random.int(60))
  const lower = random.chance(0.5) ? near + edge : near + edge - width
  const off = random.chance(0.04) ? 1 : 0
  return { tickLower: lower + off, tickUpper: random.chance(0.02) ? lower : lower + width }
}

const mint: Move = context => {
  const { market, random } = context
  const name = random.pick(POOLS)
  const pool = market.uniswap[name]
  const from = random.chance(0.7) ? random.pick(USERS) : CROWD.provider
  const liquidity = random.amount(1n, name === 'USDC/WETH 0.05%' ? 10n ** 19n : 10n ** 24n)
  return { from, actions: [{ kind: 'uniswap.mint', pool: name, ...range(context, pool), liquidity }] }
}

/** Someone's position, the provider's great ones among them. */
const heldPosition = ({ market, random }: Context) => {
  const name = random.pick(POOLS)
  const held = market.uniswap[name].positions
  return held.length === 0 ? undefined : { name, position: random.pick(held) }
}

const burn: Move = context => {
  const found = heldPosition(context)
  if (!found) return undefined
  const { owner, tickLower, tickUpper, liquidity } = found.position
  const draw = context.random.int(4)
  const amount = draw === 0 ? 0n : draw === 1 ? liquidity : someOf(context, liquidity)
  const key = { pool: found.name, tickLower, tickUpper }
  const actions: Action[] = [{ kind: 'uniswap.burn', ...key, liquidity: amount }]
  if (context.random.chance(0.4)) actions.push({ kind: 'uniswap.collect', ...key })
  return { from: owner, actions }
}

const collect: Move = context => {
  const found = heldPosition(context)
  if (!found) return undefined
  const { owner, tickLower, tickUpper } = found.position
  return { from: owner, actions: [{ kind: 'uniswap.collect', pool: found.name, tickLower, tickUpper }] }
}

/** Moves on Uniswap's pools, and how often each. */
export const UNISWAP_MOVES: readonly (readonly [weight: number, Move])[] = [
  [7, swap],
  [3, swapExactOut],
  [6, mint],
  [3, burn],
  [1, collect],
]
