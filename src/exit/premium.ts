import type { Market } from '../market/market.js'
import type { Action } from '../position/action.js'
import { fairValueWei } from '../position/holdings.js'
import type { ExitPlan } from '../position/strategy.js'
import { debtBalance } from '../protocols/aave/balance.js'
import type { Address } from '../protocols/assets.js'
import { mulDivCeil } from '../units/fixed.js'

const premiumOf = (market: Market, from: Address, action: Action): bigint => {
  if (action.kind !== 'aave.flashLoan') return 0n
  const { asset, amount } = action
  const units =
    typeof amount === 'bigint'
      ? amount
      : amount !== 'max' && 'debtOf' in amount
        ? debtBalance(market.aave, amount.debtOf, from, market.block.timestamp)
        : 0n
  return mulDivCeil(fairValueWei(market, asset, units), BigInt(market.aave.flashLoanPremiumBps), 10_000n)
}

/** What a plan pays Aave for its flash loans, wei at fair value, as the debt stands now; Morpho lends for nothing. */
export const loanPremiumWei = (market: Market, { legs }: ExitPlan): bigint =>
  legs
    .flatMap(({ txs }) => txs)
    .reduce(
      (sum, { from, actions }) =>
        actions.reduce((inner, action) => inner + premiumOf(market, from, action), sum),
      0n,
    )
