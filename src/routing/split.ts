import { fallingRoot, type SaleCurve, type Venue } from './saleCurve.js'

/** How much of one amount goes to a venue, in the smallest unit. */
export type Share = { readonly venue: Venue; readonly amount: number }

export type Split = {
  readonly shares: readonly Share[]
  /** What it brings, in wei, before gas. */
  readonly out: number
}

/** How often the price is halved between the best of all venues and next to nothing. */
const HALVINGS = 80

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0)

const soldAt = (curves: readonly SaleCurve[], price: number): readonly number[] =>
  curves.map(curve => curve.amountAt(price))

/** What is too much by the last bit of a float is taken off in proportion. */
const scaledTo = (amounts: readonly number[], amount: number): readonly number[] => {
  const total = sum(amounts)
  return total > 0 ? amounts.map(one => (one * amount) / total) : amounts
}

const byPrice = (curves: readonly SaleCurve[], amount: number): readonly number[] => {
  let high = Math.max(...curves.map(curve => curve.best))
  let low = high / 2
  while (sum(soldAt(curves, low)) < amount) low /= 2
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (sum(soldAt(curves, middle)) < amount) high = middle
    else low = middle
  }
  return scaledTo(soldAt(curves, low), amount)
}

/** The same from the side of a venue that knows its price after any amount: fewer steps, as nothing is inverted. */
const byAmount = (curves: readonly SaleCurve[], pivot: number, amount: number): readonly number[] => {
  const priceAfter = curves[pivot]?.priceAfter
  if (!priceAfter) return byPrice(curves, amount)
  const at = (own: number): readonly number[] => {
    const price = priceAfter(own)
    return curves.map((curve, i) => (i === pivot ? own : curve.amountAt(price)))
  }
  const missing = (own: number): number => amount - sum(at(own))
  if (missing(0) > 0) return scaledTo(at(fallingRoot(missing, amount)), amount)
  const others = byPrice(
    curves.filter((_, i) => i !== pivot),
    amount,
  )
  return [...others.slice(0, pivot), 0, ...others.slice(pivot)]
}

/**
 * The split at which every venue that is used pays the same for the next unit (water filling). Where all venues together
 * cannot take the amount, the rest is left over.
 */
const waterFill = (curves: readonly SaleCurve[], amount: number): readonly number[] => {
  const [only] = curves
  if (only && curves.length === 1) return [Math.min(amount, only.capacity)]
  if (sum(curves.map(curve => curve.capacity)) <= amount) return curves.map(curve => curve.capacity)
  const pivot = curves.findIndex(curve => curve.priceAfter !== undefined)
  return pivot === -1 ? byPrice(curves, amount) : byAmount(curves, pivot, amount)
}

const subsetsOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>(
    (found, item) => found.concat(found.map(set => [...set, item])),
    [[]],
  )

/** What a split brings less what its trades cost in gas. */
const netOf = ({ shares, out }: Split, gasWei: (venue: Venue) => number): number =>
  out - sum(shares.map(share => gasWei(share.venue)))

/** Sets of venues worth a try: those that take it all, or all of them; where gas costs nothing, all of them. */
const setsOf = (
  curves: readonly SaleCurve[],
  amount: number,
  gasWei: (venue: Venue) => number,
): readonly (readonly SaleCurve[])[] => {
  if (curves.every(({ venue }) => gasWei(venue) === 0)) return curves.length > 0 ? [curves] : []
  const takes = (set: readonly SaleCurve[]): boolean => sum(set.map(({ capacity }) => capacity)) >= amount
  return subsetsOf(curves).filter(set => set.length > 0 && (takes(set) || set.length === curves.length))
}

/**
 * The split of a sale that brings most after gas. Among venues it equalises the marginal price; which venues are worth
 * their gas is tried for every set of them, as there are few.
 */
export const bestSplit = (
  curves: readonly SaleCurve[],
  amount: number,
  gasWei: (venue: Venue) => number,
): Split => {
  let best: Split = { shares: [], out: 0 }
  let net = Number.NEGATIVE_INFINITY
  for (const set of setsOf(curves, amount, gasWei)) {
    const amounts = waterFill(set, amount)
    const shares = set.flatMap(({ venue }, i) =>
      (amounts[i] ?? 0) > 0 ? [{ venue, amount: amounts[i] ?? 0 }] : [],
    )
    const out = sum(set.map((curve, i) => curve.outOf(amounts[i] ?? 0)))
    const split = { shares, out }
    const found = netOf(split, gasWei)
    if (found > net) [best, net] = [split, found]
  }
  return best
}
