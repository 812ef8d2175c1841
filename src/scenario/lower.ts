import { splitRequests } from '../exit/options/lidoQueue.js'
import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { getNormalizedDebt } from '../protocols/aave/reserve.js'
import type { Asset } from '../protocols/assets.js'
import { marginalPrice, stEthToSellForPrice } from '../protocols/curve/depth.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { stEthPerToken } from '../protocols/lido/wsteth.js'
import { MORPHO_MARKET_NAMES } from '../protocols/morpho/addresses.js'
import { loanTokenOf } from '../protocols/morpho/market.js'
import { holdingOf, pricedMarket } from '../protocols/morpho/view.js'
import { amountToPrice } from '../protocols/uniswap/quote.js'
import type { UniswapPoolName } from '../protocols/uniswap/state.js'
import { max, min, mulDivCeil, mulDivFloor, sqrtFloor, WAD } from '../units/fixed.js'
import { lowerFlow } from './flows.js'
import { lowerGovernance } from './governance.js'
import { lowerOverlay } from './overlay.js'
import type { Shock } from './scenario.js'
import { sentBy as of } from './sent.js'
import { lowerValidators } from './validators.js'

const LST_POOLS = ['wstETH/WETH 0.01%', 'wstETH/WETH 0.05%'] as const
const DOLLAR_POOL = 'USDC/WETH 0.05%' as const

/** Square root price of WETH per wstETH. */
export const sqrtPriceX96 = (priceWad: bigint): bigint => sqrtFloor((priceWad << 192n) / WAD)

const sellOnCurve = (market: Market, targetWad: bigint): readonly Action[] => {
  const pair = { curve: market.curve, lido: market.lido }
  const now = market.block.timestamp
  if (marginalPrice(pair, 1, now) <= targetWad) return []
  const held = market.wallets[CROWD.whale]?.stETH ?? 0n
  const amount = min(stEthToSellForPrice(pair, targetWad, now), held)
  return amount === 0n ? [] : [{ kind: 'curve.exchange', sell: 'stETH', amount, minimumOut: 0n }]
}

const sellOnUniswap = (market: Market, targetWad: bigint): readonly Action[] => {
  const limit = sqrtPriceX96(mulDivFloor(stEthPerToken(market.lido), targetWad, WAD))
  return LST_POOLS.filter(pool => market.uniswap[pool].sqrtPriceX96 > limit).map(pool => ({
    kind: 'uniswap.swap',
    pool,
    sell: 'wstETH',
    amount: { balanceOf: 'wstETH' },
    minimumOut: 0n,
    sqrtPriceLimitX96: limit,
  }))
}

/** Two transactions, so that a seller of stETH running dry does not spare the pools of wstETH. */
const depeg = (market: Market, discountBps: number): readonly Tx[] => {
  const targetWad = WAD - mulDivFloor(WAD, BigInt(discountBps), 10_000n)
  return [
    ...of(CROWD.whale, sellOnCurve(market, targetWad)),
    ...of(CROWD.whale, sellOnUniswap(market, targetWad)),
  ]
}

/** WETH sold into the dollar pool, or bought from it, until ether costs `changeBps` more or less than at the start. */
const moveEther = (market: Market, start: Market, changeBps: number): readonly Tx[] => {
  const pool = market.uniswap[DOLLAR_POOL]
  // Token 0 is USDC: a falling ether price is a rising price of the pool.
  const square = (start.uniswap[DOLLAR_POOL].sqrtPriceX96 ** 2n * 10_000n) / BigInt(10_000 + changeBps)
  const limit = sqrtFloor(square)
  if (limit === pool.sqrtPriceX96) return []
  const falls = limit > pool.sqrtPriceX96
  const { amountIn } = amountToPrice(pool, limit)
  const enter: readonly Action[] = falls ? [{ kind: 'weth.wrap', amount: amountIn }] : []
  const sell = falls ? 'WETH' : 'USDC'
  return of(falls ? CROWD.whale : CROWD.provider, [
    ...enter,
    {
      kind: 'uniswap.swap',
      pool: DOLLAR_POOL,
      sell,
      amount: amountIn,
      minimumOut: 0n,
      sqrtPriceLimitX96: limit,
    },
  ])
}

/** What stays free where `debt` is this share of all. */
const freeAt = (debt: bigint, utilisationBps: number): bigint =>
  mulDivFloor(
    debt,
    BigInt(Math.round((10_000 - utilisationBps) * 1e6)),
    BigInt(Math.round(utilisationBps * 1e6)),
  )

/** A transaction for each market, so that one that cannot be left does not keep them in the other. */
const drainMorpho = (market: Market, asset: Asset, utilisationBps: number): readonly Tx[] =>
  MORPHO_MARKET_NAMES.flatMap((name): readonly Tx[] => {
    const at = { ...market, now: market.block.timestamp }
    const priced = loanTokenOf(name) === asset ? pricedMarket(market.morpho, name, at) : undefined
    if (!priced || utilisationBps === 0) return []
    const { totalSupplyAssets, totalBorrowAssets } = priced.market
    const free = totalSupplyAssets - totalBorrowAssets - freeAt(totalBorrowAssets, utilisationBps)
    const amount = max(0n, min(free, holdingOf(priced, CROWD.lender).supplied))
    return amount === 0n ? [] : of(CROWD.lender, [{ kind: 'morpho.withdraw', market: name, amount }])
  })

const drainAave = (market: Market, asset: Asset, utilisationBps: number): readonly Tx[] => {
  const reserve = market.aave.reserves[asset]
  if (!reserve || utilisationBps === 0) return []
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), 10n ** 27n)
  const amount = max(0n, reserve.virtualBalance - freeAt(debt, utilisationBps))
  return amount === 0n ? [] : of(CROWD.lender, [{ kind: 'aave.withdraw', asset, amount }])
}

const leaveUniswap = (market: Market, name: UniswapPoolName, shareBps: number): readonly Action[] =>
  market.uniswap[name].positions
    .filter(position => position.owner === CROWD.provider && position.liquidity > 0n)
    .flatMap(({ tickLower, tickUpper, liquidity }) => [
      {
        kind: 'uniswap.burn',
        pool: name,
        tickLower,
        tickUpper,
        liquidity: mulDivFloor(liquidity, BigInt(shareBps), 10_000n),
      },
      { kind: 'uniswap.collect', pool: name, tickLower, tickUpper },
    ])

const leaveCurve = (market: Market, shareBps: number): readonly Action[] => {
  const lp = mulDivFloor(lpBalanceOf(market.curve, CROWD.provider), BigInt(shareBps), 10_000n)
  return lp === 0n ? [] : [{ kind: 'curve.removeLiquidity', lp }]
}

/** Liquidity providers take `shareBps` of what they provide away. */
export const leavePools = (
  market: Market,
  pools: readonly (UniswapPoolName | 'curve')[],
  shareBps: number,
): readonly Tx[] =>
  pools.flatMap(name =>
    of(
      CROWD.provider,
      name === 'curve' ? leaveCurve(market, shareBps) : leaveUniswap(market, name, shareBps),
    ),
  )

const ether = (amount: number): bigint => BigInt(Math.round(amount)) * WAD

/**
 * The transactions by which others make a shock happen, as of `market`; `start` is the market when the scenario began.
 * Gas is bookkeeping and lowers to nothing.
 */
export const lowerShock = (shock: Shock, market: Market, start: Market): readonly Tx[] => {
  switch (shock.kind) {
    case 'price': {
      const answer = start.chainlink.feeds[shock.feed].answer
      const moved = mulDivFloor(answer, BigInt(10_000 + shock.changeBps), 10_000n)
      return of(CROWD.oracle, [{ kind: 'chainlink.answer', feed: shock.feed, answer: moved }])
    }
    case 'etherMarket':
      return moveEther(market, start, shock.changeBps)
    case 'depeg':
      return depeg(market, shock.discountBps)
    case 'slash':
    case 'slashValidators':
    case 'outage':
    case 'consensusFork':
    case 'lidoVersion':
      return lowerValidators(shock, market)
    case 'drain':
      return [
        ...drainAave(market, shock.asset, shock.utilisationBps),
        ...drainMorpho(market, shock.asset, shock.utilisationBps),
      ]
    case 'leave':
      return leavePools(market, shock.pools, shock.shareBps)
    case 'withdrawals': {
      const held = market.wallets[CROWD.leaver]?.wstETH ?? 0n
      const wstEth = min(held, mulDivFloor(ether(shock.ether), WAD, stEthPerToken(market.lido)))
      if (wstEth === 0n) return []
      return of(CROWD.leaver, [{ kind: 'lido.request', amounts: splitRequests(market, wstEth) }])
    }
    case 'exitQueue':
      return of(CROWD.oracle, [{ kind: 'ethereum.exitQueue', ether: ether(shock.ether) }])
    case 'gas':
      return []
    case 'halt':
    case 'priceCap':
    case 'priceSource':
    case 'eModeCut':
    case 'thresholdCut':
    case 'eModeTerms':
    case 'collateralTerms':
    case 'eModeBorrow':
    case 'rateCurve':
    case 'freeze':
    case 'pause':
    case 'caps':
    case 'capsReached':
    case 'withdrawalsPaused':
      return lowerGovernance(shock, market)
    case 'sell':
    case 'recover':
    case 'poolDrained':
    case 'tokenMarket':
    case 'rate':
    case 'redeemed':
    case 'mintAndBorrow':
      return lowerFlow(shock, market, start)
    case 'curveA':
    case 'curveBalances':
    case 'etherAt':
    case 'stakedEtherAt':
    case 'wethUtilisation':
      return lowerOverlay(shock, market)
  }
}
