import type { LenderName } from '../../position/method.js'
import type { Refusal } from '../../position/refusal.js'
import { ASSETS, type Asset } from '../../protocols/assets.js'
import { methodWords } from './methods.js'

const number = (value: number, digits = 1): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits })

const amountOf = (units: bigint, asset: Asset): string =>
  `${number(Number(units) / 10 ** ASSETS[asset].decimals)} ${asset}`

const HOLDS: Readonly<Record<LenderName, string>> = { aave: 'Aave has', morpho: 'Morpho holds' }
const WHERE: Readonly<Record<LenderName, string>> = { aave: 'on Aave', morpho: 'at Morpho' }

type FactsOf<C extends Refusal['code']> = Extract<Refusal, { readonly code: C }>['facts']

const interestWords = (facts: FactsOf<'interestOutgrows'>): string => {
  const days = `a round waits ${number(facts.medianDays)} days in the queue, ${number(facts.badDays)} in a bad case`
  const interest = `interest on ${amountOf(facts.owed, facts.asset)} ${WHERE[facts.lender]}, ${number(100 * facts.ratePerYear)} % a year now and more in a bad case,`
  return `${days}; ${interest} over that time takes up what the health factor leaves free, so that no round would pay down the debt. It opens when the queue is shorter or the rate lower`
}

const everyMethodWords = ({ tried }: FactsOf<'everyMethod'>): string => {
  const words = tried.map(({ method, refusal }) => ({ method, why: refusalWords(refusal) }))
  const [first] = words
  return first && words.every(({ why }) => why === first.why)
    ? first.why
    : words.map(({ method, why }) => `${methodWords(method)}: ${why}`).join('; ')
}

const percentBelow = (bps: number): string => `${number(bps / 100, 2)} % below fair value`

const depthWords = ({ asset, into, wanted, most, costBps, restBps }: FactsOf<'depthExhausted'>): string => {
  const pair = asset === 'WETH' ? ` for ${into}` : ''
  const takes =
    costBps === null
      ? `the pools take no ${asset}${pair} above the floor of price, and ${amountOf(wanted, asset)} are to go`
      : `the pools take ${amountOf(most, asset)}${pair} above the floor of price, at ${percentBelow(costBps)}, and ${amountOf(wanted, asset)} are to go`
  const rest =
    restBps === null
      ? 'for the rest they have nothing at any price'
      : `arithmetic has the rest at ${percentBelow(restBps)}, which is not a market price`
  return `${takes}; ${rest}; it opens again when liquidity comes back`
}

type Words = { readonly [C in Refusal['code']]: (facts: FactsOf<C>) => string }

const WORDS: Words = {
  contract: ({ reason }) => reason,
  proceedsBelowDebt: () =>
    'the sale brings less than must be paid back: the pools take less of it than is to be sold, or pay less for it than the debt allows',
  lenderShort: () => 'the lender has less of it free than the loan needs',
  loanShort: ({ lender, asset, there, needed }) =>
    `${HOLDS[lender]} ${amountOf(there, asset)} to lend for a transaction, and ${amountOf(needed, asset)} are needed; it opens again when lenders bring it back or borrowers repay`,
  wouldBeLiquidatable: () =>
    'taking out collateral would make what is left liquidatable: the sale brings too little, or the debt has grown too far',
  queuePaused: () =>
    'Lido’s withdrawal queue is paused: it takes no requests until Lido resumes it, and nobody knows the day',
  collateralGone: () =>
    'there is less collateral left than the plan would take: something else was sold or seized before',
  balanceShort: () => 'there is less to pay with than the plan needs',
  supplyCapFull: () => 'Aave’s supply cap leaves no room for the collateral',
  borrowCapFull: () => 'Aave’s borrow cap leaves no room for the debt',
  rocketPoolShort: ({ there, needed, asset }) =>
    `Rocket Pool keeps ${amountOf(there, 'ETH')} for redemptions, and ${amountOf(needed, asset)} are to go; it opens again as deposits and exits of its validators bring ether`,
  etherFiShort: ({ there, needed, asset, refillWei }) =>
    `ether.fi redeems ${amountOf(there, 'ETH')} at once now, and ${amountOf(needed, asset)} are to go; its limit refills by ${amountOf(refillWei, 'ETH')} a day, as long as its pool keeps a hundredth of all its ether`,
  etherFiPoolShort: () => 'ether.fi’s pool has less ether than was asked for',
  depthExhausted: depthWords,
  stillHolds: ({ what, valueWei }) =>
    `the plan would leave ${what}, worth ${amountOf(valueWei, 'ETH')}, which is neither sold nor redeemed`,
  stillOwes: ({ what, valueWei }) =>
    `the plan would leave a debt of ${what}, worth ${amountOf(valueWei, 'ETH')}, which nothing in it repays`,
  noVenue: () => 'no market here buys what is held',
  noVenueFor: ({ asset }) =>
    `no market here trades ${asset} for ether, so that it can be neither sold nor bought`,
  validatorNotSold: () =>
    'a validator is not sold: no market buys one, and the only way out is Ethereum’s exit queue',
  notRedeemed: () => 'nothing of it is redeemed by an issuer: all of it is sold',
  redeemedOffChain: ({ asset }) =>
    `Coinbase redeems ${asset} for its own customers only, off the chain: here it is sold`,
  interestOutgrows: interestWords,
  collateralLocked: () =>
    'too little of the collateral can be taken out before debt is paid, so that no steps lead out',
  nothingQueues: () => 'nothing that this position holds goes through the queue',
  nothingLeft: () => 'there is nothing left to leave with',
  lidoRequestsWait: () => 'requests that wait in Lido’s queue cannot be divided',
  issuerRequestsWait: () => 'requests that wait at an issuer cannot be divided',
  validatorsLeave: () =>
    'some of the validators are on their way out, and the sweep pays them whatever is planned; only all of it can be',
  lessThanOneValidator: () => 'a validator leaves whole or not at all, and this is less than one',
  nothingSold: () => 'nothing of it is sold on a market now, so that there is no discount to wait for',
  discountNotEstimated: ({ asset }) =>
    `it is estimated for Lido’s tokens only, not for the discount of ${asset}`,
  noDiscount: ({ nowBps, leftBps }) =>
    `there is none: the best pool pays ${nowBps} bps less than fair, and arbitrage through an empty queue leaves ${leftBps}`,
  discountStillOpen: () =>
    'it cannot be waited for: if the discount has not closed on the bad day, the sale brings less than what is owed by then',
  interestTakesAll: () =>
    'by the end of the wait the interest owed would be more than the sale leaves, even with the discount closed',
  noOtherLender: () => 'only a debt of WETH against wstETH alone has another lender here',
  partOfDebt: () => 'a debt is moved whole, and only a part was asked to leave',
  lenderAbsent: ({ lender }) => `${lender} is not there`,
  creditShort: ({ lender, there, needed, asset }) =>
    `${lender} has ${amountOf(there, asset)} to lend, and the debt is ${amountOf(needed, asset)}`,
  everyMethod: everyMethodWords,
  legRefused: ({ cause }) =>
    `a leg was refused, because ${refusalWords(cause)}; the rest has to be planned anew from there`,
  notPaid: () => 'the queue had not paid when it was given up',
}

/** Why something does not go, as a sentence without its full stop. */
export function refusalWords(refusal: Refusal): string {
  const words = WORDS[refusal.code] as (facts: Refusal['facts']) => string
  return words(refusal.facts)
}
