/** Middle value of measurements, in their own unit. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Milliseconds that `once` takes. */
export const timed = async (once: () => unknown): Promise<number> => {
  const start = performance.now()
  await once()
  return performance.now() - start
}

/** How often `once` runs in a second, over about `milliseconds`. */
export const perSecond = async (once: () => unknown, milliseconds = 100): Promise<number> => {
  const start = performance.now()
  let count = 0
  while (performance.now() - start < milliseconds) {
    for (let repeat = 0; repeat < 20; repeat++) {
      const result = once()
      if (result instanceof Promise) await result
    }
    count += 20
  }
  return (count * 1000) / (performance.now() - start)
}

/** One line of a benchmark: what, how much, and against which limit or peer of the same run. */
export const report = (line: Readonly<Record<string, string | number | boolean>>): void =>
  console.log(JSON.stringify(line))

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
