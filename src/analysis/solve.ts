/** Whether a value keeps to everything; where it does not, what breaks first. */
export type Kept<W> = { readonly kept: true } | { readonly kept: false; readonly breaks: W }

/** The largest value that keeps to everything, and the next one up, which does not. */
export type Largest<W> =
  | { readonly kind: 'found'; readonly value: number; readonly beyond: number; readonly breaks: W }
  /** Everything that was tried is kept; up to what was searched. */
  | { readonly kind: 'unbounded'; readonly searchedTo: number }
  /** Not even the least is kept. */
  | { readonly kind: 'none'; readonly least: number; readonly breaks: W }

type Range = { readonly from: number; readonly least: number; readonly most: number }

/** Doublings up and halvings down until a side is found. */
const STEPS = 20
/** A bracket is narrowed to one part in a thousand. */
const HALVINGS = 11
const DIGITS = 4

const floored = (value: number): number => {
  const unit = 10 ** (Math.floor(Math.log10(value)) - DIGITS + 1)
  return Number((Math.floor(value / unit + 1e-9) * unit).toPrecision(DIGITS))
}

/** The next value of so many digits. */
const above = (value: number): number => {
  const unit = 10 ** (Math.floor(Math.log10(value)) - DIGITS + 1)
  return Number((value + unit).toPrecision(DIGITS + 1))
}

type Bracket<W> = { low: number | undefined; high: number | undefined; breaks: W | undefined }

const bracketOf = async <W>(
  { from, least, most }: Range,
  keeps: (value: number) => Promise<Kept<W>>,
): Promise<Bracket<W>> => {
  const bracket: Bracket<W> = { low: undefined, high: undefined, breaks: undefined }
  let value = from
  for (let i = 0; i < STEPS; i++) {
    const found = await keeps(value)
    if (found.kept) bracket.low = value
    else Object.assign(bracket, { high: value, breaks: found.breaks })
    if (bracket.low !== undefined && bracket.high !== undefined) break
    if (value === (found.kept ? most : least)) break
    value = found.kept ? Math.min(most, value * 2) : Math.max(least, value / 2)
  }
  return bracket
}

/**
 * Searches the largest value that is kept, to four digits: a bracket by doubling or halving, then bisection. Both the
 * value and the one beyond it were tried. Where what is kept is no interval, it is the first side of the bracket found.
 */
export const solveLargest = async <W>(
  range: Range,
  keeps: (value: number) => Promise<Kept<W>>,
): Promise<Largest<W>> => {
  const bracket = await bracketOf(range, keeps)
  if (bracket.low === undefined)
    return { kind: 'none', least: bracket.high ?? range.least, breaks: bracket.breaks as W }
  if (bracket.high === undefined) return { kind: 'unbounded', searchedTo: bracket.low }
  let [low, high, breaks] = [bracket.low, bracket.high, bracket.breaks as W]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = floored((low + high) / 2)
    if (middle <= low || middle >= high) break
    const found = await keeps(middle)
    if (found.kept) low = middle
    else [high, breaks] = [middle, found.breaks]
  }
  // The next of so many digits is nearer than the bracket, unless that is as narrow already.
  for (let next = above(low); next < high; next = above(low)) {
    const found = await keeps(next)
    if (!found.kept) {
      ;[high, breaks] = [next, found.breaks]
      break
    }
    low = next
  }
  return { kind: 'found', value: low, beyond: high, breaks }
}
