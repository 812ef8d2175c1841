import { queueWait } from '../../exit/options/lidoQueue.js'
import type { Leaving } from '../../exit/quote.js'
import type { Market, Wallet } from '../../market/market.js'
import type { Action, Amount } from '../../position/action.js'
import { lentOf } from '../../position/lent.js'
import { stayingOf } from '../../position/solo.js'
import type { ExitPlan } from '../../position/strategy.js'
import { debtBalance } from '../../protocols/aave/balance.js'
import { type Address, ASSETS, type Asset } from '../../protocols/assets.js'
import { redeemableAmount } from '../../protocols/etherfi/redemption.js'
import { borrowRate } from '../../protocols/morpho/irm.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'
import { getTotalCollateral } from '../../protocols/rocketpool/reth.js'
import type { Sold } from '../../routing/resale.js'
import { balanceOf, resolve } from '../../simulation/model/balances.js'
import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../../units/fixed.js'

const number = (value: number, digits = 1): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits })

const amountOf = (units: bigint, asset: Asset): string =>
  `${number(Number(units) / 10 ** ASSETS[asset].decimals)} ${asset}`

type Loan = Extract<Action, { readonly kind: 'aave.flashLoan' | 'morpho.flashLoan' }>

const loanOf = (plan: ExitPlan, owner: Address): Loan | undefined =>
  plan.legs
    .flatMap(leg => leg.txs.filter(tx => tx.from === owner))
    .flatMap(tx => tx.actions)
    .find((action): action is Loan => action.kind === 'aave.flashLoan' || action.kind === 'morpho.flashLoan')

const needed = (market: Market, owner: Address, amount: Amount): bigint =>
  amount === 'max' ? 0n : resolve(market, amount, owner)

/** How much the lender of a loan for one transaction has, where that is too little. */
const loanWords = ({ market, owner }: Leaving, { kind, asset, amount }: Loan): string => {
  const there =
    kind === 'aave.flashLoan'
      ? (market.aave.reserves[asset]?.virtualBalance ?? 0n)
      : (market.morpho.cash[asset] ?? 0n)
  const lender = kind === 'aave.flashLoan' ? 'Aave has' : 'Morpho holds'
  return `${lender} ${amountOf(there, asset)} to lend for a transaction, and ${amountOf(needed(market, owner, amount), asset)} are needed; it opens again when lenders bring it back or borrowers repay`
}

const rocketPoolWords = ({ market, owner }: Leaving): string => {
  const there = getTotalCollateral(market.rocketpool)
  return `Rocket Pool keeps ${amountOf(there, 'ETH')} for redemptions, and ${amountOf(balanceOf(market, owner, 'rETH'), 'rETH')} are to go; it opens again as deposits and exits of its validators bring ether`
}

const EXCEEDED = 'EtherFiRedemptionManager: Exceeded total redeemable amount'

const etherFiWords = ({ market, owner }: Leaving): string => {
  const { etherfi, block } = market
  const there = amountOf(redeemableAmount(etherfi, block.timestamp), 'ETH')
  const refill = amountOf(etherfi.redemption.refillRate * 10n ** 12n * BigInt(SECONDS_PER_DAY), 'ETH')
  const held = lentOf(market, owner)?.held(market) ?? balanceOf(market, owner, 'weETH')
  return `ether.fi redeems ${there} at once now, and ${amountOf(held, 'weETH')} are to go; its limit refills by ${refill} a day, as long as its pool keeps a hundredth of all its ether`
}

const WORDS: Readonly<Record<string, string>> = {
  ResumedExpected:
    'Lido’s withdrawal queue is paused: it takes no requests until Lido resumes it, and nobody knows the day',
  NotEnoughAvailableUserBalance:
    'there is less collateral left than the plan would take: something else was sold or seized before',
  'insufficient collateral': 'the sale brings so little that what is left would be liquidatable',
  'transferFrom reverted': 'the sale brings less than must be paid back',
  InsufficientLiquidity: 'ether.fi’s pool has less ether than was asked for',
  'ERC20: transfer amount exceeds balance': 'there is less to pay with than the plan needs',
  HealthFactorLowerThanLiquidationThreshold:
    'the debt has grown so much that taking out collateral would make what is left liquidatable',
}

/** What a contract's reason means for one who leaves; one without words stays the contract's own. */
export const reasonWords = (reason: string): string => WORDS[reason] ?? reason

const LOAN_REFUSED: ReadonlySet<string> = new Set([
  'Panic(0x11)',
  'transfer reverted',
  'Aave has less of it free than the loan needs',
])

/** Why a plan is refused, in a sentence that says how much is missing; a reason without words stays the contract's own. */
export const whyRefused = (leaving: Leaving, plan: ExitPlan, reason: string): string => {
  const loan = loanOf(plan, leaving.owner)
  if (loan && LOAN_REFUSED.has(reason)) return loanWords(leaving, loan)
  if (reason === 'Insufficient ETH balance for exchange') return rocketPoolWords(leaving)
  if (reason === EXCEEDED) return etherFiWords(leaving)
  return reasonWords(reason)
}

/** A part of what is sold that may be left by rounding. */
const DUST_PART = 10_000n

/** Why a sale is none: the pools take no more at any price, and some would be left; undefined where all is sold. */
export const whyUnsold = (after: Wallet, sold: readonly Sold[]): string | undefined => {
  for (const { asset } of sold) {
    const taken = sold.filter(one => one.asset === asset).reduce((sum, { amount }) => sum + amount, 0n)
    const left = after[asset] ?? 0n
    if (left * DUST_PART <= taken) continue
    return `the pools have ether for ${amountOf(taken - left, asset)} at any price, and ${amountOf(left, asset)} would be left unsold; it opens again when liquidity comes back`
  }
  return undefined
}

/** Why there is nothing to sell on any market. */
export const whyNoMarket = ({ market, owner }: Leaving): string =>
  stayingOf(market, owner).length > 0
    ? 'a validator is not sold: no market buys one, and the only way out is Ethereum’s exit queue'
    : 'no market here buys what is held'

type Owed = {
  readonly amount: bigint
  readonly asset: Asset
  readonly ratePerYear: number
  readonly where: string
}

const owedOnAave = ({ aave, block }: Market, owner: Address, asset: Asset): Owed => ({
  amount: debtBalance(aave, asset, owner, block.timestamp),
  asset,
  ratePerYear: Number(aave.reserves[asset]?.borrowRateRay ?? 0n) / 1e27,
  where: 'on Aave',
})

const owedAtMorpho = (market: Market, owner: Address): Owed | undefined => {
  for (const name of ['market price', 'exchange rate'] as const) {
    const priced = pricedMarket(market.morpho, name, { ...market, now: market.block.timestamp })
    const borrowed = priced ? holdingOf(priced, owner).borrowed : 0n
    if (!priced || borrowed === 0n) continue
    const { avgRateWad } = borrowRate(priced.market, market.block.timestamp)
    const ratePerYear = Number(avgRateWad * SECONDS_PER_YEAR) / 1e18
    return { amount: borrowed, asset: 'WETH', ratePerYear, where: 'at Morpho' }
  }
  return undefined
}

/** Why nothing can be redeemed by an issuer: nothing there is, or the debt does not wait. */
export const whyNoQueue = ({ market, owner }: Leaving): string => {
  const lent = lentOf(market, owner)
  if (!lent?.owes(market))
    return balanceOf(market, owner, 'cbETH') > 0n
      ? 'Coinbase redeems cbETH for its own customers only, off the chain: here it is sold'
      : 'nothing of it is redeemed by an issuer: all of it is sold'
  const wait = queueWait(market, lent.held(market) / 2n, { elapsed: 0, taken: 0n })
  const days = `a round waits ${number(wait.medianDays)} days in Lido’s queue, ${number(wait.badDays)} in a bad case`
  const owed = owedAtMorpho(market, owner) ?? owedOnAave(market, owner, lent.debt)
  const interest = `interest on ${amountOf(owed.amount, owed.asset)} ${owed.where}, ${number(100 * owed.ratePerYear)} % a year now and more in a bad case,`
  return `${days}; ${interest} over that time takes up what the health factor leaves free, so that no round would pay down the debt. It opens when the queue is shorter or the rate lower`
}
