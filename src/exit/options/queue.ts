import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { all, DUST, oneTx, sellAll, unwrapWeth } from '../../position/legs.js'
import { type Loan, loansOf } from '../../position/loan.js'
import { payHeld, tokensOf } from '../../position/plansAtOnce.js'
import { someLeave, stayingOf, unwindSolo } from '../../position/solo.js'
import type { ExitPlan } from '../../position/strategy.js'
import { around, type Left, leaveLiquidity } from '../../position/withdrawLiquidity.js'
import { supply } from '../../protocols/aave/supply.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { wrap } from '../../protocols/lido/wsteth.js'
import { Revert } from '../../protocols/revert.js'
import { applyTx } from '../../simulation/model/apply.js'
import { balanceOf } from '../../simulation/model/balances.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import { throughEtherFi } from './etherfiQueue.js'
import { queueHeld } from './held.js'
import { throughQueue } from './lidoQueue.js'
import { throughStakeWise } from './stakewiseQueue.js'

/** stETH in the wallet wrapped. */
const wrapped = ({ actions, market }: Left, owner: Address): Left => {
  const stEth = balanceOf(market, owner, 'stETH')
  if (stEth < DUST) return { actions, market }
  const done = wrap(market.lido, { sender: owner, stEth })
  const { stETH: _, ...rest } = market.wallets[owner] ?? {}
  const wallet = { ...rest, wstETH: (rest.wstETH ?? 0n) + done.wstEth }
  const action: Action = { kind: 'lido.wrap', amount: all('stETH') }
  return {
    actions: [...actions, action],
    market: { ...market, lido: done.lido, wallets: { ...market.wallets, [owner]: wallet } },
  }
}

/** The token in the wallet supplied beside the collateral, so that the rounds take it out with the rest. */
const supplied = ({ actions, market }: Left, owner: Address, asset: Asset): Left | undefined => {
  const { [asset]: amount = 0n, ...rest } = market.wallets[owner] ?? {}
  if (amount < DUST) return { actions, market }
  const order = { asset, amount, onBehalfOf: owner } as const
  try {
    const aave = supply(market.aave, order, market.block.timestamp)
    const action: Action = { kind: 'aave.supply', asset, amount: all(asset) }
    return {
      actions: [...actions, action],
      market: { ...market, aave, wallets: { ...market.wallets, [owner]: rest } },
    }
  } catch (error) {
    // Aave takes no more of it.
    if (error instanceof Revert) return undefined
    throw error
  }
}

/** The market one block later, before anything happens in it: debts have grown by a block's interest. */
const aBlockLater = (market: Market): Market => ({
  ...market,
  block: { ...market.block, timestamp: market.block.timestamp + SECONDS_PER_SLOT },
})

/**
 * Debts paid from what is held of their assets: rounds are for the rest. They are paid in the next block, and what its
 * interest leaves of a debt that is nearly paid decides how much collateral can go.
 */
const withHeldPaid = (left: Left, owner: Address): Left => {
  const actions = payHeld(left.market, owner)
  if (actions.length === 0) return left
  return {
    actions: [...left.actions, ...actions],
    market: applyTx(aBlockLater(left.market), { from: owner, actions }),
  }
}

const QUEUED: readonly Asset[] = ['wstETH', 'weETH']

/** The one loan of an account whose collateral is one token that an issuer redeems. */
const queuedLoan = (loans: readonly Loan[]): { readonly loan: Loan; readonly token: Asset } | undefined => {
  const [loan, other] = loans
  const [held, more] = loan?.collateral ?? []
  const isOne = loan && held && other === undefined && more === undefined
  return isOne && QUEUED.includes(held.asset) ? { loan, token: held.asset } : undefined
}

/** A loan's collateral in rounds; what is held of the token beside it goes with it, or is sold where it cannot. */
const ofLoan = (left: Left, owner: Address, { loan, token }: { loan: Loan; token: Asset }) => {
  const paid = withHeldPaid(left, owner)
  const joined = loan.lender === 'aave' ? (supplied(paid, owner, token) ?? paid) : paid
  const [now] = loansOf(joined.market, owner)
  if (!now) return { left: joined, plans: [] }
  const plans =
    token === 'weETH' ? throughEtherFi(joined.market, owner, now) : throughQueue(joined.market, now)
  return { left: joined, plans }
}

/** Tokens that are held and owed to nobody, through their issuers: those of one issuer; the others are sold first. */
const ofWallet = (left: Left, owner: Address, token: Asset): readonly ExitPlan[] => {
  switch (token) {
    case 'wstETH':
      return queueHeld(left.market, owner)
    case 'weETH':
      return throughEtherFi(left.market, owner, undefined)
    case 'osETH':
      return throughStakeWise(left.market, owner)
    case 'rETH':
      return [
        {
          ...oneTx({ id: 'burnt' }, owner, [{ kind: 'rocketpool.burn', amount: all('rETH') }]),
          through: 'rocketPool',
        },
      ]
    default:
      return []
  }
}

const REDEEMED: readonly Asset[] = ['wstETH', 'weETH', 'osETH', 'rETH']

const hasRequests = ({ lido: { queue } }: Market, owner: Address): boolean =>
  Object.values(queue.requests).some(request => request.owner === owner && !request.claimed && request.id > 0)

const plansOf = (market: Market, owner: Address): readonly ExitPlan[] => {
  const left = wrapped(leaveLiquidity(market, owner), owner)
  const loans = loansOf(left.market, owner)
  const tokens = tokensOf(left.market, owner, loans)
  const queued = loans.length > 0 ? queuedLoan(loans) : undefined
  const token = queued?.token ?? (loans.length === 0 ? REDEEMED.find(one => tokens.includes(one)) : undefined)
  const requests = loans.length === 0 && hasRequests(market, owner)
  if (token === undefined && !requests) return []
  const { left: from, plans } = queued
    ? ofLoan(left, owner, queued)
    : { left, plans: ofWallet(left, owner, token ?? 'wstETH') }
  const debts = loans.flatMap(({ debt }) => debt.map(({ asset }) => asset))
  const others = tokens.filter(asset => asset !== token && !debts.includes(asset))
  const first = [...from.actions, ...others.map(sellAll)]
  const over = tokens.filter(asset => asset !== token || queued !== undefined).map(sellAll)
  return plans.map(plan => around(plan, owner, first, [...over, unwrapWeth]))
}

/**
 * Ways to leave everything through its issuers, from what an account holds and owes, whatever made it: Lido's queue,
 * ether.fi's requests, StakeWise's redeemer, Rocket Pool's ether, or Ethereum's exit queue. Empty where there is none.
 */
export const plansThroughIssuers = (market: Market, owner: Address): readonly ExitPlan[] =>
  stayingOf(market, owner).length > 0 || someLeave(market, owner)
    ? unwindSolo(market, owner, 'queue')
    : plansOf(market, owner)
