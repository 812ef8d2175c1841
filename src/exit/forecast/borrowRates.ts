/** How interest may run while a plan waits. */
export type Rates = 'kind' | 'hard'

/**
 * Aave's borrow rate of WETH over the next 14 days as a part of the day's, one day in twenty below and one above: 0.91
 * and 1.16 over 638 days to 2025-09, and after days of a high rate down to what is usual. The rate itself: 2.28 % and
 * 2.96 %. Source: B.3, recomputed from the index.
 */
const AAVE = { kind: { part: 0.91, atMost: 0.0228 }, hard: { part: 1.16, atLeast: 0.0296 } } as const

/** What Aave may take for WETH a year, simple, of one, where it takes `rate` today. */
export const aaveRateOver = (rate: number, rates: Rates): number =>
  rates === 'kind'
    ? Math.min(AAVE.kind.part * rate, AAVE.kind.atMost)
    : Math.max(AAVE.hard.part * rate, AAVE.hard.atLeast)

/** Morpho's rate halves or doubles at most (assumed): its rate at target doubles in five days of full use. */
export const MORPHO_RATE = { kind: 0.5, hard: 2 } as const
