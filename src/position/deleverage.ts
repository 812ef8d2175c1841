import type { Market } from '../market/market.js'
import { accountData } from '../protocols/aave/account.js'
import { supplyBalance } from '../protocols/aave/balance.js'
import type { Address } from '../protocols/assets.js'
import { mulDivCeil, mulDivFloor } from '../units/fixed.js'
import type { Action } from './action.js'
import {
  all,
  type Collateralised,
  owes,
  payFromHeld,
  type StakedCollateral,
  sellAll,
  takeAll,
  tokenOf,
  wethForDebt,
} from './legs.js'

const TOKENS: readonly StakedCollateral[] = ['wstETH', 'rETH', 'weETH', 'cbETH', 'osETH']

/** The position of an account with one staking token on Aave and one debt that WETH buys; undefined where it is another. */
export const collateralisedOf = (market: Market, owner: Address): Collateralised | undefined => {
  const account = market.aave.accounts[owner]
  if (!account) return undefined
  const debts = Object.keys(account.debts)
  const [debt] = debts
  const tokens = TOKENS.filter(token => (account.supplies[token] ?? 0n) > 0n)
  const [collateral] = tokens
  const isKnown = debts.length === 1 && tokens.length === 1 && (debt === 'WETH' || debt === 'USDC')
  return isKnown && collateral ? { owner, debt, collateral } : undefined
}

/** What the account holds as collateral, in the token; floors. */
export const collateralOf = (market: Market, position: Collateralised): bigint =>
  supplyBalance(market.aave, tokenOf(position), position.owner, market.block.timestamp)

const takeOut = (market: Market, position: Collateralised, amount: bigint): Action =>
  amount >= collateralOf(market, position)
    ? takeAll(position)
    : { kind: 'aave.withdraw', asset: tokenOf(position), amount }

/** WETH that a sale brought goes to the debt; what is more than the debt stays. */
const payDebt = (market: Market, position: Collateralised): readonly Action[] => {
  const { debt } = position
  if (!owes(market, position)) return []
  const repay: Action = { kind: 'aave.repay', asset: debt, amount: all(debt) }
  return debt === 'WETH' ? [repay] : [wethForDebt, repay]
}

/**
 * Sells `amount` of the collateral in one transaction and pays as much of the debt as it brings: a flash loan of the
 * collateral's own asset is sold, the debt paid, and the collateral given back for it. The position stays, with less
 * debt.
 */
export const sellByLoan = (market: Market, position: Collateralised, amount: bigint): readonly Action[] => [
  ...payFromHeld(market, position),
  {
    kind: 'aave.flashLoan',
    asset: tokenOf(position),
    // The loan and its premium together are what is taken out.
    amount: mulDivFloor(amount, 10_000n, 10_000n + BigInt(market.aave.flashLoanPremiumBps)),
    actions: [
      ...sellAll('uniswap', position),
      ...payDebt(market, position),
      takeOut(market, position, amount),
    ],
  },
]

/** The same without a loan, for as much as the collateral is free to go: withdraw, sell, pay. */
export const sellFree = (market: Market, position: Collateralised, amount: bigint): readonly Action[] => [
  ...payFromHeld(market, position),
  takeOut(market, position, amount),
  ...sellAll('uniswap', position),
  ...payDebt(market, position),
]

/** Leaves the health factor this much above 1, in basis points. */
const ROOM_BPS = 5n

/** What can be taken out as things stand, in the token by Aave's own prices; a health factor a little above 1 remains. */
export const freeCollateral = (market: Market, position: Collateralised): bigint => {
  const { collateralBase, debtBase, liquidationThresholdBps } = accountData(
    market.aave,
    position.owner,
    market.block.timestamp,
  )
  const held = collateralOf(market, position)
  if (debtBase === 0n) return held
  if (liquidationThresholdBps === 0 || collateralBase === 0n) return 0n
  const needed = mulDivCeil(debtBase, 10_000n + ROOM_BPS, BigInt(liquidationThresholdBps))
  return needed >= collateralBase ? 0n : mulDivFloor(held, collateralBase - needed, collateralBase)
}
