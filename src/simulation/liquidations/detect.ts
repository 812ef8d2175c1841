import type { Market } from '../../market/market.js'
import { fairValueWei } from '../../position/holdings.js'
import type { Address } from '../../protocols/assets.js'
import type { SecuredDebt } from '../../protocols/protocol.js'
import { protocolEntries } from '../../protocols/registry.js'
import type { RunEvent } from '../frame.js'

/** Debts of an account at the protocols that plug in, by venue, with interest up to the block of `at`. */
const debtsAt = (market: Market, at: Market, owner: Address): ReadonlyMap<string, SecuredDebt> => {
  const core = { ...market, block: at.block }
  const debts = protocolEntries().flatMap(([name, { secured }]) =>
    secured ? secured({ own: market[name], core }, owner) : [],
  )
  return new Map(debts.map(debt => [debt.venue, debt]))
}

/**
 * What left an account's secured debts from one block to the next: collateral and debt both smaller is a liquidation.
 * A debt that was written off counts as covered, as the owner owes it no more.
 */
export const securedLiquidations = (before: Market, after: Market, owner: Address): readonly RunEvent[] => {
  const owed = debtsAt(before, after, owner)
  if (owed.size === 0) return []
  const left = debtsAt(after, after, owner)
  return [...owed].flatMap(([venue, was]): readonly RunEvent[] => {
    const is = left.get(venue)
    const seized = was.collateral.amount - (is?.collateral.amount ?? 0n)
    const covered = was.debt.amount - (is?.debt.amount ?? 0n)
    if (seized <= 1n || covered <= 1n) return []
    const [collateral, debt] = [was.collateral.asset, was.debt.asset]
    const lossWei = fairValueWei(after, collateral, seized) - fairValueWei(after, debt, covered)
    return [{ kind: 'liquidation', block: after.block.number, collateral, seized, debt, covered, lossWei }]
  })
}
