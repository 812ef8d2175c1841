import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import { accountData, collateralInBase, debtInBase } from '../../protocols/aave/account.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { eachBorrower } from '../../protocols/aave/borrowers.js'
import { COLLATERAL, flagsOf } from '../../protocols/aave/configuration.js'
import { accountOf, reserveOf } from '../../protocols/aave/entries.js'
import { screenAt } from '../../protocols/aave/screen.js'
import type { AaveAccount } from '../../protocols/aave/state.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { WAD } from '../../units/fixed.js'

/** The largest collateral and the largest debt of an account that can be liquidated. */
export type Target = {
  readonly account: Address
  readonly collateral: Asset
  readonly debt: Asset
  /** What it owes of `debt`, in its smallest unit. */
  readonly owed: bigint
  readonly owedBase: bigint
}

/** Accounts of the crowd stand for many, and nobody liquidates them as one; the speculator is one. */
const AGGREGATES: ReadonlySet<string> = new Set(
  Object.values(CROWD).filter(account => account !== CROWD.speculator),
)

/** The owner and every background borrower; not the crowd. */
export const eachSingleAccount = (
  { aave }: Market,
  visit: (user: Address, account: AaveAccount) => void,
): void => {
  for (const user in aave.accounts) {
    const account = aave.accounts[user as Address]
    if (account && !AGGREGATES.has(user)) visit(user as Address, account)
  }
  eachBorrower(aave.borrowers, visit)
}

/** What floating point may hide of a health factor. */
const SCREEN_MARGIN = 1e-6

/** Accounts whose health factor is below 1, exactly. */
export const eligibleAccounts = (market: Market): readonly Address[] => {
  const now = market.block.timestamp
  const screen = screenAt(market.aave, now)
  const found: Address[] = []
  eachSingleAccount(market, (user, account) => {
    const { weighted, debt } = screen(account)
    if (debt === 0 || weighted > debt * (1 + SCREEN_MARGIN)) return
    if (accountData(market.aave, user, now).healthFactorWad < WAD) found.push(user)
  })
  return found
}

const largest = <T extends { readonly base: bigint }>(entries: readonly T[]): T | undefined =>
  entries.reduce<T | undefined>((best, entry) => (best && best.base >= entry.base ? best : entry), undefined)

/** The pair that a liquidator would look at first; undefined where there is no collateral left. */
export const targetOf = (market: Market, user: Address): Target | undefined => {
  const { aave, block } = market
  const account = accountOf(aave, user)
  const collateral = largest(
    (Object.keys(account.supplies) as Asset[])
      .filter(asset => (flagsOf(account.configuration, reserveOf(aave, asset).id) & COLLATERAL) !== 0)
      .map(asset => ({
        asset,
        base: collateralInBase(reserveOf(aave, asset), supplyBalance(aave, asset, user, block.timestamp)),
      })),
  )
  const debt = largest(
    (Object.keys(account.debts) as Asset[]).map(asset => {
      const owed = debtBalance(aave, asset, user, block.timestamp)
      return { asset, owed, base: debtInBase(reserveOf(aave, asset), owed) }
    }),
  )
  if (!collateral || !debt) return undefined
  return {
    account: user,
    collateral: collateral.asset,
    debt: debt.asset,
    owed: debt.owed,
    owedBase: debt.base,
  }
}
