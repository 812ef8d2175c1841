import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Refused } from '../../position/refusal.js'
import { stayingOf } from '../../position/solo.js'
import type { ExitPlan } from '../../position/strategy.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { epochAt, WEI_PER_GWEI } from '../../protocols/ethereum/forks.js'
import { stEthBalanceOf } from '../../protocols/lido/steth.js'
import { borrowTotals, loanTokenOf, marketNow, positionOf } from '../../protocols/morpho/market.js'
import { toAssetsUp } from '../../protocols/morpho/math.js'
import { settle } from '../../protocols/validators/duties.js'
import { balanceOf, resolve } from '../../simulation/model/balances.js'
import { etherOf, type Played, playPlan, type Rule } from '../../simulation/model/play.js'
import { max, min } from '../../units/fixed.js'
import type { Kept } from './subposition.js'

/** Aave as if the owner had only what is kept: to read its balances with the interest up to now. */
const withKept = ({ aave }: Market, owner: Address, { account }: Kept): Market['aave'] =>
  account ? { ...aave, accounts: { ...aave.accounts, [owner]: account } } : aave

const keptBalance = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  asset === 'stETH'
    ? stEthBalanceOf({ ...market.lido, shares: { [owner]: kept.shares } }, owner)
    : (kept.wallet[asset] ?? 0n)

const keptDebt = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  kept.account ? debtBalance(withKept(market, owner, kept), asset, owner, market.block.timestamp) : 0n

const keptSupply = (market: Market, owner: Address, kept: Kept, asset: Asset): bigint =>
  kept.account ? supplyBalance(withKept(market, owner, kept), asset, owner, market.block.timestamp) : 0n

type Repay = Extract<Action, { readonly kind: 'aave.repay' }>

/** No more than the part owes: what its sales bring beyond that is its owner's, not the rest's debt paid. */
const partRepaid = (market: Market, from: Address, { asset, amount }: Repay, kept: Kept): bigint => {
  const now = market.block.timestamp
  const owed = debtBalance(market.aave, asset, from, now) - keptDebt(market, from, kept, asset)
  const held = balanceOf(market, from, asset) - keptBalance(market, from, kept, asset)
  const wanted = typeof amount === 'bigint' ? amount : amount !== 'max' && 'debtOf' in amount ? owed : held
  return max(0n, min(owed, min(held, wanted)))
}

const partTaken = (market: Market, from: Address, asset: Asset, kept: Kept): bigint =>
  supplyBalance(market.aave, asset, from, market.block.timestamp) - keptSupply(market, from, kept, asset)

type MorphoRepay = Extract<Action, { readonly kind: 'morpho.repay' }>
type MorphoTake = Extract<Action, { readonly kind: 'morpho.withdrawCollateral' }>

/** Of the part's debt in a market, in the loan token: what its shares come to, rounded as the market rounds a debt. */
const partRepaidAtMorpho = (market: Market, from: Address, action: MorphoRepay, kept: Kept): bigint => {
  const now = marketNow(market.morpho, action.market, market.block.timestamp)
  const shares = positionOf(now, from).borrowShares - kept.morpho[action.market].borrowShares
  const owed = shares > 0n ? toAssetsUp(shares, borrowTotals(now)) : 0n
  if (action.amount === 'max') return owed
  const stays = keptBalance(market, from, kept, loanTokenOf(action.market))
  return max(0n, min(owed, resolve(market, action.amount, from) - stays))
}

const partTakenFromMorpho = (market: Market, from: Address, { market: name }: MorphoTake, kept: Kept) =>
  positionOf(market.morpho.markets[name], from).collateral - kept.morpho[name].collateral

/** A symbolic amount as a fixed one that leaves alone what is kept; undefined where all of it leaves anyway. */
const fixedAmount = (market: Market, from: Address, action: Action, kept: Kept): bigint | undefined => {
  if (action.kind === 'aave.repay') return partRepaid(market, from, action, kept)
  if (action.kind === 'morpho.repay') return partRepaidAtMorpho(market, from, action, kept)
  const amount = 'amount' in action ? action.amount : 'amountOut' in action ? action.amountOut : undefined
  if (amount === undefined || typeof amount === 'bigint') return undefined
  if (amount === 'max') {
    if (action.kind === 'morpho.withdrawCollateral') return partTakenFromMorpho(market, from, action, kept)
    return action.kind === 'aave.withdraw' ? partTaken(market, from, action.asset, kept) : undefined
  }
  const stays =
    'balanceOf' in amount
      ? keptBalance(market, from, kept, amount.balanceOf)
      : keptDebt(market, from, kept, amount.debtOf)
  return stays === 0n ? undefined : max(0n, resolve(market, amount, from) - stays)
}

/** The first of the owner's validators, so many that those that are kept stay. */
const partOfValidators = (market: Market, from: Address, kept: Kept): Action => ({
  kind: 'validators.exit',
  count: stayingOf(market, from).length - kept.validators.length,
})

/**
 * Ether that a sweep took of validators that are kept, wei: their balances before it, paid for their duties up to then,
 * less those after it.
 */
export const skimmedWei = (before: Market, after: Market, kept: Kept): bigint => {
  if (kept.validators.length === 0) return 0n
  const epoch = epochAt(after.block.timestamp)
  const settled = settle(before.validators, { epoch, ethereum: before.ethereum }).validators
  const { validators } = after.validators
  return kept.validators.reduce(
    (sum, i) => sum + ((settled[i]?.balance ?? 0n) - (validators[i]?.balance ?? 0n)) * WEI_PER_GWEI,
    0n,
  )
}

const withAmount = (action: Action, amount: bigint): readonly Action[] => {
  if (amount === 0n) return []
  return [('amountOut' in action ? { ...action, amountOut: amount } : { ...action, amount }) as Action]
}

/** A plan made for a part, carried out on the whole: every "all of it" becomes the part's own amount. */
export const playPart = (whole: Market, plan: ExitPlan, owner: Address, kept: Kept): Played | Refused => {
  const rule: Rule = (market, [action], from) => {
    if (action?.kind === 'validators.exit') return { take: 1, put: [partOfValidators(market, from, kept)] }
    const amount = action && fixedAmount(market, from, action, kept)
    return action === undefined || amount === undefined
      ? undefined
      : { take: 1, put: withAmount(action, amount) }
  }
  return playPlan(whole, plan, owner, rule)
}

/** Ether that is kept in the wallet, in wei. */
export const keptEtherWei = ({ wallet }: Kept): bigint => etherOf(wallet)
