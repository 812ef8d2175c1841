import { OWNER } from '../../market/crowd.js'
import type { Market } from '../../market/market.js'
import type { Action } from '../../position/action.js'
import { epochAt, WEI_PER_GWEI } from '../../protocols/ethereum/forks.js'
import { slashingParts } from '../../protocols/ethereum/slash.js'
import { isSlashable } from '../../protocols/validators/validators.js'
import { max, mulDivFloor, WAD } from '../../units/fixed.js'

/** Effective balance of a validator of before Electra, wei. */
export const VALIDATOR = 32n * WAD

/** The largest multiple of a unit. */
export const wholeUnits = (amount: bigint, unit: bigint): bigint => amount - (amount % unit)

/** A share in whole validators of 32 ether. */
export const shareOf = (balance: bigint, bps: number): bigint =>
  wholeUnits(mulDivFloor(balance, BigInt(Math.round(bps)), 10_000n), VALIDATOR)

/** Stake of everyone but Lido, wei. */
export const restOf = ({ ethereum, lido }: Market): bigint =>
  max(0n, ethereum.stakedEther - lido.clValidatorsBalance)

/** With none of a shock nobody's own validators are hit. */
export const spared = <T extends { readonly own?: boolean }>(shock: T, severity: number): T =>
  shock.own && severity === 0 ? { ...shock, own: false } : shock

/** Balances and the effective balance of one validator, wei. */
export type Slashed = {
  readonly balance: bigint
  readonly others: bigint
  readonly effectiveBalance: bigint
}

/** What a slashing takes of the owner's own validators, wei of effective balance. */
const ownSlashable = ({ validators, block }: Market): bigint =>
  validators.validators
    .filter(entry => entry.owner === OWNER && isSlashable(entry, epochAt(block.timestamp)))
    .reduce((sum, { effectiveBalance }) => sum + effectiveBalance * WEI_PER_GWEI, 0n)

/**
 * In the parts in which the exit queue lets them out; all in one transaction. The owner's come first in the queue and
 * count among the others.
 */
export const slashed = (market: Market, slashing: Slashed, own: boolean | undefined): readonly Action[] => {
  const mine = own ? ownSlashable(market) : 0n
  const order = { ...slashing, others: slashing.others + mine, now: market.block.timestamp }
  const parts = slashingParts(market.ethereum, order)
  const first: readonly Action[] = mine === 0n ? [] : [{ kind: 'validators.slash', owner: OWNER }]
  return [...first, ...parts.map((part): Action => ({ kind: 'ethereum.slash', ...part }))]
}
