import { CROWD } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import type { Amounted, HeldPart } from '../../position/held/parts.js'
import { AAVE } from '../../protocols/aave/addresses.js'
import { debtBalance, supplyBalance } from '../../protocols/aave/balance.js'
import { updateState } from '../../protocols/aave/reserve.js'
import {
  getATokenBalance,
  getATokenMintScaledAmount,
  getVTokenBalance,
  getVTokenMintScaledAmount,
} from '../../protocols/aave/tokenMath.js'
import type { Address, Asset } from '../../protocols/assets.js'
import { min } from '../../units/fixed.js'
import { handOver, type Plan, richest, send } from './plan.js'

type OnAave = Extract<HeldPart, { readonly kind: 'aave' }>

const GOVERNANCE = AAVE.governance.toLowerCase() as Address

/** Of some amounts next to the wanted one, the one whose balance comes nearest to it. */
const nearestTo = (wanted: bigint, balanceAfter: (amount: bigint) => bigint): bigint => {
  const distance = (amount: bigint): bigint => {
    const off = balanceAfter(amount) - wanted
    return off < 0n ? -off : off
  }
  return [wanted, wanted + 1n, wanted - 1n, wanted + 2n]
    .filter(amount => amount > 0n)
    .reduce((best, next) => (distance(next) < distance(best) ? next : best))
}

const reserveNow = ({ aave, block }: Market, asset: Asset) => {
  const reserve = aave.reserves[asset]
  return reserve && updateState(reserve, block.timestamp)
}

/** What to supply so that the balance is the wanted one: Aave floors what it books, and what it shows. */
const toSupply = (market: Market, { asset, amount }: Amounted): bigint => {
  const index = reserveNow(market, asset)?.liquidityIndexRay
  if (index === undefined) return amount
  return nearestTo(amount, one => getATokenBalance(getATokenMintScaledAmount(one, index), index))
}

/** The same of a debt, which Aave ceils. */
const toBorrow = (market: Market, { asset, amount }: Amounted): bigint => {
  const index = reserveNow(market, asset)?.borrowIndexRay
  if (index === undefined) return amount
  return nearestTo(amount, one => getVTokenBalance(getVTokenMintScaledAmount(one, index), index))
}

/** Splits an amount over accounts in their order, each giving at most what it has less a little. */
const shared = (
  amount: bigint,
  accounts: readonly Address[],
  has: (account: Address) => bigint,
): readonly { readonly account: Address; readonly part: bigint }[] => {
  let left = amount
  return accounts.flatMap(account => {
    const part = min(left, (has(account) * 999n) / 1_000n)
    left -= part
    return part > 0n ? [{ account, part }] : []
  })
}

const debtOf = ({ aave, block }: Market, asset: Asset, account: Address): bigint =>
  aave.accounts[account] ? debtBalance(aave, asset, account, block.timestamp) : 0n

const suppliedBy = ({ aave, block }: Market, asset: Asset, account: Address): bigint =>
  aave.accounts[account] ? supplyBalance(aave, asset, account, block.timestamp) : 0n

/** WETH that the crowd owes is paid back first, with ether wrapped for it, which comes back in the end. */
const repayWeth = (plan: Plan, amount: bigint): Plan => {
  const has = (account: Address) => debtOf(plan.market, 'WETH', account)
  return shared(amount, richest(has), has).reduce(
    (next, { account, part }) =>
      send(next, account, [
        { kind: 'weth.wrap', amount: part },
        { kind: 'aave.repay', asset: 'WETH', amount: part },
      ]),
    plan,
  )
}

/** Collateral leaves the crowd's accounts for the owner's wallet; where they have none, out of a wallet. */
const takeOut = (plan: Plan, owner: Address, { asset, amount }: Amounted): Plan => {
  const has = (account: Address) => suppliedBy(plan.market, asset, account)
  const parts = shared(amount, richest(has), has)
  const found = parts.reduce((sum, { part }) => sum + part, 0n)
  const taken = parts.reduce(
    (next, { account, part }) =>
      send(next, account, [
        { kind: 'aave.withdraw', asset, amount: part },
        { kind: 'transfer', asset, to: owner, amount: part },
      ]),
    plan,
  )
  return handOver(taken, owner, asset, amount - found)
}

/** The ether that was wrapped to repay the crowd's WETH goes back where it came from. */
const borrowWeth = (plan: Plan, owner: Address, amount: bigint): Plan => {
  const borrowed = send(plan, owner, [
    { kind: 'aave.borrow', asset: 'WETH', amount },
    { kind: 'transfer', asset: 'WETH', to: CROWD.whale, amount },
  ])
  return send(borrowed, CROWD.whale, [{ kind: 'weth.unwrap', amount }])
}

/** Pieces that a debt is taken over in: each borrowed, handed over and paid back, so that little is free meanwhile. */
const MOST_PIECES = 64

/** Another debt than WETH: borrowed piece by piece, and the crowd's own paid back with it. */
const takeOver = (start: Plan, owner: Address, { asset, amount }: Amounted): Plan => {
  let plan = start
  let left = amount
  for (let i = 0; i < MOST_PIECES && left > 0n && plan.refused === undefined; i++) {
    const free = plan.market.aave.reserves[asset]?.virtualBalance ?? 0n
    const [debtor = CROWD.whale] = richest(account => debtOf(plan.market, asset, account))
    const owed = (debtOf(plan.market, asset, debtor) * 999n) / 1_000n
    const last = i === MOST_PIECES - 1 || owed === 0n
    const piece = last ? left : min(left, min((free * 9n) / 10n, owed))
    if (piece === 0n) return send(plan, owner, [{ kind: 'aave.borrow', asset, amount: left }])
    plan = send(plan, owner, [
      { kind: 'aave.borrow', asset, amount: piece },
      { kind: 'transfer', asset, to: debtor, amount: piece },
    ])
    if (owed > 0n) plan = send(plan, debtor, [{ kind: 'aave.repay', asset, amount: piece }])
    left -= piece
  }
  return plan
}

/** Who has owed for a while may stand nearer to liquidation than anyone may borrow: the loan-to-value is the threshold meanwhile. */
const terms = (
  { aave }: Market,
  { supplies, eMode }: OnAave,
  ltv: 'recorded' | 'threshold',
): readonly Action[] => {
  const of = <
    T extends {
      readonly ltvBps: number
      readonly liquidationThresholdBps: number
      readonly liquidationBonusBps: number
    },
  >(
    entry: T,
  ) => ({
    ltvBps: ltv === 'recorded' ? entry.ltvBps : entry.liquidationThresholdBps,
    liquidationThresholdBps: entry.liquidationThresholdBps,
    liquidationBonusBps: entry.liquidationBonusBps,
  })
  const category = aave.eModes[eMode]
  const reserves = supplies.flatMap(({ asset }): readonly Action[] => {
    const reserve = aave.reserves[asset]
    const isCollateral = reserve && reserve.ltvBps > 0 && reserve.liquidationThresholdBps > 0
    return isCollateral ? [{ kind: 'aave.setCollateralTerms', asset, ...of(reserve) }] : []
  })
  return category && eMode !== 0
    ? [{ kind: 'aave.setEModeTerms', category: eMode, ...of(category) }, ...reserves]
    : reserves
}

const placed = (start: Plan, owner: Address, part: OnAave): Plan => {
  const { supplies, debts, eMode } = part
  const exact = {
    supplies: supplies.map(one => ({ ...one, amount: toSupply(start.market, one) })),
    debts: debts.map(one => ({ ...one, amount: toBorrow(start.market, one) })),
  }
  const weth = exact.debts.find(({ asset }) => asset === 'WETH')?.amount ?? 0n
  const repaid = repayWeth(start, weth)
  const out = exact.supplies.reduce((plan, one) => takeOut(plan, owner, one), repaid)
  const supplied = send(out, owner, [
    ...(eMode === 0 ? [] : [{ kind: 'aave.setEMode', category: eMode } as const]),
    ...exact.supplies.map(({ asset, amount }) => ({ kind: 'aave.supply', asset, amount }) as const),
  ])
  const owing = weth === 0n ? supplied : borrowWeth(supplied, owner, weth)
  return exact.debts
    .filter(({ asset }) => asset !== 'WETH')
    .reduce((plan, one) => takeOver(plan, owner, one), owing)
}

/**
 * Supplies and debts on Aave, taken out of the crowd's own, so that a reserve's supply, debt and cash stay as they are,
 * but for the wei that Aave rounds. A debt beyond the loan-to-value and below the threshold is as old as it may be.
 */
export const placeOnAave = (start: Plan, owner: Address, part: OnAave): Plan => {
  const plain = placed(start, owner, part)
  if (plain.refused === undefined) return plain
  const raised = send(start, GOVERNANCE, terms(start.market, part, 'threshold'))
  const done = placed(raised, owner, part)
  return done.refused === undefined ? send(done, GOVERNANCE, terms(start.market, part, 'recorded')) : plain
}
