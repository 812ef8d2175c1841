/** Numbers that look random and are the same for the same seed (xorshift32 after splitmix). */
export type Random = {
  /** 0 to `below` − 1. */
  int(below: number): number
  /** 0 to `below` − 1, uniform enough for fuzzing. */
  big(below: bigint): bigint
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Log-uniform between two amounts, both possible, with digits all the way down. */
  amount(from: bigint, to: bigint): bigint
}

const mix = (seed: number): number => {
  let z = (seed + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}

const digits = (value: bigint): number => value.toString(2).length

/** A generator of its own; nothing global. */
export const createRandom = (seed: number): Random => {
  let state = mix(seed) || 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  const int = (below: number): number => next() % below
  const big = (below: bigint): bigint => {
    if (below <= 0n) return 0n
    let value = 0n
    for (let bits = 0; bits < digits(below) + 32; bits += 32) value = (value << 32n) | BigInt(next())
    return value % below
  }
  const pick = <T>(list: readonly T[]): T => {
    const found = list[int(list.length)]
    if (found === undefined) throw new RangeError('nothing to pick from')
    return found
  }
  const amount = (from: bigint, to: bigint): bigint => {
    if (to <= from) return from
    const [low, high] = [digits(from < 1n ? 1n : from), digits(to)]
    const top = 1n << BigInt(low + int(high - low + 1))
    const value = from + big(top)
    return value > to ? from + big(to - from + 1n) : value
  }
  return { int, big, pick, amount, chance: probability => next() / 2 ** 32 < probability }
}
