import type { Market } from '../../market/market.js'
import { WHALE } from '../../market/population.js'
import type { Action, Tx } from '../../position/action.js'
import { accountData } from '../../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { firstPriceWei, plannedSale } from '../../routing/plannedSale.js'
import type { Route } from '../../routing/route.js'
import { min, mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** Below this health factor the whale sells; up to the other one. Assumed. */
const UNEASY_WAD = (102n * WAD) / 100n
const CALM_WAD = (105n * WAD) / 100n
/** What it accepts to lose against fair value; assumed. Beyond, it waits and hopes. */
const ACCEPTED_BPS = 100n

/** What Aave counts of wstETH that brings one ether at the best venue; 18 decimals, 0 where nothing buys it. */
const countedWad = (market: Market): bigint => {
  const [held, ether] = [market.aave.reserves.wstETH, market.aave.reserves.WETH]
  const price = firstPriceWei(market, 'wstETH', WAD)
  if (!held || !ether || ether.priceBase === 0n || price === 0n) return 0n
  return (held.priceBase * WAD * WAD) / (ether.priceBase * price)
}

/**
 * WETH to pay back so that the health factor is `CALM_WAD`: with a threshold t, and k counted of each ether that is
 * sold for, (h·debt − t·collateral) / (h − t·k).
 */
const toRepay = (market: Market): bigint => {
  const now = market.block.timestamp
  const { collateralBase, debtBase, liquidationThresholdBps, healthFactorWad } = accountData(
    market.aave,
    WHALE,
    now,
  )
  if (debtBase === 0n || healthFactorWad >= UNEASY_WAD) return 0n
  const [price, counted] = [market.aave.reserves.WETH?.priceBase ?? 0n, countedWad(market)]
  const thresholdWad = (BigInt(liquidationThresholdBps) * WAD) / 10_000n
  const lifted = CALM_WAD - mulDivFloor(thresholdWad, counted, WAD)
  if (price === 0n || counted === 0n || lifted <= 0n) return 0n
  const repayBase = (CALM_WAD * debtBase - thresholdWad * collateralBase) / lifted
  return min(mulDivFloor(repayBase, WAD, price), debtBalance(market.aave, 'WETH', WHALE, now))
}

/** Hundredths of what would bring it to rest, tried from all of it down. */
const PARTS = [100n, 50n, 20n, 10n, 5n, 2n, 1n]

/** Rounds in which the size of a sale and the price it meets are brought together. */
const ROUNDS = 4

/** The sale of wstETH that brings `due`, for no more than what the whale accepts to lose; undefined where none does. */
const saleFor = (
  market: Market,
  due: bigint,
): { readonly wstEth: bigint; readonly sale: Route } | undefined => {
  const most = mulDivCeil(due, WAD * (10_000n + ACCEPTED_BPS), firstPriceWei(market, 'wstETH', 10_000n * WAD))
  let wstEth = (most * 10_000n) / (10_000n + ACCEPTED_BPS)
  for (let round = 0; round < ROUNDS && wstEth <= most; round++) {
    const sale = plannedSale(market, 'wstETH', wstEth)
    if (!sale) return undefined
    if (sale.brings >= due) return { wstEth, sale }
    // A millionth is the curves' rounding.
    wstEth = mulDivCeil(wstEth, due * 1_000_001n, sale.brings * 1_000_000n)
  }
  return undefined
}

/** Out of `wei` of debt at once: a flash loan pays it back, and wstETH set free and sold pays the loan back. */
const deleverage = (market: Market, wei: bigint): readonly Action[] => {
  const due = wei + mulDivCeil(wei, BigInt(market.aave.flashLoanPremiumBps), 10_000n) + 1n
  const found = saleFor(market, due)
  if (!found || found.wstEth > supplyBalance(market.aave, 'wstETH', WHALE, market.block.timestamp)) return []
  return [
    {
      kind: 'aave.flashLoan',
      asset: 'WETH',
      amount: wei,
      actions: [
        { kind: 'aave.repay', asset: 'WETH', amount: wei },
        { kind: 'aave.withdraw', asset: 'wstETH', amount: found.wstEth },
        ...found.sale.actions,
      ],
    },
  ]
}

/**
 * The largest loop of a seeded population, who sells before it is sold: below a health factor of 1.02 it pays back debt
 * with collateral until 1.05, as much of it at once as costs no more than a percent. Nobody where there is no population.
 */
export const whale = (): Actor => ({
  name: 'whale',
  act(market): readonly Tx[] {
    if (!market.aave.accounts[WHALE]) return []
    const wei = toRepay(market)
    if (wei < WAD) return []
    const ways = PARTS.map(part => deleverage(market, (wei * part) / 100n))
    const actions = ways.find(way => way.length > 0)
    return actions ? [{ from: WHALE, actions }] : []
  },
})
