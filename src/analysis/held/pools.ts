import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { HeldPart } from '../../position/held/parts.js'
import type { Address } from '../../protocols/assets.js'
import { addLiquidity, lpBalanceOf } from '../../protocols/curve/liquidity.js'
import { balances } from '../../protocols/curve/pool.js'
import {
  getPooledEthByShares,
  getPooledEthBySharesCeil,
  getSharesByPooledEth,
  sharesOf,
} from '../../protocols/lido/steth.js'
import { Revert } from '../../protocols/revert.js'
import { getAmountsForLiquidity } from '../../protocols/uniswap/liquidityAmounts.js'
import { getSqrtRatioAtTick } from '../../protocols/uniswap/tickMath.js'
import { mulDivFloor } from '../../units/fixed.js'
import { handOver, type Plan, send } from './plan.js'

const ETHER = 10n ** 18n

/** What a balanced withdrawal of LP tokens pays, stETH at one ether. */
export const lpWorthWei = ({ curve, lido }: Market, lp: bigint): bigint =>
  balances({ curve, lido }).reduce((sum, held) => sum + mulDivFloor(held, lp, curve.lpSupply), 0n)

/** The most LP tokens whose balanced withdrawal is worth no more than this. */
export const lpOfWorth = (market: Market, worthWei: bigint): bigint => {
  const { curve, lido } = market
  const total = balances({ curve, lido }).reduce((sum, held) => sum + held, 0n)
  if (total === 0n) return 0n
  let lp = mulDivFloor(worthWei, curve.lpSupply, total) + 2n
  while (lp > 0n && lpWorthWei(market, lp) > worthWei) lp -= 1n
  return lp
}

/** Shares that must move so that the balance becomes the wanted one: the least whose value reaches it. */
const sharesFor = ({ lido }: Market, stEth: bigint): bigint => {
  const floored = getSharesByPooledEth(lido, stEth)
  return floored + (getPooledEthByShares(lido, floored) < stEth ? 1n : 0n)
}

/** stETH as a balance: shares that round to it, beside those that are there already. */
export const placeStEth = (plan: Plan, owner: Address, amount: bigint): Plan => {
  const { lido } = plan.market
  const missing = sharesFor(plan.market, amount) - sharesOf(lido, owner)
  return missing <= 0n ? plan : handOver(plan, owner, 'stETH', getPooledEthBySharesCeil(lido, missing))
}

const mintedBy = ({ market }: Plan, sender: Address, eth: bigint, stEth: bigint): bigint => {
  const order = { sender, now: market.block.timestamp, amounts: [eth, stEth] as const, minMintAmount: 0n }
  try {
    return addLiquidity({ curve: market.curve, lido: market.lido }, order).lp
  } catch (error) {
    if (error instanceof Revert) return 0n
    throw error
  }
}

/** The least ether that beside so much stETH mints at least `lp`. */
const etherFor = (plan: Plan, owner: Address, stEth: bigint, lp: bigint): bigint => {
  let [low, high] = [0n, lp * 2n + ETHER / 1_000n]
  while (low < high) {
    const middle = (low + high) / 2n
    if (mintedBy(plan, owner, middle, stEth) >= lp) high = middle
    else low = middle + 1n
  }
  return low
}

const sweep = (plan: Plan, owner: Address): Plan =>
  send(
    plan,
    owner,
    (['ETH', 'stETH'] as const)
      .filter(asset => (plan.market.wallets[owner]?.[asset] ?? 0n) > 0n)
      .map(asset => ({ kind: 'transfer', asset, to: CROWD.provider, amount: { balanceOf: asset } }) as const),
  )

/**
 * LP tokens of Curve, to the wei, out of the provider's: the provider leaves with as many, and what comes out is provided
 * again. Comes before anything else lies in the wallet.
 */
const placeLp = (start: Plan, owner: Address, lp: bigint): Plan => {
  const have = start.market.wallets[CROWD.provider] ?? {}
  const left = send(start, CROWD.provider, [{ kind: 'curve.removeLiquidity', lp }])
  const now = left.market.wallets[CROWD.provider] ?? {}
  const [eth, stEth] = [(now.ETH ?? 0n) - (have.ETH ?? 0n), (now.stETH ?? 0n) - (have.stETH ?? 0n)]
  const given = send(left, CROWD.provider, [
    { kind: 'transfer', asset: 'ETH', to: owner, amount: eth + ETHER / 1_000n },
    { kind: 'transfer', asset: 'stETH', to: owner, amount: stEth },
  ])
  const own = given.market.wallets[owner]?.stETH ?? 0n
  const added = send(given, owner, [
    { kind: 'curve.addLiquidity', eth: etherFor(given, owner, own, lp), stEth: own, minimumLp: lp },
  ])
  const over = lpBalanceOf(added.market.curve, owner) - lp
  const exact = over > 0n ? send(added, owner, [{ kind: 'curve.removeLiquidity', lp: over }]) : added
  return sweep(exact, owner)
}

export const placeInCurve = (
  plan: Plan,
  owner: Address,
  part: Extract<HeldPart, { readonly kind: 'curve' | 'curve worth' }>,
): Plan => placeLp(plan, owner, part.kind === 'curve' ? part.lp : lpOfWorth(plan.market, part.worthWei))

/** A range of Uniswap, minted with the provider's tokens: the pool is deeper by it. */
export const placeInUniswap = (
  plan: Plan,
  owner: Address,
  { pool: name, tickLower, tickUpper, liquidity }: Extract<HeldPart, { readonly kind: 'uniswap' }>,
): Plan => {
  const pool = plan.market.uniswap[name]
  const range = {
    sqrtRatioX96: pool.sqrtPriceX96,
    sqrtRatioAX96: getSqrtRatioAtTick(tickLower),
    sqrtRatioBX96: getSqrtRatioAtTick(tickUpper),
  }
  const { amount0, amount1 } = getAmountsForLiquidity(range, liquidity)
  const before = plan.market.wallets[owner] ?? {}
  const funded = [
    { asset: pool.token0, amount: amount0 },
    { asset: pool.token1, amount: amount1 },
  ].reduce((next, { asset, amount }) => handOver(next, owner, asset, amount + 2n), plan)
  const minted = send(funded, owner, [{ kind: 'uniswap.mint', pool: name, tickLower, tickUpper, liquidity }])
  const back = [pool.token0, pool.token1].flatMap(asset => {
    const over = (minted.market.wallets[owner]?.[asset] ?? 0n) - (before[asset] ?? 0n)
    return over > 0n ? [{ kind: 'transfer', asset, to: CROWD.provider, amount: over } as const] : []
  })
  return send(minted, owner, back)
}
