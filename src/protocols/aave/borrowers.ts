import type { Address } from '../assets.js'
import type { AaveAccount } from './state.js'

/**
 * Background borrowers by lower-case address, in buckets: a change copies one bucket and the list of buckets, so that
 * thousands of accounts cost no more than a few.
 */
export type Borrowers = readonly Readonly<Record<Address, AaveAccount>>[]

const BUCKETS = 64

/** Nobody. */
export const NO_BORROWERS: Borrowers = []

/** Buckets by the last two hexadecimal digits. */
const bucketOf = (user: Address): number => Number.parseInt(user.slice(-2), 16) % BUCKETS

/** A background borrower's account; undefined for anyone else. */
export const borrowerAt = (borrowers: Borrowers, user: Address): AaveAccount | undefined =>
  borrowers.length === 0 ? undefined : borrowers[bucketOf(user)]?.[user]

/** One account replaced; the address need not have been there. */
export const withBorrower = (borrowers: Borrowers, user: Address, account: AaveAccount): Borrowers => {
  const index = bucketOf(user)
  const next = borrowers.length === 0 ? Array.from({ length: BUCKETS }, () => ({})) : borrowers.slice()
  next[index] = { ...next[index], [user]: account }
  return next
}

/** Every account in the order of the buckets, and in each by address. */
export const borrowersOf = (accounts: Iterable<readonly [Address, AaveAccount]>): Borrowers => {
  const sorted = [...accounts].sort(([a], [b]) => (a < b ? -1 : 1))
  if (sorted.length === 0) return NO_BORROWERS
  const buckets: Record<Address, AaveAccount>[] = Array.from({ length: BUCKETS }, () => ({}))
  for (const [user, account] of sorted) {
    const bucket = buckets[bucketOf(user)]
    if (bucket) bucket[user] = account
  }
  return buckets
}

/** Visits every background borrower. */
export const eachBorrower = (
  borrowers: Borrowers,
  visit: (user: Address, account: AaveAccount) => void,
): void => {
  for (const bucket of borrowers)
    for (const user in bucket) {
      const account = bucket[user as Address]
      if (account !== undefined) visit(user as Address, account)
    }
}
