import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Amount, Tx } from '../position/action.js'
import { fairValueWei } from '../position/holdings.js'
import { reportRate } from '../position/issuerRate.js'
import type { Asset } from '../protocols/assets.js'
import { ethToSellForPrice, marginalPrice } from '../protocols/curve/depth.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { sharesForAmount } from '../protocols/etherfi/pool.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { getRethValue, getTotalCollateral } from '../protocols/rocketpool/reth.js'
import { STAKING_POOLS, type StakingToken } from '../protocols/uniswap/addresses.js'
import { amountToPrice } from '../protocols/uniswap/quote.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { min, mulDivFloor, sqrtFloor, WAD } from '../units/fixed.js'
import { sentBy } from './sent.js'

/** A staking token of another issuer than Lido. */
export type OtherStakingToken = 'rETH' | 'cbETH' | 'weETH' | 'rsETH' | 'ezETH'

/** A staking token of another issuer that is traded on a pool here. */
export type PooledToken = Exclude<StakingToken, 'wstETH'>

/** Trades, thefts and forgeries by someone, as data. Amounts in whole tokens, shares and changes in basis points. */
export type FlowShock =
  /** One sale at once, of stETH on Curve or wstETH on Uniswap, by a holder who takes any price. */
  | { readonly kind: 'sell'; readonly asset: 'stETH' | 'wstETH'; readonly amount: number }
  /** Buyers come back until both pools pay at most `discountBps` less than fair. */
  | { readonly kind: 'recover'; readonly discountBps: number }
  /** A thief empties a pool of what others want from it: Curve’s ether, or a Uniswap pool’s liquidity. */
  | { readonly kind: 'poolDrained'; readonly pool: UniswapPoolName | 'curve'; readonly shareBps: number }
  /** Holders of a staking token sell, or buyers come back, until its pool pays this much less than its rate. */
  | { readonly kind: 'tokenMarket'; readonly asset: PooledToken; readonly discountBps: number }
  /** The exchange rate of a staking token, against its rate when the scenario began. */
  | { readonly kind: 'rate'; readonly asset: OtherStakingToken; readonly changeBps: number }
  /** Others redeem rETH and weETH first: this share of the ether that Rocket Pool and ether.fi keep for it is gone. */
  | { readonly kind: 'redeemed'; readonly shareBps: number }
  /** Someone gets tokens out of nothing, supplies them to Aave, enters an e-mode and borrows against them. */
  | {
      readonly kind: 'mintAndBorrow'
      readonly asset: OtherStakingToken
      readonly amount: number
      readonly category: number
      readonly debt: 'WETH' | 'wstETH'
      readonly borrow: number
    }

const LST_POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const

/** Whole tokens of 18 decimals. */
const tokens = (amount: number): bigint => (BigInt(Math.round(amount * 1e6)) * WAD) / 1_000_000n

const swap = (pool: UniswapPoolName, sell: Asset, amount: Amount, sqrtPriceLimitX96: bigint): Action => ({
  kind: 'uniswap.swap',
  pool,
  sell,
  amount,
  minimumOut: 0n,
  sqrtPriceLimitX96,
})

const sale = (market: Market, asset: 'stETH' | 'wstETH', amount: number): readonly Tx[] => {
  const held = market.wallets[CROWD.whale]?.[asset] ?? 0n
  const wei = min(held, tokens(amount))
  if (wei === 0n) return []
  return sentBy(CROWD.whale, [
    asset === 'stETH'
      ? { kind: 'curve.exchange', sell: 'stETH', amount: wei, minimumOut: 0n }
      : swap('wstETH/WETH 0.01%', 'wstETH', wei, 0n),
  ])
}

/** Of 1e10, as the pool counts its fee. */
const FEE_DENOMINATOR = 10n ** 10n

const buyOnCurve = (market: Market, targetWad: bigint): readonly Action[] => {
  const pair = { curve: market.curve, lido: market.lido }
  const now = market.block.timestamp
  if (marginalPrice(pair, 1, now) >= targetWad) return []
  // One ether more then buys what makes one stETH sell at the target, both fees between.
  const kept = FEE_DENOMINATOR - market.curve.fee
  const bought = (((WAD * WAD) / targetWad) * kept * kept) / FEE_DENOMINATOR ** 2n
  const amount = ethToSellForPrice(pair, bought, now)
  return amount === 0n ? [] : [{ kind: 'curve.exchange', sell: 'ETH', amount, minimumOut: 0n }]
}

const buyOnUniswap = (market: Market, targetWad: bigint): readonly Action[] => {
  const price = mulDivFloor(stEthPerToken(market.lido), targetWad, WAD)
  const limit = sqrtFloor((price << 192n) / WAD)
  return LST_POOLS.filter(name => market.uniswap[name].sqrtPriceX96 < limit).flatMap(name => {
    const { amountIn } = amountToPrice(market.uniswap[name], limit)
    return amountIn === 0n
      ? []
      : [{ kind: 'weth.wrap', amount: amountIn } as const, swap(name, 'WETH', amountIn, limit)]
  })
}

const recover = (market: Market, discountBps: number): readonly Tx[] => {
  const targetWad = WAD - mulDivFloor(WAD, BigInt(Math.round(discountBps)), 10_000n)
  return [
    ...sentBy(CROWD.whale, buyOnCurve(market, targetWad)),
    ...sentBy(CROWD.whale, buyOnUniswap(market, targetWad)),
  ]
}

const emptied = (market: Market, name: UniswapPoolName, shareBps: bigint): readonly Action[] =>
  market.uniswap[name].positions
    .filter(({ owner, liquidity }) => owner === CROWD.provider && liquidity > 0n)
    .flatMap(({ tickLower, tickUpper, liquidity: all }): readonly Action[] => {
      const liquidity = mulDivFloor(all, shareBps, 10_000n)
      const range = { pool: name, tickLower, tickUpper }
      return [
        { kind: 'uniswap.burn', ...range, liquidity },
        { kind: 'uniswap.collect', ...range },
      ]
    })

/** The whale sells as far as it holds the token, or buys. */
const tokenMarket = (market: Market, asset: PooledToken, discountBps: number): readonly Tx[] => {
  const name = STAKING_POOLS[asset]
  const pool = market.uniswap[name]
  const fair = fairValueWei(market, asset, WAD)
  const target = mulDivFloor(fair, BigInt(Math.round(10_000 - discountBps)), 10_000n)
  if (target === 0n || pool.sqrtPriceX96 === 0n) return []
  const first = pool.token0 === asset
  const limit = sqrtFloor(first ? (target << 192n) / WAD : (WAD << 192n) / target)
  if (limit === pool.sqrtPriceX96) return []
  if (first === limit < pool.sqrtPriceX96)
    return sentBy(CROWD.whale, [swap(name, asset, { balanceOf: asset }, limit)])
  const { amountIn } = amountToPrice(pool, limit)
  if (amountIn === 0n) return []
  return sentBy(CROWD.whale, [{ kind: 'weth.wrap', amount: amountIn }, swap(name, 'WETH', amountIn, limit)])
}

/** Curve loses its ether alone, so that stETH is what is left. What a thief takes, the provider's account takes here. */
const poolDrained = (market: Market, pool: UniswapPoolName | 'curve', shareBps: number): readonly Tx[] => {
  const share = BigInt(Math.round(shareBps))
  if (pool !== 'curve') return sentBy(CROWD.provider, emptied(market, pool, share))
  const eth = mulDivFloor(market.curve.ethBalance - market.curve.adminBalances[0], share, 10_000n)
  const maximumLp = lpBalanceOf(market.curve, CROWD.provider)
  if (eth === 0n || maximumLp === 0n) return []
  return sentBy(CROWD.provider, [{ kind: 'curve.removeLiquidityImbalance', eth, stEth: 0n, maximumLp }])
}

const mintAndBorrow = (shock: Extract<FlowShock, { kind: 'mintAndBorrow' }>): readonly Tx[] => {
  const { asset, category, debt } = shock
  const who = CROWD.speculator
  const amount = tokens(shock.amount)
  return [
    ...sentBy(CROWD.oracle, [{ kind: 'staking.mint', asset, to: who, amount }]),
    ...sentBy(who, [
      { kind: 'aave.supply', asset, amount },
      { kind: 'aave.setEMode', category },
      { kind: 'aave.borrow', asset: debt, amount: tokens(shock.borrow) },
    ]),
  ]
}

const redeemed = (market: Market, shareBps: number): readonly Tx[] => [
  ...burnt(market, shareBps),
  ...asked(market, shareBps),
]

/** The whale asks ether.fi for what its pool has free, as far as it holds weETH. */
const asked = (market: Market, shareBps: number): readonly Tx[] => {
  const { totalValueInLp, locked } = market.etherfi
  const share = mulDivFloor(totalValueInLp - locked, BigInt(Math.round(shareBps)), 10_000n)
  if (share <= 0n) return []
  const amount = min(market.wallets[CROWD.whale]?.weETH ?? 0n, sharesForAmount(market.etherfi, share))
  return amount === 0n ? [] : sentBy(CROWD.whale, [{ kind: 'etherfi.request', amount }])
}

/** The whale burns rETH, as far as it has any. */
const burnt = (market: Market, shareBps: number): readonly Tx[] => {
  const share = mulDivFloor(getTotalCollateral(market.rocketpool), BigInt(Math.round(shareBps)), 10_000n)
  if (share === 0n) return []
  const held = market.wallets[CROWD.whale]?.rETH ?? 0n
  const amount = min(held, getRethValue(market.rocketpool, share))
  return amount === 0n ? [] : sentBy(CROWD.whale, [{ kind: 'rocketpool.burn', amount }])
}

/** The transactions of those who trade, steal or forge. */
export const lowerFlow = (shock: FlowShock, market: Market, start: Market): readonly Tx[] => {
  switch (shock.kind) {
    case 'sell':
      return sale(market, shock.asset, shock.amount)
    case 'recover':
      return recover(market, shock.discountBps)
    case 'poolDrained':
      return poolDrained(market, shock.pool, shock.shareBps)
    case 'tokenMarket':
      return tokenMarket(market, shock.asset, shock.discountBps)
    case 'rate': {
      const before = start.shareRates[shock.asset] ?? WAD
      const rateWad = mulDivFloor(before, BigInt(10_000 + Math.round(shock.changeBps)), 10_000n)
      return sentBy(CROWD.oracle, [reportRate(market, shock.asset, rateWad)])
    }
    case 'redeemed':
      return redeemed(market, shock.shareBps)
    case 'mintAndBorrow':
      return mintAndBorrow(shock)
  }
}

/** Amounts and falls grow with severity; what is left of a pool, or of a recovery, shrinks. */
export const scaleFlow = (shock: FlowShock, severity: number): FlowShock => {
  switch (shock.kind) {
    case 'sell':
      return { ...shock, amount: shock.amount * severity }
    case 'recover':
    case 'tokenMarket':
      return { ...shock, discountBps: Math.min(9_999, shock.discountBps * severity) }
    case 'poolDrained':
      return { ...shock, shareBps: Math.round(10_000 * (1 - (1 - shock.shareBps / 10_000) ** severity)) }
    case 'rate':
      return { ...shock, changeBps: Math.max(-9_999, Math.round(shock.changeBps * severity)) }
    case 'redeemed':
      return { ...shock, shareBps: Math.round(10_000 * (1 - (1 - shock.shareBps / 10_000) ** severity)) }
    case 'mintAndBorrow':
      return { ...shock, amount: shock.amount * severity, borrow: shock.borrow * severity }
  }
}
