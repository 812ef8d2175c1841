import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { fairValueWei } from '../../position/holdings.js'
import type { Asset } from '../../protocols/assets.js'
import { marginalPrice } from '../../protocols/curve/depth.js'
import { stEthPerToken } from '../../protocols/lido/wsteth.js'
import type { UniswapPoolName } from '../../protocols/uniswap/state.js'
import { getTickAtSqrtRatio } from '../../protocols/uniswap/tickMath.js'
import { leavePools } from '../../scenario/leavePools.js'
import { sqrtPriceX96 } from '../../scenario/poolPrice.js'
import { min, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

const POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const
/** Every pool of a staking token and ether whose rate moves by itself, with the token. */
const FOLLOWED = {
  'wstETH/WETH 0.01%': 'wstETH',
  'wstETH/WETH 0.05%': 'wstETH',
  'rETH/WETH 0.05%': 'rETH',
  'weETH/WETH 0.05%': 'weETH',
  'cbETH/WETH 0.05%': 'cbETH',
  'osETH/WETH 0.05%': 'osETH',
} as const satisfies Partial<Record<UniswapPoolName, Asset>>
const DOLLARS = 'USDC/WETH 0.05%'
type Followed = keyof typeof FOLLOWED | typeof DOLLARS
/** Ticks (basis points) that the share rate moves before providers bother; the coarser pool's spacing, too. */
const PATIENCE = 10
/** In the dollar pool, whose price wanders: a tenth, assumed. */
const DOLLAR_PATIENCE = 1_000

/** A pool's price where its token costs what it is worth. */
const fairPriceWad = (market: Market, pool: keyof typeof FOLLOWED): bigint => {
  const token = FOLLOWED[pool]
  const rateWad = fairValueWei(market, token, WAD)
  return market.uniswap[pool].token0 === token ? rateWad : (WAD * WAD) / rateWad
}

type Fair = { readonly priceWad: bigint; readonly tick: number }

/** Every position of the provider in a pool taken out and put back `shift` ticks higher. */
const shifted = (market: Market, pool: Followed, shift: number): readonly Action[] => {
  const mine = market.uniswap[pool].positions.filter(p => p.owner === CROWD.provider && p.liquidity > 0n)
  const out = mine.flatMap(({ tickLower, tickUpper, liquidity }): readonly Action[] => [
    { kind: 'uniswap.burn', pool, tickLower, tickUpper, liquidity },
    { kind: 'uniswap.collect', pool, tickLower, tickUpper },
  ])
  const back = mine.map(
    ({ tickLower, tickUpper, liquidity }): Action => ({
      kind: 'uniswap.mint',
      pool,
      tickLower: tickLower + shift,
      tickUpper: tickUpper + shift,
      liquidity,
    }),
  )
  return [...out, ...back]
}

/** In May 2022 Curve's pool stood 4.7 % below par when it lost more than half of its liquidity (SOURCES C.2, B.8). */
const PANIC_WAD = WAD - (470n * WAD) / 10_000n
const LEAVING_BPS = 5_000

/** What the worst of the pools pays for one stETH, or for what one stETH is in wstETH; 18 decimals. */
const worstPriceWad = (market: Market): bigint => {
  const { curve, lido, block } = market
  const { sqrtPriceX96: root } = market.uniswap['wstETH/WETH 0.01%']
  const uniswap = mulDivFloor(mulDivFloor(root * root, WAD, 1n << 192n), WAD, stEthPerToken(lido))
  return min(marginalPrice({ curve, lido }, 1, block.timestamp), uniswap)
}

/**
 * Liquidity providers follow the share rate: staking tokens gain on ether every day, and ranges that stand still would soon
 * lie beside the price. They follow what the token is worth, not what the market pays; against dollars they follow the pool’s
 * own price, once it has moved by a tenth. When the market pays 4.7 % less
 * than that, half of the liquidity leaves, once, and does not come back.
 */
export const provider = (): Actor => {
  const centres = new Map<Followed, number>()
  const fairs = new Map<Followed, Fair>()
  /** Tick to keep around: where a pool pays what its token is worth; of dollars, where the pool stands. */
  const fairTick = (market: Market, pool: Followed): number => {
    if (pool === DOLLARS) return market.uniswap[pool].tick
    const priceWad = fairPriceWad(market, pool)
    const before = fairs.get(pool)
    // Rates change once a day, and this is asked in every block.
    if (before?.priceWad === priceWad) return before.tick
    const tick = getTickAtSqrtRatio(sqrtPriceX96(priceWad))
    fairs.set(pool, { priceWad, tick })
    return tick
  }
  /** How far a pool's ranges are to move now; remembers that they will. */
  const shiftOf = (market: Market, pool: Followed): number => {
    const fair = fairTick(market, pool)
    const centre = centres.get(pool) ?? fair
    const patience = pool === DOLLARS ? DOLLAR_PATIENCE : PATIENCE
    const shift = Math.trunc((fair - centre) / patience) * patience
    centres.set(pool, centre + shift)
    return shift
  }
  let panicked = false
  return {
    name: 'liquidity provider',
    act(market): readonly Tx[] {
      if (!panicked && worstPriceWad(market) < PANIC_WAD) {
        panicked = true
        return leavePools(market, ['curve', ...POOLS], LEAVING_BPS)
      }
      const actions = ([...Object.keys(FOLLOWED), DOLLARS] as Followed[]).flatMap(pool => {
        const shift = shiftOf(market, pool)
        return shift === 0 ? [] : shifted(market, pool, shift)
      })
      return actions.length === 0 ? [] : [{ from: CROWD.provider, actions }]
    },
  }
}
