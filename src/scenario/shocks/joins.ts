import type { AnyShock, Standing } from './define.js'

export const highest = (values: readonly number[]): number => Math.max(...values)
export const lowest = (values: readonly number[]): number => Math.min(...values)

/** A change in basis points as a factor. */
export const factorOf = ({ changeBps }: { readonly changeBps: number }): number => 1 + changeBps / 10_000

/** Falls multiply, and a rise softens no fall; where nothing has fallen, rises multiply. */
export const product = (factors: readonly number[]): number => {
  const fallen = factors.filter(one => one < 1)
  return (fallen.length > 0 ? fallen : factors).reduce((sum, one) => sum * one, 1)
}

/** A factor as a change in basis points; a price cannot fall by more than all. */
export const changeOf = (times: number): number => Math.max(-9_999, Math.round((times - 1) * 10_000))

/** What is off already is not put off again, and what one scenario still wants off another does not put on. */
export const switched = <S extends AnyShock>(
  shock: S,
  off: boolean,
  all: readonly Standing[],
  now: number,
): readonly S[] => {
  const others = all.filter(one => one.level.off && (!off || one.at < now))
  return others.length === 0 ? [shock] : []
}

type Terms = { readonly ltvBps: number; readonly thresholdBps: number; readonly bonusBps: number }

/** The strictest of several terms. */
export const strictest = (all: readonly Terms[]): Terms => ({
  ltvBps: lowest(all.map(terms => terms.ltvBps)),
  thresholdBps: lowest(all.map(terms => terms.thresholdBps)),
  bonusBps: highest(all.map(terms => terms.bonusBps)),
})
