/** Edits from one word to another: insertions, deletions, substitutions and swaps of neighbours (Damerau, restricted). */
export const editDistance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const substituted = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : substituted
      row.push(Math.min(cell(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, substituted, swapped))
    }
  }
  return cell(a.length, b.length)
}

/** How far a known name is from what was typed: a whole part of it, in either direction, is near. */
const distance = (typed: string, known: string): number => {
  const [a, b] = [typed.toLowerCase(), known.toLowerCase()]
  const part = a.length >= 3 && (b.includes(a) || a.includes(b))
  return part ? 1 : editDistance(a, b)
}

/** The known name nearest to what was typed; undefined where none is near enough to be meant. */
export const nearest = (typed: string, known: readonly string[]): string | undefined => {
  const [best] = known.map(name => ({ name, edits: distance(typed, name) })).sort((a, b) => a.edits - b.edits)
  if (!best) return undefined
  return best.edits <= Math.max(2, Math.floor(best.name.length / 2)) ? best.name : undefined
}

/** `Did you mean "x"?`, or all there are. */
export const suggest = (typed: string, known: readonly string[]): string => {
  const found = nearest(typed, known)
  return found === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${found}"?`
}
