import type { Address, Asset } from '../protocols/assets.js'

/** One list of 32-byte words inside an answer; read in place, because building bigints is what costs. */
export type Words = {
  readonly length: number
  big(index: number): bigint
  signed(index: number): bigint
  /** For values below 2^53. */
  number(index: number): number
  signedNumber(index: number): number
  address(index: number): Address
  /** The first four bytes. */
  selector(index: number): `0x${string}`
  /** All of them, as they were answered. */
  hex(): `0x${string}`
}

/** `length` words of `hex` (with its 0x) from word `start` on. */
export const wordsOf = (hex: string, start: number, length: number): Words => {
  const digits = (index: number): string => hex.slice(2 + 64 * (start + index), 66 + 64 * (start + index))
  const big = (index: number): bigint => BigInt(`0x${digits(index)}`)
  const signed = (index: number): bigint => BigInt.asIntN(256, big(index))
  return {
    length,
    big,
    signed,
    number: index => Number.parseInt(digits(index), 16),
    signedNumber: index => Number(signed(index)),
    address: index => `0x${digits(index).slice(24)}`,
    selector: index => `0x${digits(index).slice(0, 8)}`,
    hex: () => `0x${hex.slice(2 + 64 * start, 2 + 64 * (start + length))}`,
  }
}

/** An encoded `uint256[][]`, as the lens answers. Throws on an answer that is too short for its own lengths. */
export const sectionsOf = (hex: string): readonly Words[] => {
  const total = (hex.length - 2) / 64
  const outer = wordsOf(hex, 0, total)
  const count = outer.number(1)
  return Array.from({ length: count }, (_, i) => {
    const at = 2 + outer.number(2 + i) / 32
    const length = outer.number(at)
    if (!(at + length < total)) throw new RangeError(`section ${i} of the lens ends behind its answer`)
    return wordsOf(hex, at + 1, length)
  })
}

/** One value for each `width` words. */
export const rows = <T>(words: Words, width: number, decode: (at: number) => T): readonly T[] =>
  Array.from({ length: words.length / width }, (_, row) => decode(row * width))

/** Amounts by asset without the zeros: absent is zero. */
export const amounts = (
  words: Words,
  at: number,
  assets: readonly Asset[],
): Partial<Record<Asset, bigint>> => {
  const found: Partial<Record<Asset, bigint>> = {}
  assets.forEach((asset, i) => {
    const amount = words.big(at + i)
    if (amount > 0n) found[asset] = amount
  })
  return found
}

/** An address as records are keyed. */
export const key = (address: Address): Address => address.toLowerCase() as Address

/** Amounts by lower-case address without the zeros. */
export const byAddress = (words: Words, at: number, addresses: readonly Address[]): Record<Address, bigint> =>
  Object.fromEntries(
    addresses.flatMap((address, i) => {
      const amount = words.big(at + i)
      return amount > 0n ? [[key(address), amount]] : []
    }),
  )
