/** How many runs at a time: each keeps an anvil and this process busy, so two fill two cores. */
const AT_A_TIME = 2

/** Works on all items, two at a time, in their order; the results keep it. The first failure ends it. */
export const inPairs = async <T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  const waiting = items.entries()
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, lane))
  return results
}
