import type { Market } from '../../market/market.js'
import { accountData } from '../../protocols/aave/account.js'
import { owedOnAave, suppliedToAave } from '../../protocols/aave/movable.js'
import type { AaveAccount } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { tokenCarry } from './carry.js'
import type { Sensitivity } from './sensitivity.js'

/** Dollars that grow: what an asset secures by its threshold, or what is owed of it; a year's continuous rate. */
type Term = { readonly asset: Asset; readonly value: number; readonly rate: number }

/** An account's debts, and what its collateral secures. It goes under where the debts are more. */
type Balance = { readonly debts: readonly Term[]; readonly secured: readonly Term[] }

const ray = (rate: bigint | undefined): number => Number(rate ?? 0n) / 1e27

/** A token whose rewards are not modelled earns nothing. */
const rewardsOf = (market: Market, asset: Asset): number => tokenCarry(market, asset).perYear ?? 0

const rateOf = (market: Market, debt: Asset): number => ray(market.aave.reserves[debt]?.borrowRateRay)

/** Highest rate of a reserve's curve: all of it borrowed. */
const highestRate = (market: Market, debt: Asset): number => {
  const reserve = market.aave.reserves[debt]
  return reserve ? (reserve.baseRateBps + reserve.slope1Bps + reserve.slope2Bps) / 10_000 : 0
}

/** Debt of an account in dollars, and what secures it. */
const sumsOf = ({ aave, block }: Market, owner: Address, account: AaveAccount) => {
  const accounts = { ...aave.accounts, [owner]: account }
  const { debtBase, healthFactorWad } = accountData({ ...aave, accounts }, owner, block.timestamp)
  const debt = Number(debtBase) / 1e8
  return { debt, secured: (debt * Number(healthFactorWad)) / 1e18 }
}

/** Each asset counts for what the sum is less without it: thresholds of e-modes are in it. */
const balanceOf = (market: Market, owner: Address, account: AaveAccount): Balance => {
  const all = sumsOf(market, owner, account)
  const secured = suppliedToAave(market, owner).map((asset): Term => {
    const without = { ...account, supplies: { ...account.supplies, [asset]: 0n } }
    const earned = rewardsOf(market, asset) + ray(market.aave.reserves[asset]?.liquidityRateRay)
    return {
      asset,
      value: all.secured - sumsOf(market, owner, without).secured,
      rate: Math.log1p(earned),
    }
  })
  const debts = owedOnAave(market, owner).map((asset): Term => {
    const without = { ...account, debts: { ...account.debts, [asset]: 0n } }
    const grows = Math.log1p(rewardsOf(market, asset))
    return {
      asset,
      value: all.debt - sumsOf(market, owner, without).debt,
      rate: rateOf(market, asset) + grows,
    }
  })
  return { debts, secured }
}

/** Logarithm of the sum of terms after `years`: it has no end of its range. */
const logSum = (terms: readonly Term[], years: number): number => {
  const logs = terms.filter(({ value }) => value > 0).map(({ value, rate }) => Math.log(value) + rate * years)
  const most = Math.max(...logs)
  return logs.length === 0
    ? Number.NEGATIVE_INFINITY
    : most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
}

const goesUnder = ({ debts, secured }: Balance, days: number): boolean =>
  logSum(debts, days / 365) > logSum(secured, days / 365)

/** Days that are looked at, each 2 % later than the one before: several rates may cross more than once. */
const GRID: readonly number[] = Array.from({ length: 1_000 }, (_, i) => 0.1 * 1.02 ** i)

/** The first day on which an account goes under at steady rates; null where that is never. */
export const daysUntilUnder = (balance: Balance): number | null => {
  if (goesUnder(balance, 0)) return 0
  const at = GRID.findIndex(days => goesUnder(balance, days))
  const found = GRID[at]
  if (found === undefined) return null
  let [safe, sunk] = [GRID[at - 1] ?? 0, found]
  for (let i = 0; i < 60; i++) {
    const middle = (safe + sunk) / 2
    if (goesUnder(balance, middle)) sunk = middle
    else safe = middle
  }
  return sunk
}

/** The steady rate of one debt at which an account goes under after a year, all else at today's rates; never negative. */
export const rateOverYear = ({ debts, secured }: Balance, debt: Asset, grows: number): number => {
  const own = debts.find(({ asset }) => asset === debt)
  const others = debts.filter(({ asset }) => asset !== debt)
  const room = Math.exp(logSum(secured, 1)) - Math.exp(logSum(others, 1))
  return own && room > own.value * Math.exp(grows) ? Math.log(room / own.value) - grows : 0
}

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`

const daysRow = (factor: string, balance: Balance): Sensitivity => {
  const days = daysUntilUnder(balance)
  const reason =
    days === null
      ? 'what the collateral earns outgrows the interest'
      : 'interest outgrows what the collateral earns'
  return { id: 'carry', factor, unit: 'days', today: 0, atLiquidation: days, reason }
}

const rateRow = (market: Market, balance: Balance, debt: Asset): Sensitivity => ({
  id: 'borrowRate',
  factor: `${debt} borrow rate over 365 days`,
  unit: 'per year',
  today: rateOf(market, debt),
  atLiquidation: rateOverYear(balance, debt, Math.log1p(rewardsOf(market, debt))),
  reason:
    balance.debts.length > 1
      ? 'continuous interest for a year, against what the collateral earns; the other debts stay at today’s rates'
      : 'continuous interest for a year, against what the collateral earns',
})

const atHighest = (market: Market, { debts, secured }: Balance, debt: Asset): Sensitivity => {
  const highest = highestRate(market, debt)
  const moved = debts.map(term =>
    term.asset === debt ? { ...term, rate: term.rate + highest - rateOf(market, debt) } : term,
  )
  const factor = `days of carry at the ${debt} curve’s highest rate (${percent(highest)})`
  return daysRow(factor, { debts: moved, secured })
}

/**
 * Interest of an account's debts on Aave as forecasts: for each debt the rate that is too much, its own share of the
 * debt counted; the days at today's rates; and the days at a curve's highest.
 */
export const carrySensitivities = (market: Market, owner: Address): readonly Sensitivity[] => {
  const account = market.aave.accounts[owner]
  if (!account) return []
  const balance = balanceOf(market, owner, account)
  const debts = balance.debts.map(({ asset }) => asset)
  const rates = debts.map(debt => `${debt} rate (${percent(rateOf(market, debt))})`).join(' and ')
  return [
    ...debts.map(debt => rateRow(market, balance, debt)),
    daysRow(`days of carry at today’s ${rates}`, balance),
    ...debts.map(debt => atHighest(market, balance, debt)),
  ]
}
