import type { Market } from '../market/market.js'
import { type Address, ASSETS, type Asset } from '../protocols/assets.js'
import { stEthBalanceOf } from '../protocols/lido/steth.js'
import { max, min, mulDivCeil, mulDivFloor } from '../units/fixed.js'
import type { Action, Amount } from './action.js'
import { fairValueWei } from './holdings.js'
import { all, DUST, oneTx, sellAll, unwrapWeth } from './legs.js'
import { cheapestFlashLender, flashLoan, flashPremiumBps, type Holding, type Loan, loansOf } from './loan.js'
import type { LenderName } from './method.js'
import type { ExitPlan } from './strategy.js'
import { around, leaveLiquidity } from './withdrawLiquidity.js'

const balanceOf = (market: Market, owner: Address, asset: Asset): bigint =>
  asset === 'stETH' ? stEthBalanceOf(market.lido, owner) : (market.wallets[owner]?.[asset] ?? 0n)

const ETHER: ReadonlySet<Asset> = new Set(['ETH', 'WETH'])

const unique = (assets: readonly Asset[]): readonly Asset[] => [...new Set(assets)]

/** Assets of a position that are no ether: what is in the wallet, what secures loans, and what is owed. */
export const tokensOf = (market: Market, owner: Address, loans: readonly Loan[]): readonly Asset[] => {
  const held = (Object.keys(ASSETS) as Asset[]).filter(asset => balanceOf(market, owner, asset) > DUST)
  const lent = loans.flatMap(({ collateral, debt }) => [...collateral, ...debt].map(({ asset }) => asset))
  return unique([...held, ...lent]).filter(asset => !ETHER.has(asset))
}

/** Everything sold for ether. stETH beside wstETH is wrapped first, so that both are one sale. */
const sellEverything = (tokens: readonly Asset[]): readonly Action[] => {
  const both = tokens.includes('stETH') && tokens.includes('wstETH')
  const wrap: readonly Action[] = both ? [{ kind: 'lido.wrap', amount: all('stETH') }] : []
  const sold = both ? tokens.filter(asset => asset !== 'stETH') : tokens
  return [...wrap, ...sold.map(sellAll), unwrapWeth]
}

/** Every debt paid but those that are, then all collateral taken out. */
const closeLoans = (loans: readonly Loan[], done: readonly Paid[] = []): readonly Action[] =>
  loans.flatMap(({ at, debt, collateral, repay, withdraw }) => [
    ...debt
      .filter(
        one => !done.some(({ loan, asset, left }) => loan.at === at && asset === one.asset && left === 0n),
      )
      .map(({ asset }) => repay(asset, 'max')),
    ...collateral.map(({ asset }) => withdraw(asset, 'max')),
  ])

/** A debt, what of it the wallet pays, and what is left of it then. */
type Paid = {
  readonly loan: Loan
  readonly asset: Asset
  readonly owed: bigint
  readonly left: bigint
  readonly pay: readonly Action[]
}

/** Debts paid from what is held of their assets, one after the other. */
const paidFromHeld = (market: Market, owner: Address, loans: readonly Loan[]): readonly Paid[] => {
  const held = new Map<Asset, bigint>()
  return loans.flatMap(loan =>
    loan.debt.map(({ asset, amount: owed }): Paid => {
      const there = held.get(asset) ?? balanceOf(market, owner, asset)
      const used = there < DUST ? 0n : min(there, owed)
      held.set(asset, there - used)
      // Morpho refuses more than is owed.
      const amount: Amount = used === owed ? 'max' : loan.lender === 'aave' ? all(asset) : used
      const pay = used === 0n ? [] : [loan.repay(asset, amount)]
      return { loan, asset, owed, left: owed - used, pay }
    }),
  )
}

/** Debts paid from what the wallet holds of their assets. */
export const payHeld = (market: Market, owner: Address): readonly Action[] =>
  paidFromHeld(market, owner, loansOf(market, owner)).flatMap(({ pay }) => pay)

/** A little more than is owed then: what a few blocks of interest may add. */
const soon = ({ owed, left }: Paid): bigint => (left === 0n ? 0n : left + owed / 100_000n + 1n)

type Flash = Holding & { readonly lender: LenderName; readonly premium: bigint; readonly exact: Amount }

const flashOf = (market: Market, asset: Asset, debts: readonly Paid[]): Flash => {
  const amount = debts.reduce((sum, debt) => sum + soon(debt), 0n)
  const lender = cheapestFlashLender(market, { asset, amount })
  const [only] = debts
  const exact = debts.length === 1 && only?.loan.lender === 'aave' && lender === 'aave'
  const premium = mulDivCeil(amount, flashPremiumBps(market, lender), 10_000n)
  return { asset, amount, lender, premium, exact: exact ? { debtOf: asset } : amount }
}

const bought = (flashes: readonly Flash[]): readonly Action[] =>
  flashes
    .filter(({ asset }) => asset !== 'WETH')
    .map(({ asset, amount, premium }) => ({ kind: 'buy', asset, amountOut: amount + premium }))

/** Borrow the debts for one transaction, take everything out, sell, pay back; each loan from who asks least. */
const flashDebt = (market: Market, owner: Address, { loans, paid, tokens }: Position): ExitPlan => {
  const open = paid.filter(({ left }) => left > 0n)
  const flashes = unique(open.map(({ asset }) => asset)).map(asset =>
    flashOf(
      market,
      asset,
      open.filter(debt => debt.asset === asset),
    ),
  )
  const debts = new Set(flashes.map(({ asset }) => asset))
  const collateral = unique(loans.flatMap(loan => loan.collateral.map(({ asset }) => asset))).filter(
    asset => !ETHER.has(asset) && !debts.has(asset),
  )
  const inside = [...closeLoans(loans, paid), ...collateral.map(sellAll), ...bought(flashes)]
  const nested = flashes.reduceRight<readonly Action[]>(
    (actions, { lender, asset, exact }) => [flashLoan(lender, { asset, amount: exact, actions })],
    inside,
  )
  const method = { id: 'flashDebt', loans: flashes.map(({ lender, asset }) => ({ lender, asset })) } as const
  const pay = paid.flatMap(one => one.pay)
  return oneTx(method, owner, [...pay, ...nested, ...sellEverything(tokens)])
}

/** The collateral whose own asset is borrowed: the largest by fair value. */
const largestCollateral = (market: Market, loans: readonly Loan[]): Holding | undefined =>
  loans
    .flatMap(({ collateral }) => collateral)
    .reduce<Holding | undefined>((found, one) => {
      const value = ({ asset, amount }: Holding) => fairValueWei(market, asset, amount)
      return found && value(found) >= value(one) ? found : one
    }, undefined)

/** Borrow the collateral's own asset, sell it, pay the debts with what it brings, and give it back out of the collateral. */
const flashCollateral = (
  market: Market,
  owner: Address,
  { loans, paid, tokens }: Position,
): readonly ExitPlan[] => {
  const held = largestCollateral(market, loans)
  if (!held || ETHER.has(held.asset)) return []
  const { asset } = held
  const open = paid.filter(({ left }) => left > 0n)
  const owedWei = open.reduce((sum, debt) => sum + fairValueWei(market, debt.asset, soon(debt)), 0n)
  const unit = 10n ** BigInt(ASSETS[asset].decimals)
  const wanted = mulDivCeil(owedWei, unit, max(1n, fairValueWei(market, asset, unit)))
  // As much as the collateral can give back; what selling it brings beyond the debt stays.
  const amount = min(mulDivCeil(wanted, 115n, 100n), mulDivFloor(held.amount, 9_990n, 10_000n))
  const lender = cheapestFlashLender(market, { asset, amount })
  const buys = open
    .filter(debt => debt.asset !== 'WETH')
    .map((debt): Action => ({ kind: 'buy', asset: debt.asset, amountOut: soon(debt) }))
  const actions = [sellAll(asset), ...buys, ...closeLoans(loans, paid)]
  const loan = flashLoan(lender, { asset, amount, actions })
  const method = { id: 'flashCollateral', loans: [{ lender, asset }] } as const
  const pay = paid.flatMap(one => one.pay)
  return [oneTx(method, owner, [...pay, loan, ...sellEverything(tokens)])]
}

type Position = {
  readonly loans: readonly Loan[]
  readonly paid: readonly Paid[]
  readonly tokens: readonly Asset[]
}

/** Whether what is held of each debt's asset covers it and the next interest. */
const isCovered = (market: Market, owner: Address, paid: readonly Paid[]): boolean =>
  unique(paid.map(({ asset }) => asset)).every(asset => {
    const owed = paid.reduce((sum, debt) => (debt.asset === asset ? sum + debt.owed : sum), 0n)
    return balanceOf(market, owner, asset) > owed + owed / 100_000n
  })

const plansOf = (market: Market, owner: Address): readonly ExitPlan[] => {
  const loans = loansOf(market, owner)
  const tokens = tokensOf(market, owner, loans)
  const paid = paidFromHeld(market, owner, loans)
  if (tokens.length === 0 && loans.length === 0) return []
  const closed = [...closeLoans(loans), ...sellEverything(tokens)]
  if (paid.length === 0) return [oneTx({ id: 'atOnce' }, owner, closed)]
  const [first] = paid
  if (first && isCovered(market, owner, paid))
    return [oneTx({ id: 'fromHeld', asset: first.asset }, owner, closed)]
  const position = { loans, paid, tokens }
  return [flashDebt(market, owner, position), ...flashCollateral(market, owner, position)]
}

/**
 * Ways to leave everything in one transaction, from what an account holds and owes, whatever made it: pools are left,
 * debts paid, collateral taken out, all of it sold. Trades in them are still to be routed. Empty where nothing is sold.
 */
export const plansAtOnce = (market: Market, owner: Address): readonly ExitPlan[] => {
  const left = leaveLiquidity(market, owner)
  const plans = plansOf(left.market, owner)
  if (plans.length === 0 && left.actions.length > 0)
    return [oneTx({ id: 'liquidityOut' }, owner, [...left.actions, unwrapWeth])]
  return plans.map(plan => around(plan, owner, left.actions, []))
}

/** Whether an account owes anything to a lender. */
export const owesAnything = (market: Market, owner: Address): boolean =>
  loansOf(market, owner).some(({ debt }) => debt.length > 0)
