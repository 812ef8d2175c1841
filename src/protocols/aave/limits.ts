import { min } from '../../units/fixed.js'
import type { Address, Asset } from '../assets.js'
import { Revert } from '../revert.js'
import { supplyBalance } from './balance.js'
import { borrow } from './borrow.js'
import { reserveOf } from './entries.js'
import type { AaveState } from './state.js'
import { withdraw } from './withdraw.js'

const succeeds = (transition: () => unknown): boolean => {
  try {
    transition()
    return true
  } catch (error) {
    if (error instanceof Revert) return false
    throw error
  }
}

/** Largest amount in 1…upper that is allowed, 0 if none is; whatever is below an allowed amount must be allowed. */
const largest = (upper: bigint, isAllowed: (amount: bigint) => boolean): bigint => {
  let low = 0n
  let high = upper
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if (isAllowed(middle)) low = middle
    else high = middle - 1n
  }
  return low
}

type Who = { readonly asset: Asset; readonly user: Address }

/**
 * The largest `borrow` of `user` that does not revert at `now` (seconds), to the wei; one more reverts.
 * Every check of a borrow only gets harder with its amount, so a bisection through `borrow` itself is exact.
 */
export const maxBorrow = (state: AaveState, { asset, user }: Who, now: number): bigint =>
  largest(reserveOf(state, asset).virtualBalance, amount =>
    succeeds(() => borrow(state, { asset, amount, user }, now)),
  )

/**
 * The largest `withdraw` of `user`, named in wei, that does not revert at `now` (seconds); one more reverts.
 * Bisects through `withdraw`, as `maxBorrow` does.
 */
export const maxWithdraw = (state: AaveState, { asset, user }: Who, now: number): bigint =>
  largest(min(reserveOf(state, asset).virtualBalance, supplyBalance(state, asset, user, now)), amount =>
    succeeds(() => withdraw(state, { asset, amount, user }, now)),
  )
