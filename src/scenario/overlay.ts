import { CROWD } from '../market/crowd.js'
import type { Market } from '../market/market.js'
import type { Action, Tx } from '../position/action.js'
import { getNormalizedDebt } from '../protocols/aave/reserve.js'
import { lpBalanceOf } from '../protocols/curve/liquidity.js'
import { balances } from '../protocols/curve/pool.js'
import { max, mulDivCeil, mulDivFloor, RAY, SECONDS_PER_DAY, sqrtFloor, WAD } from '../units/fixed.js'
import { movePool } from './movePool.js'
import { sentBy } from './sent.js'
import { moveStakedEther } from './stakedEther.js'

/** Figures of another day that a market is brought to, by transactions, before a position is opened in it. */
export type OverlayShock =
  /** Curve’s A moves there, which takes a day. */
  | { readonly kind: 'curveA'; readonly a: number }
  /** What the Curve pool holds, in whole tokens. Fees leave it some hundredths of a percent off: give it twice. */
  | { readonly kind: 'curveBalances'; readonly eth: number; readonly stEth: number }
  /** Ether costs this many dollars, by the feed and in the dollar pool, whose liquidity moves along. */
  | { readonly kind: 'etherAt'; readonly dollars: number }
  /** Staked ether worth one ether costs this much, by Chainlink’s feed and in every Uniswap pool, whose liquidity moves along. */
  | { readonly kind: 'stakedEtherAt'; readonly price: number }
  /** Lenders come or go until this share of WETH is borrowed. */
  | { readonly kind: 'wethUtilisation'; readonly shareBps: number }

const tokens = (amount: number): bigint => (BigInt(Math.round(amount * 1e6)) * WAD) / 1_000_000n

const plus = (amount: bigint): bigint => max(0n, amount)

/** What comes in and what goes out of Curve; stETH that the provider lacks comes from the whale. */
const curveBalances = (market: Market, eth: bigint, stEth: bigint): readonly Tx[] => {
  const [heldEth, heldStEth] = balances({ curve: market.curve, lido: market.lido })
  const [inEth, inStEth] = [plus(eth - heldEth), plus(stEth - heldStEth)]
  const [outEth, outStEth] = [plus(heldEth - eth), plus(heldStEth - stEth)]
  const own = market.wallets[CROWD.provider]?.stETH ?? 0n
  const lacking = plus(inStEth - own)
  const maximumLp = lpBalanceOf(market.curve, CROWD.provider)
  const gift: Action = { kind: 'transfer', asset: 'stETH', to: CROWD.provider, amount: lacking + 10n }
  const add: Action = { kind: 'curve.addLiquidity', eth: inEth, stEth: inStEth, minimumLp: 0n }
  const take: Action = { kind: 'curve.removeLiquidityImbalance', eth: outEth, stEth: outStEth, maximumLp }
  return [
    ...sentBy(CROWD.whale, lacking > 0n ? [gift] : []),
    ...sentBy(CROWD.provider, inEth + inStEth > 0n ? [add] : []),
    ...sentBy(CROWD.provider, outEth + outStEth > 0n ? [take] : []),
  ]
}

const DOLLAR_POOL = 'USDC/WETH 0.05%' as const

/** Square root of WETH wei per USDC unit, times 2^96. */
const sqrtPriceAt = (dollars: number): bigint => sqrtFloor((WAD << 192n) / BigInt(Math.round(dollars * 1e6)))

/** Ether that the provider wraps before it moves: the same liquidity takes more ether where ether is cheap. */
const PURSE = 3_000_000n * WAD

const etherAt = (market: Market, dollars: number): readonly Tx[] => {
  const answer = BigInt(Math.round(dollars * 1e8))
  const moved = movePool(market, DOLLAR_POOL, sqrtPriceAt(dollars))
  return [
    ...sentBy(CROWD.oracle, [{ kind: 'chainlink.answer', feed: 'ETH/USD', answer }]),
    ...sentBy(CROWD.provider, moved.length > 0 ? [{ kind: 'weth.wrap', amount: PURSE }, ...moved] : []),
  ]
}

const wethUtilisation = (market: Market, shareBps: number): readonly Tx[] => {
  const reserve = market.aave.reserves.WETH
  if (!reserve) return []
  const debt = mulDivCeil(reserve.debtScaled, getNormalizedDebt(reserve, market.block.timestamp), RAY)
  const free = mulDivFloor(debt, BigInt(Math.round(10_000 - shareBps)), BigInt(Math.round(shareBps)))
  const change = free - reserve.virtualBalance
  if (change === 0n) return []
  const asset = 'WETH'
  const lend: readonly Action[] = [
    { kind: 'weth.wrap', amount: change },
    { kind: 'aave.supply', asset, amount: change },
  ]
  return sentBy(CROWD.lender, change > 0n ? lend : [{ kind: 'aave.withdraw', asset, amount: -change }])
}

/** The transactions that bring a market to a figure of another day. */
export const lowerOverlay = (shock: OverlayShock, market: Market): readonly Tx[] => {
  switch (shock.kind) {
    case 'curveA': {
      const futureTime = market.block.timestamp + SECONDS_PER_DAY
      return sentBy(CROWD.oracle, [{ kind: 'curve.rampA', futureA: BigInt(Math.round(shock.a)), futureTime }])
    }
    case 'curveBalances':
      return curveBalances(market, tokens(shock.eth), tokens(shock.stEth))
    case 'etherAt':
      return etherAt(market, shock.dollars)
    case 'stakedEtherAt':
      return moveStakedEther(market, tokens(shock.price))
    case 'wethUtilisation':
      return wethUtilisation(market, shock.shareBps)
  }
}
