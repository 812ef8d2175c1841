import type { Market } from '../../market/market.js'
import type { Action, Tx } from '../../position/action.js'
import { all } from '../../position/legs.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { MORPHO_MARKET_NAMES } from '../../protocols/morpho/addresses.js'
import type { MorphoMarketName } from '../../protocols/morpho/state.js'
import { holdingOf, pricedMarket } from '../../protocols/morpho/view.js'

/** A wstETH/WETH loop at one lender. */
export type Lender = 'aave' | MorphoMarketName

/** E-mode 1, in which wstETH carries the most WETH. */
const ETH_CORRELATED = 1

/** All at which such a loop can stand. */
export const LENDERS: readonly Lender[] = ['aave', 'exchange rate', 'market price']

type Position = { readonly collateral: bigint; readonly debt: bigint }

/** wstETH and WETH of a loop at one lender, interest up to now included. */
export const positionAt = (market: Market, owner: Address, lender: Lender): Position => {
  const now = market.block.timestamp
  if (lender === 'aave')
    return {
      collateral: supplyBalance(market.aave, 'wstETH', owner, now),
      debt: debtBalance(market.aave, 'WETH', owner, now),
    }
  const priced = pricedMarket(market.morpho, lender, { ...market, now })
  const held = priced ? holdingOf(priced, owner) : { collateral: 0n, borrowed: 0n }
  return { collateral: held.collateral, debt: held.borrowed }
}

/** How many debts an account has, at any lender. */
export const debtsOf = (market: Market, owner: Address): number =>
  Object.values(market.aave.accounts[owner]?.debts ?? {}).filter(scaled => scaled > 0n).length +
  MORPHO_MARKET_NAMES.filter(name => positionAt(market, owner, name).debt > 0n).length

const loopsOnAave = (market: Market, owner: Address): boolean => {
  const { supplies = {}, debts = {} } = market.aave.accounts[owner] ?? {}
  const only = (amounts: Readonly<Partial<Record<Asset, bigint>>>, asset: Asset): boolean =>
    Object.entries(amounts).every(([name, scaled]) => name === asset || scaled === 0n)
  return only(supplies, 'wstETH') && only(debts, 'WETH')
}

/** Where the one debt of an account stands, if it is WETH against wstETH; undefined where there are others. */
export const lenderOf = (market: Market, owner: Address): Lender | undefined => {
  if (debtsOf(market, owner) !== 1 || !loopsOnAave(market, owner)) return undefined
  return LENDERS.find(lender => positionAt(market, owner, lender).debt > 0n)
}

const enter = (lender: Lender, { collateral, debt }: Position): readonly Action[] =>
  lender === 'aave'
    ? [
        { kind: 'aave.supply', asset: 'wstETH', amount: collateral },
        { kind: 'aave.setEMode', category: ETH_CORRELATED },
        { kind: 'aave.borrow', asset: 'WETH', amount: debt },
      ]
    : [
        { kind: 'morpho.supplyCollateral', market: lender, amount: collateral },
        { kind: 'morpho.borrow', market: lender, amount: debt },
      ]

const leave = (lender: Lender): readonly Action[] =>
  lender === 'aave'
    ? [
        { kind: 'aave.repay', asset: 'WETH', amount: 'max' },
        { kind: 'aave.withdraw', asset: 'wstETH', amount: 'max' },
      ]
    : [
        { kind: 'morpho.repay', market: lender, amount: 'max' },
        { kind: 'morpho.withdrawCollateral', market: lender, amount: 'max' },
      ]

/** What was borrowed beyond the old debt goes back. */
const giveBack = (lender: Lender): Action =>
  lender === 'aave'
    ? { kind: 'aave.repay', asset: 'WETH', amount: all('WETH') }
    : { kind: 'morpho.repay', market: lender, amount: all('WETH') }

/**
 * A loop moved from one lender to another in one transaction, without selling anything: as much wstETH as the position
 * has is flash-loaned from Morpho, which costs nothing, and supplied at the new lender; the debt is borrowed there and
 * paid at the old one, and the old collateral gives the loan back. Empty where there is no debt to move. What can refuse
 * it is the new lender: too little WETH to borrow, or a lower limit.
 */
export const migrateLoop = (
  market: Market,
  owner: Address,
  { from, to }: { readonly from: Lender; readonly to: Lender },
): readonly Tx[] => {
  const { collateral, debt } = positionAt(market, owner, from)
  if (debt === 0n || from === to) return []
  // A few blocks of interest more; what is too much is given back.
  const soon = { collateral, debt: debt + debt / 100_000n + 1n }
  const loan: Action = {
    kind: 'morpho.flashLoan',
    asset: 'wstETH',
    amount: collateral,
    actions: [...enter(to, soon), ...leave(from)],
  }
  return [{ from: owner, actions: [loan, giveBack(to)] }]
}
