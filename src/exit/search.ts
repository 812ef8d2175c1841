/** The golden ratio's smaller part: a bracket shrinks by it with one new try. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Where a function with one valley is lowest between `low` and `high`, to `width`: golden section. What is tried is
 * `f`'s to remember.
 */
export const goldenSection = (f: (x: number) => number, low: number, high: number, width: number): number => {
  let [from, to] = [low, high]
  let [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)]
  let [atLeft, atRight] = [f(left), f(right)]
  while (to - from > width) {
    if (atLeft <= atRight) {
      ;[to, right, atRight] = [right, left, atLeft]
      left = to - GOLDEN * (to - from)
      atLeft = f(left)
    } else {
      ;[from, left, atLeft] = [left, right, atRight]
      right = from + GOLDEN * (to - from)
      atRight = f(right)
    }
  }
  return atLeft <= atRight ? left : right
}

/** The smallest x at which `holds`, to `width`, where it does not hold below it and holds from there on: bisection. */
export const firstWhere = (
  holds: (x: number) => boolean,
  low: number,
  high: number,
  width: number,
): number => {
  let [from, to] = [low, high]
  while (to - from > width) {
    const middle = (from + to) / 2
    if (holds(middle)) to = middle
    else from = middle
  }
  return to
}
