import type { Market } from '../../market/market.js'
import type { Tx } from '../../position/action.js'
import { healthFactorWad } from '../../position/holdings.js'
import type { Address } from '../../protocols/assets.js'
import { SECONDS_PER_SLOT } from '../../units/fixed.js'
import type { World } from '../world.js'

/** A health factor of 18 decimals as a number; infinite without debt. */
export const healthOf = (market: Market, owner: Address): number => {
  const factor = healthFactorWad(market, owner)
  return factor === undefined ? Number.POSITIVE_INFINITY : Number(factor) / 1e18
}

/** The transaction that leaves the most ether and WETH with its sender, of those that would not revert. */
export const bestOf = async (world: World, candidates: readonly Tx[]): Promise<readonly Tx[]> => {
  let best: { readonly tx: Tx; readonly held: bigint } | undefined
  for (const tx of candidates) {
    const { outcomes, wallet } = await world.try([{ seconds: SECONDS_PER_SLOT, txs: [tx] }], tx.from)
    if (outcomes.flat().some(outcome => outcome.status === 'reverted')) continue
    const held = (wallet.ETH ?? 0n) + (wallet.WETH ?? 0n)
    if (!best || held > best.held) best = { tx, held }
  }
  return best ? [best.tx] : []
}

/** The first transaction that would not revert. */
export const firstOf = async (world: World, candidates: readonly Tx[]): Promise<readonly Tx[]> => {
  for (const tx of candidates) {
    const { outcomes } = await world.try([{ seconds: SECONDS_PER_SLOT, txs: [tx] }], tx.from)
    if (outcomes.flat().every(outcome => outcome.status === 'done')) return [tx]
  }
  return []
}
