import type { Market } from '../../market/market.js'
import type { Action, Amount } from '../../position/action.js'
import { heldOf } from '../../position/heldTokens.js'
import { loansOf } from '../../position/loan.js'
import { type Refusal, refusal } from '../../position/refusal.js'
import { stayingOf } from '../../position/solo.js'
import type { ExitPlan } from '../../position/strategy.js'
import type { Address } from '../../protocols/assets.js'
import { redeemableAmount } from '../../protocols/etherfi/redemption.js'
import { getTotalCollateral } from '../../protocols/rocketpool/reth.js'
import { balanceOf, resolve } from '../../simulation/model/balances.js'
import { SECONDS_PER_DAY } from '../../units/fixed.js'
import type { Leaving } from '../quote.js'
import { queueWait } from './lidoQueue.js'

type Loan = Extract<Action, { readonly kind: 'aave.flashLoan' | 'morpho.flashLoan' }>

const loanOf = (plan: ExitPlan, owner: Address): Loan | undefined =>
  plan.legs
    .flatMap(leg => leg.txs.filter(tx => tx.from === owner))
    .flatMap(tx => tx.actions)
    .find((action): action is Loan => action.kind === 'aave.flashLoan' || action.kind === 'morpho.flashLoan')

const needed = (market: Market, owner: Address, amount: Amount): bigint =>
  amount === 'max' ? 0n : resolve(market, amount, owner)

/** How much the lender of a loan for one transaction has, where that is too little. */
const loanShort = ({ market, owner }: Leaving, { kind, asset, amount }: Loan): Refusal => {
  const onAave = kind === 'aave.flashLoan'
  const there = onAave ? market.aave.reserves[asset]?.virtualBalance : market.morpho.cash[asset]
  return refusal('loanShort', {
    lender: onAave ? 'aave' : 'morpho',
    asset,
    there: there ?? 0n,
    needed: needed(market, owner, amount),
  })
}

const rocketPoolShort = ({ market, owner }: Leaving): Refusal =>
  refusal('rocketPoolShort', {
    asset: 'rETH',
    there: getTotalCollateral(market.rocketpool),
    needed: balanceOf(market, owner, 'rETH'),
  })

const etherFiShort = ({ market, owner }: Leaving): Refusal => {
  const { etherfi, block } = market
  return refusal('etherFiShort', {
    asset: 'weETH',
    there: redeemableAmount(etherfi, block.timestamp),
    needed: heldOf(market, owner, 'weETH'),
    refillWei: etherfi.redemption.refillRate * 10n ** 12n * BigInt(SECONDS_PER_DAY),
  })
}

/** Reasons of two issuers who have less ether than is asked of them. */
const ROCKET_POOL_SHORT = 'Insufficient ETH balance for exchange'
const ETHER_FI_SHORT = 'EtherFiRedemptionManager: Exceeded total redeemable amount'

/** A plan's refusal with how much is missing, where that can be told. */
export const explained = (leaving: Leaving, plan: ExitPlan, found: Refusal): Refusal => {
  if (found.code === 'lenderShort') {
    const loan = loanOf(plan, leaving.owner)
    return loan ? loanShort(leaving, loan) : found
  }
  if (found.code !== 'contract') return found
  if (found.facts.reason === ROCKET_POOL_SHORT) return rocketPoolShort(leaving)
  return found.facts.reason === ETHER_FI_SHORT ? etherFiShort(leaving) : found
}

/** Why there is nothing to sell on any market. */
export const whyNoMarket = ({ market, owner }: Leaving): Refusal =>
  refusal(stayingOf(market, owner).length > 0 ? 'validatorNotSold' : 'noVenue', {})

/** Why nothing can be redeemed by an issuer: nothing there is, or the debt does not wait. */
export const whyNoQueue = ({ market, owner }: Leaving): Refusal => {
  const [loan] = loansOf(market, owner)
  const [[held], [debt]] = [loan?.collateral ?? [], loan?.debt ?? []]
  if (!loan || !held || !debt || !(held.asset === 'wstETH' || held.asset === 'weETH'))
    return balanceOf(market, owner, 'cbETH') > 0n
      ? refusal('redeemedOffChain', { asset: 'cbETH' })
      : refusal('notRedeemed', {})
  const { medianDays, badDays } = queueWait(market, held.amount / 2n, { elapsed: 0, taken: 0n })
  return refusal('interestOutgrows', {
    medianDays,
    badDays,
    owed: debt.amount,
    asset: debt.asset,
    ratePerYear: loan.borrowRatePerYear(debt.asset),
    lender: loan.lender,
  })
}
