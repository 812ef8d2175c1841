/** Eighteen decimals: token amounts, ratios, share rates, health factors. An alias for readers, not a brand. */
export type Wad = bigint
/** Twenty-seven decimals: Aave's indexes and rates. */
export type Ray = bigint

export const WAD = 10n ** 18n
export const RAY = 10n ** 27n
/** Ten thousand basis points are one. */
export const BPS = 10_000n
export const MAX_UINT256 = 2n ** 256n - 1n
/** Aave's `SECONDS_PER_YEAR`, 365 days. */
export const SECONDS_PER_YEAR = 31_536_000n
export const SECONDS_PER_DAY = 86_400
/** Ethereum’s slot, and so the time from block to block: `SECONDS_PER_SLOT` of ethereum/consensus-specs. */
export const SECONDS_PER_SLOT = 12

export const mulDivFloor = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b) / divisor
export const mulDivCeil = (a: bigint, b: bigint, divisor: bigint): bigint => (a * b + divisor - 1n) / divisor
export const mulDivHalfUp = (a: bigint, b: bigint, divisor: bigint): bigint =>
  (a * b + divisor / 2n) / divisor

export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
export const abs = (a: bigint): bigint => (a < 0n ? -a : a)

/** Above a double's last bits, relative to one: 2^-50 covers the rounding of a square root and of what it was taken of. */
const LAST_BITS = 50n

/** At or above the root, by a double's square root where the value fits one. */
const rootFromAbove = (value: bigint): bigint => {
  const root = Math.sqrt(Number(value))
  if (!Number.isFinite(root)) return 1n << BigInt((value.toString(2).length + 1) >> 1)
  const near = BigInt(Math.ceil(root))
  return near + (near >> LAST_BITS) + 1n
}

/** The largest root whose square is not above `value`, which is 0 or more. Newton's method from above. */
export const sqrtFloor = (value: bigint): bigint => {
  if (value < 2n) return value
  let x = rootFromAbove(value)
  for (let y = (x + value / x) >> 1n; y < x; y = (x + value / x) >> 1n) x = y
  return x
}
