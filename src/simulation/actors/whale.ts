import type { Market } from '../../market/market.js'
import { WHALE } from '../../market/population.js'
import type { Action, Tx } from '../../position/action.js'
import { accountData } from '../../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { firstPriceWei, plannedSale } from '../../routing/plannedSale.js'
import { min, mulDivCeil, mulDivFloor, WAD } from '../../units/fixed.js'
import type { Actor } from './actor.js'

/** Below this health factor the whale sells; up to the other one. Assumed. */
const UNEASY_WAD = (102n * WAD) / 100n
const CALM_WAD = (105n * WAD) / 100n
/** What it accepts to lose against fair value; assumed. Beyond, it waits and hopes. */
const ACCEPTED_BPS = 100n

/** WETH to pay back so that the health factor is `CALM_WAD`: with a threshold t, (h·debt − t·collateral) / (h − t). */
const toRepay = (market: Market): bigint => {
  const now = market.block.timestamp
  const { collateralBase, debtBase, liquidationThresholdBps, healthFactorWad } = accountData(
    market.aave,
    WHALE,
    now,
  )
  if (debtBase === 0n || healthFactorWad >= UNEASY_WAD) return 0n
  const thresholdWad = (BigInt(liquidationThresholdBps) * WAD) / 10_000n
  const missing = CALM_WAD * debtBase - thresholdWad * collateralBase
  const repayBase = missing / (CALM_WAD - thresholdWad)
  const price = market.aave.reserves.WETH?.priceBase ?? 0n
  return price === 0n
    ? 0n
    : min(mulDivFloor(repayBase, WAD, price), debtBalance(market.aave, 'WETH', WHALE, now))
}

const PARTS = [10n, 5n, 2n, 1n]

/** Out of `wei` of debt at once: a flash loan pays it back, and wstETH set free and sold pays the loan back. */
const deleverage = (market: Market, wei: bigint): readonly Action[] => {
  const due = wei + mulDivCeil(wei, BigInt(market.aave.flashLoanPremiumBps), 10_000n) + 1n
  const price = firstPriceWei(market, 'wstETH', WAD)
  if (price === 0n) return []
  const fair = mulDivCeil(due, WAD, price)
  const wstEth = mulDivCeil(fair, 10_000n + ACCEPTED_BPS, 10_000n)
  if (wstEth > supplyBalance(market.aave, 'wstETH', WHALE, market.block.timestamp)) return []
  const sale = plannedSale(market, 'wstETH', wstEth)
  if (!sale || sale.brings < due) return []
  // What the sale brings above the loan pays too; its own ether does not. A millionth is the curves' rounding.
  const over = (sale.brings * 999_999n) / 1_000_000n - due
  return [
    {
      kind: 'aave.flashLoan',
      asset: 'WETH',
      amount: wei,
      actions: [
        { kind: 'aave.repay', asset: 'WETH', amount: wei },
        { kind: 'aave.withdraw', asset: 'wstETH', amount: wstEth },
        ...sale.actions,
      ],
    },
    ...(over > 0n ? [{ kind: 'aave.repay', asset: 'WETH', amount: over } as const] : []),
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
    const ways = PARTS.map(part => deleverage(market, (wei * part) / 10n))
    const actions = ways.find(way => way.length > 0)
    return actions ? [{ from: WHALE, actions }] : []
  },
})
