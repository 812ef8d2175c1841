import { createRequire } from 'node:module'
import { initialize, swap } from '../src/protocols/uniswap/pool.js'
import { mint } from '../src/protocols/uniswap/position.js'
import { amountToPrice, quoteExactInput } from '../src/protocols/uniswap/quote.js'
import type { UniswapPool } from '../src/protocols/uniswap/state.js'
import { limitOrEnd } from '../src/protocols/uniswap/swapLoop.js'
import { getSqrtRatioAtTick } from '../src/protocols/uniswap/tickMath.js'
import { median, perSecond, report, round } from './median.js'

// Swaps per second across ten initialised ticks: the mirror against v3-sdk's Pool.getOutputAmount, in one process.
// Run: npx tsx bench/uniswap-swap.bench.ts

const require = createRequire(import.meta.url)
const { CurrencyAmount, Token } = require('@uniswap/sdk-core') as typeof import('@uniswap/sdk-core')
const { Pool } = require('@uniswap/v3-sdk') as typeof import('@uniswap/v3-sdk')

const OWNER = '0x0000000000000000000000000000000000000001'
const ROUNDS = 15
const RATIO_LIMIT = 10

const depthOver = (ranges: number): UniswapPool => {
  let pool = initialize({
    token0: 'USDC',
    token1: 'WETH',
    fee: 500,
    tickSpacing: 10,
    sqrtPriceX96: getSqrtRatioAtTick(5),
  })
  for (let range = 1; range <= ranges; range++) {
    const change = {
      owner: OWNER,
      tickLower: -20 * range,
      tickUpper: 20 * range,
      amount: 10n ** 21n,
    } as const
    pool = mint(pool, change)[1]
  }
  return pool
}

const pool = depthOver(15)
const token0 = new Token(1, '0x0000000000000000000000000000000000000001', 18)
const token1 = new Token(1, '0x0000000000000000000000000000000000000002', 18)
const sdkPool = new Pool(
  token0,
  token1,
  pool.fee,
  pool.sqrtPriceX96.toString(),
  pool.liquidity.toString(),
  pool.tick,
  pool.ticks.map(tick => ({
    index: tick.tick,
    liquidityNet: tick.liquidityNet.toString(),
    liquidityGross: tick.liquidityGross.toString(),
  })),
)

const { amountIn } = amountToPrice(pool, getSqrtRatioAtTick(-205))
const tenTicks = quoteExactInput(pool, 'USDC', amountIn)
const sdkAmount = CurrencyAmount.fromRawAmount(token0, amountIn.toString())
const limit = limitOrEnd(true, 0n)

const [sdkOut] = await sdkPool.getOutputAmount(sdkAmount)
if (sdkOut.quotient.toString() !== tenTicks.amountOut.toString()) throw new Error('the two do not agree')

const subjects = {
  'v3-sdk Pool.getOutputAmount': () => sdkPool.getOutputAmount(sdkAmount),
  'plimsoll swap (new pool)': () =>
    swap(pool, { zeroForOne: true, amountSpecified: amountIn, sqrtPriceLimitX96: limit }),
  'plimsoll quoteExactInput': () => quoteExactInput(pool, 'USDC', amountIn),
}
const rates = new Map<string, number[]>()
for (let i = 0; i <= ROUNDS; i++) {
  for (const [name, once] of Object.entries(subjects)) {
    const rate = await perSecond(once)
    // The first round warms up.
    if (i > 0) rates.set(name, [...(rates.get(name) ?? []), rate])
  }
}

const base = median(rates.get('v3-sdk Pool.getOutputAmount') ?? [])
for (const [name, values] of rates) {
  report({
    name,
    ticksCrossed: tenTicks.ticksCrossed,
    rounds: values.length,
    swapsPerSecond: Math.round(median(values)),
    ratioToSdk: round(median(values) / base),
    limit: name.startsWith('plimsoll') ? RATIO_LIMIT : 1,
  })
}
